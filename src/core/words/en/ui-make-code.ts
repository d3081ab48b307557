import type { QrLevel } from '../../ports/qr-drawer.ts';

/** Sentences of the part of the Scan room that makes codes. */
export const uiMakeCodeWords = {
  device: {
    heading: 'Device',
    label: 'Whose code it is',
    hint: 'A device of this browser, or one that you type in.',
    kept: 'Devices of this browser',
    other: 'Others',
    typed: 'Another device, typed here',
    keyed: (id: string): string => `${id}, of the Keys room`,
    id: {
      label: 'Device ID',
      hint: 'Also called the registration ID. Its spelling counts, capitals too.',
      placeholder: 'boiler-room-03',
    },
    keyKind: {
      label: 'Whose key you have',
      options: { 'device-key': 'The device’s own', 'group-key': 'The group’s' },
    },
    primaryKey: {
      label: { 'device-key': 'Key of the device', 'group-key': 'Group key' },
      hint: {
        'device-key': 'The primary key of this device.',
        'group-key': 'The key of the device is worked out from it.',
      },
      placeholder: 'Base64, often ends in =',
    },
    secondaryKey: {
      label: { 'device-key': 'Secondary key', 'group-key': 'Secondary group key' },
      hint: 'One of the two can be changed while the other works.',
    },
    modelId: {
      label: 'Model ID',
      hint: 'The device announces it, and IoT Central knows by it what the device can do.',
      placeholder: 'dtmi:com:example:Thermostat;1',
    },
    idScope: 'ID scope',
    deviceId: 'Device ID',
    hub: 'Hub',
    gateway: 'Gateway',
    service: 'Provisioning service',
    model: 'Model',
    reach: {
      browser: {
        title: 'Only this browser reaches that service',
        explanation:
          'The local cloud of this device runs in this browser. Whoever scans the code on another machine, or in another browser, cannot connect with it.',
      },
      server: {
        title: 'Only this computer reaches that service',
        explanation:
          'The local cloud of this device is at localhost. Whoever scans the code on another machine cannot connect with it.',
        remedy: 'For a phone, start the server with --lan, and open the app on the phone by the code that it prints.',
      },
      machine: {
        title: 'Only this computer reaches that service',
        explanation:
          'Every machine calls itself localhost. Whoever scans the code on another one looks for the service there, and finds none.',
      },
    },
    noKeys:
      'This device proves itself with a certificate, which stays here: the code names the device and holds no key. A whole identity is carried under “Air gap”.',
  },

  code: {
    heading: 'Code',
    form: 'What is made',
    forms: {
      workbench: {
        label: 'A code of this app',
        text: 'Read here: both keys, the model and the service. Its form is published, so that other apps can read it.',
      },
      locked: {
        label: 'The same, locked',
        text: 'Encrypted with a passphrase: a picture of it is of no use to whoever does not know that.',
      },
      central: {
        label: 'IoT Central’s own code',
        text: 'Read by the phone app of IoT Central and here. It holds one key, and no model.',
      },
    },
    notCentral: {
      hub: 'IoT Central’s own code has no place for a hub.',
      service: 'IoT Central’s own code has no place for another provisioning service than the global one.',
    },
    holds: 'Keys in it',
    holdings: {
      'own-key': 'Of the device',
      'group-key': 'Of the group',
      'no-key': 'None',
    },
    holdingsText: {
      'own-key': 'Whoever can read the code can connect as this device.',
      'own-key-locked': 'Whoever has the code and its passphrase can connect as this device.',
      'own-key-of-group':
        'The key of this device, worked out from that of its group. The group key stays out of the code.',
      'group-key': 'Whoever can read the code can connect as every device of the group. You are asked once more.',
      'no-key': 'The code names the device and where it registers. Whoever scans it brings the key.',
    },
    withSecondary: { label: 'Both keys, where there are two', hint: 'With two keys the code is larger.' },
    withModel: { label: 'Model ID', hint: (modelId: string): string => modelId },
    passphrase: {
      label: 'Passphrase',
      hint: 'Pass it on by another way than the code.',
      missing: 'Type a passphrase, or have one made.',
      weak: 'One like this is found by trying: whoever has a picture of the code can try as often as they like.',
      make: 'Make one for me',
      made: 'Keep this passphrase',
      madeText: 'It is nowhere else, and gone when you leave this page.',
    },
    endsOn: {
      label: 'Last day',
      hint: 'This app opens it until the end of that day, UTC. The encryption itself knows no end: whoever has the passphrase and another program can open it later.',
      over: 'This day is over. Choose a later one, or none.',
    },
    make: 'Make the code',
    making: 'Making the code',
  },

  asking: {
    'group-key': {
      heading: 'Put the group key into the code?',
      text: 'Whoever sees this code can connect as every device of the group, also as devices that do not exist yet. It ends only when the group key is regenerated, and then every device needs a new key.',
      confirm: 'Put the group key in',
    },
    'may-be-group-key': {
      heading: 'Is this the key of one device?',
      text: 'It is as long as the keys of enrollment groups. With a group key in it, whoever sees the code can connect as every device of the group.',
      confirm: 'It is of one device',
    },
    cancel: 'Cancel',
  },

  made: {
    heading: (name: string): string => `Code of ${name}`,
    empty: { heading: 'No code yet', text: 'It appears here once it is made. Nothing of it is kept.' },
    gone: {
      heading: 'The code is gone',
      text: (what: string): string => `You changed ${what}: make it again.`,
      what: {
        source: 'the device',
        endpoint: 'the provisioning service',
        ownHost: 'the provisioning service',
        idScope: 'the ID scope',
        deviceId: 'the device ID',
        keyKind: 'whose key it is',
        primaryKey: 'the key',
        secondaryKey: 'the secondary key',
        modelId: 'the model ID',
        form: 'what is made',
        holds: 'the keys in it',
        withSecondary: 'the keys in it',
        withModel: 'the model ID',
        passphrase: 'the passphrase',
        isMadePassphrase: 'the passphrase',
        endsOn: 'the last day',
      },
    },
    label: (name: string): string => `QR code of ${name}`,
    title: (name: string): string => `Connect code of ${name}`,
    secret: {
      title: 'Whoever sees this code has the key',
      text: 'A picture of it is enough to connect as this device.',
      remedy: 'Show it only to whom it is for, and delete pictures of it when they have done their work.',
    },
    secretOfGroup: {
      title: 'Whoever sees this code has the group key',
      text: 'A picture of it is enough to connect as every device of the group.',
      remedy: 'Keep it as you keep the group key.',
    },
    facts: {
      keys: 'Keys in it',
      keysOf: {
        'device-key': { 1: 'one key of the device', 2: 'both keys of the device' },
        'group-key': { 1: 'the group key', 2: 'both group keys' },
      },
      noKeys: 'none',
      locked: (what: string): string => `${what}, encrypted`,
      endsAt: 'Ends',
      size: 'Squares',
      sizeText: (side: number): string => `${side} × ${side}, and a margin of four`,
    },
    level: {
      label: 'Damage that it survives',
      hint: 'Dirt and scratches on a label take some of a code. One that survives more is larger.',
      options: {
        L: 'L: 7 %, as IoT Central’s own codes',
        M: 'M: 15 %, for labels',
        Q: 'Q: 25 %',
        H: 'H: 30 %, for rough places',
      } satisfies Record<QrLevel, string>,
    },
    print: {
      heading: 'Print it',
      dpi: 'Printer',
      dpis: { 203: '203 dpi', 300: '300 dpi', 600: '600 dpi' },
      size: (mm: string): string => `At least ${mm} mm wide with its margin.`,
      sizeText:
        'That is four dots of the printer for each square; larger in steps of whole dots is as good. Print it at its own size, not fitted to the page.',
      dense:
        'A code with so many squares is read from near and with a steady hand. Leave something out of it, such as the second key.',
      svg: 'Save as SVG',
      png: 'Save as PNG',
      saved: (file: string): string => `${file} was saved`,
    },
    link: {
      heading: 'As a link',
      text: 'Opens the code in this app, in any browser. What it holds stands behind the # of the address, which is sent to no server.',
      needsYes:
        'The key would stand in the link in clear: in chats, mails and histories of browsers, where it stays. Lock the code instead, if you can.',
      agree: 'Make the link all the same',
      label: 'link',
      itself: 'The link itself',
      address: {
        label: 'Address of the app',
        hint: 'Where a copy of this app is for whoever gets the link. Left empty, it is this page.',
      },
      local: 'This page is on your own machine, and nobody else reaches it there. Name the address of a copy.',
      content: {
        label: 'What the code holds',
        options: { text: 'Its text', link: 'The link' },
        hint: 'With the link in it, the camera of any phone opens it. The code is larger then.',
      },
    },
  },
} as const;
