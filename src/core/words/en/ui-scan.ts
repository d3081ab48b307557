import { describeCount } from '../duration.ts';

/** Sentences of the Scan room and of its first part; what codes are is said in `codes.ts`. */
export const uiScanWords = {
  title: 'Scan',
  sentence: 'Read the code of a device, or make one. Nothing is kept or sent before you say so.',
  tabsLabel: 'Parts of the Scan room',
  tabs: { scan: 'Scan', make: 'Make a code', labels: 'Labels', transfer: 'Air gap' },

  drop: 'Drop it to read its codes',
  picture: {
    heading: 'From a picture',
    text: {
      mouse: 'Drop or paste a photo or a screenshot anywhere here. Several codes in one picture are all read.',
      touch: 'A photo is read more thoroughly than what the camera sees. Several codes in one picture are all read.',
    },
    photo: 'Take a photo',
    open: 'Open pictures',
  },
  text: {
    label: 'From text',
    hint: 'Pasting works anywhere in this room. What is pasted is read, and not shown.',
    placeholder: 'What a code holds, or a connection string',
    read: 'Read it',
  },
  looking: 'Looking for codes',
  stop: 'Stop',
  again: 'Scan another code',

  several: {
    heading: (count: number): string => describeCount(count, 'code', 'codes'),
    text: 'Choose the one that you mean.',
    back: 'All codes',
  },
  kinds: {
    locked: 'A locked code',
    refused: 'A code that cannot be used',
  },

  device: {
    facts: {
      device: 'Device ID',
      module: 'Module',
      name: 'Name',
      idScope: 'ID scope',
      hub: 'Hub',
      gateway: 'Gateway',
      model: 'Model',
      primaryKey: 'Device key',
      secondaryKey: 'Second key',
      groupKey: 'Group key',
      noKey: 'None in this code',
      key: 'Key',
    },
    where: {
      label: 'Provisioning service',
      hubLabel: 'Where this hub is',
      asking: 'Looking whether a local cloud has this ID scope',
      reasons: {
        named: 'The code names it.',
        'id-scope': 'It has the ID scope of the code.',
        assumed: 'The code names none. This one knows every ID scope of Azure’s public cloud.',
        chosen: 'You chose it.',
      },
      hubReason: 'By its name. If this hub is in a local cloud, choose that.',
      hubPlaces: {
        global: 'Azure',
        server: 'Local cloud of this server',
        browser: 'Local cloud in this browser',
      },
    },
    group: {
      title: 'This is the key of a whole group',
      explanation:
        'It makes the keys of all devices of the group, so whoever sees this code can pose as each of them. A code for one device holds the key of that device alone.',
      remedy: 'Treat the code as you would treat the key, and ask its maker for one of this device.',
    },
    kept: {
      'same-key': 'This device is kept here, with the same key.',
      'other-key': 'This device is kept here, with another key.',
      certificate: 'This device is kept here, with a certificate.',
      unknown: 'This device is kept here.',
    },
    runs: 'It runs now, so there is nothing to check.',
    open: 'Open it',
    nameOnly: {
      title: 'The code names a device and holds no key',
      explanation: 'No device of that name is kept here. To connect as this device, its key is needed too.',
      add: 'Add it with a key',
    },
    acts: {
      label: 'What to do with it',
      save: { label: 'Save', text: 'Keeps the device and its key in this browser. Nothing is sent.' },
      replace: {
        label: 'Replace what is kept',
        text: 'Stops the device that is kept here and gives it the key of the code, in the place of what it has now. Nothing is sent.',
      },
      check: {
        label: 'Check',
        text: 'Registers the device with its provisioning service, then stops. Registering may move or reset the data of this device, as its reprovision policy says.',
      },
      connect: {
        label: 'Connect as this device',
        dps: 'Registers, which may move or reset its data (reprovision policy), and disconnects the device that has this identity now.',
        hub: 'Disconnects the device that has this identity now.',
        quiet: 'This tab sends nothing by itself.',
        /** Of one that is kept here already with something else. */
        replaces:
          'Before that it stops the device that is kept here and gives it the key of the code, in the place of what it has now.',
        /** Of one that is kept here already and does more. */
        sends: 'What is kept here sends made-up values by itself, in its name.',
      },
      noCheck:
        'The code names its hub, so there is nothing to register with: whether its key works is seen by connecting.',
      stopCheck: 'Stop checking',
    },
    checking: 'Registering. Nothing will be connected.',
    checked: {
      title: 'This key works',
      explanation: (deviceId: string, hub: string, took: string): string =>
        `The service took it in ${took} and assigned “${deviceId}” to ${hub}. Nothing is connected, and nothing was kept.`,
    },
    saved: { title: 'Saved', explanation: 'It is kept in this browser. Nothing was sent.' },
    beside: {
      title: 'This says nothing about the code',
      explanation: 'No service has looked at its key, so it may well be right. What stood in the way is said below.',
    },
  },

  locked: {
    heading: 'A locked code',
    text: {
      locked: 'What is in it is encrypted. Its maker knows the passphrase.',
      'sample-locked':
        'It was made by the generator of Microsoft’s sample, and encrypted with the passphrase that was typed there.',
    },
    endsAt: (when: string): string =>
      `Its maker set an end: ${when}. This app keeps to it; cryptography does not enforce it.`,
    passphrase: 'Passphrase',
    open: 'Open it',
    opening: 'Opening',
  },

  inspect: 'Look at it in Inspect',
  /** Read out when something was read. */
  said: {
    one: (what: string): string => `Read: ${what}`,
    several: (count: number): string => `${describeCount(count, 'code', 'codes')} read. Choose one.`,
  },
} as const;
