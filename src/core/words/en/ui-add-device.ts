/** Sentences of the dialog that adds a device. */
export const uiAddDeviceWords = {
  title: 'New device',
  cancel: 'Cancel',
  add: 'Add and start',
  addOnly: 'Add device',
  addAndImport: 'Add and go on',
  way: {
    label: 'What do you have?',
    'group-key': { label: 'Group key', text: 'One key for many devices' },
    'device-key': { label: 'Device key', text: 'For this device alone' },
    'connection-string': { label: 'Connection string', text: 'Names hub, device and key' },
    certificate: { label: 'Certificate', text: 'X.509: the key never leaves this browser' },
  },
  compare: {
    summary: 'Which credential should my device use?',
    rows: [
      {
        name: 'Shared access key (SAS)',
        fits: 'Development, and devices with little memory',
        mind: 'The key can be copied, so it must be changed now and then',
        here: 'Offered here',
      },
      {
        name: 'X.509 certificate',
        fits: 'Production: each device proves itself with a private key that never leaves it',
        mind: 'Somebody must issue certificates and renew them',
        here: 'Offered here',
      },
      {
        name: 'TPM',
        fits: 'Hardware with a security chip that holds the key',
        mind: 'The chip must be enrolled once, with its endorsement key',
        here: 'Not offered here yet',
      },
    ],
    columns: { name: 'Credential', fits: 'Good for', mind: 'Mind', here: 'In this app' },
  },
  certificate: {
    store: {
      label: 'Where is it?',
      kept: 'Kept here',
      browser: 'Browser’s store',
    },
    label: 'Certificate',
    hint: 'Of the Certificates room, with its key here. A pair is used whole: when one of the two is refused or ends, there is the other.',
    choose: 'Choose a certificate',
    missing: 'Choose the certificate that the device proves itself with.',
    option: (name: string, isPair: boolean, day: string): string => `${name}${isPair ? ', a pair' : ''}, until ${day}`,
    signedBy: (issuer: string): string => `Signed by ${issuer}.`,
    signedByItself: 'It signs itself.',
    ends: (day: string): string => `Good until ${day}.`,
    endsPair: (first: string, second: string): string => `Good until ${first}, the secondary one until ${second}.`,
    registersAs: (name: string): string => `Registers as ${name}: DPS takes the ID from the common name.`,
    otherId: (name: string): string =>
      `The certificate is for “${name}”. A hub that takes devices by their authority asks that the common name is the device ID; one that has the thumbprint does not mind.`,
    none: {
      heading: 'No certificate is kept here with its key',
      text: 'Make one in the Certificates room, or bring yours there. To see one at work, let the local cloud show you.',
      go: 'Go to the certificates',
      tryIt: 'Try one with the local cloud',
      trying: 'Making a root, a group and a certificate',
    },
    coming: 'Looking for certificates',
    notRead: 'The certificates could not be read. Close this dialog and open it again.',
    service: { label: 'Connects through', dps: 'DPS', hub: 'A hub directly' },
    enroll: {
      label: 'Make it known there first',
      authority: (name: string): string =>
        `The authority ${name} proves its key, and a group of the local cloud takes every device that it signed. What is there already is left.`,
      itself: 'An enrollment of its own in the local cloud takes it. What is there already is left.',
    },
    unknownThere:
      'Whether this cloud takes it you have to see to: no authority above it is kept here with its key. Add its authority to a group in the Cloud room.',
    noRelay: {
      text: 'No relay is known here. A page cannot show a certificate by itself, so this device will not connect until there is one.',
      go: 'Set up a relay',
    },
    browser: {
      title: 'An experiment',
      text: 'The browser shows a certificate of its own store, or its system’s. No script sees it or its key, so that its name has to be typed here. It works where the browser speaks TLS itself: with Azure, or a server at https://. After adding you are led through the import.',
    },
  },
  hubHost: {
    label: 'Hub',
    hint: 'Its host name, without https://.',
    placeholder: 'my-hub.azure-devices.net',
  },
  hubDeviceId: {
    label: 'Device ID',
    hint: 'As it is registered with the hub. Of a module: the device, a slash, and the module.',
    placeholder: 'boiler-room-03',
  },
  issuance: {
    label: 'Ask DPS for a certificate',
    hint: 'A key is made here (P-384), DPS has a certificate issued for it, and the device shows that one to its hub, over the relay. The enrollment must be linked to a certificate authority; in the local cloud a switch of its group does that.',
  },
  deviceId: {
    label: 'Device ID',
    hint: 'Also called the registration ID. Letters, digits and - . _ : are safe; lower case is best.',
    placeholder: 'boiler-room-03',
  },
  modelId: {
    label: 'Model ID',
    hint: 'Tells the cloud what the device can do. IoT Central finds the template by it.',
    placeholder: 'dtmi:com:example:Thermostat;1',
    useThermostat: 'Use the thermostat’s',
    useThermostatText: 'The built-in thermostat has a model of its own.',
  },
  groupKey: {
    label: 'Group key',
    hint: 'Primary key of the enrollment group; this device’s own key is worked out from it. It stays in this browser, sealed, and is never sent.',
    placeholder: 'Base64, ends in =',
  },
  deviceKey: {
    label: 'Device key',
    hint: 'Primary key of this device. It stays in this browser, sealed, and is never sent.',
    placeholder: 'Base64, ends in =',
  },
  secondaryKey: {
    label: 'Secondary key',
    hint: 'Tried once when the primary key is refused.',
  },
  connectionString: {
    label: 'Connection string',
    hint: 'From the hub’s page of the device. It holds a key: it stays in this browser, sealed.',
    placeholder: 'HostName=…;DeviceId=…;SharedAccessKey=…',
    x509: 'This device uses a certificate: choose it below.',
  },
  place: {
    label: 'Where is this hub?',
    options: { azure: 'Azure', server: 'This server', browser: 'This browser' },
  },
  pasted: {
    text: 'This looks like a connection string.',
    use: 'Use it as one',
  },
  useAsGroupKey: 'Use it as a group key',
  useAsDeviceKey: 'Use it as a device key',
  behaviour: {
    label: 'What the device does',
    options: { thermostat: 'Thermostat', raw: 'Plain device', quiet: 'Quiet device' },
    hint: {
      thermostat: 'Sends its temperature, takes a target temperature and answers getMaxMinReport.',
      raw: 'Sends one number that wanders, and has no commands. You send and report what you like as JSON.',
      quiet:
        'Connects and sends nothing by itself: for the identity of a device that there is. You send and report what you like as JSON.',
    },
  },
  advanced: 'Registration payload',
  payload: {
    label: 'Payload',
    hint: 'Sent with the registration. IoT Central reads the model ID from it.',
    follows: 'Follows the model ID until you change it.',
    presets: 'Forms',
    model: 'Today’s: modelId',
    central: 'Older: iotcModelId',
    preview: 'Preview: __iot:interfaces',
    follow: 'Follow the model ID again',
  },
  startNow: { label: 'Start after adding', hint: 'Registers and connects at once.' },
  noCloud: {
    text: 'No cloud at hand?',
    tryIt: 'Try it with the local cloud',
  },
} as const;
