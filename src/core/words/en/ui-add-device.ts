/** Sentences of the dialog that adds a device. */
export const uiAddDeviceWords = {
  title: 'New device',
  cancel: 'Cancel',
  add: 'Add and start',
  addOnly: 'Add device',
  way: {
    label: 'What do you have?',
    'group-key': { label: 'Group key', text: 'One key for many devices' },
    'device-key': { label: 'Device key', text: 'For this device alone' },
    'connection-string': { label: 'Connection string', text: 'Names hub, device and key' },
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
        here: 'Not offered here yet',
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
    options: { thermostat: 'Thermostat', raw: 'Plain device' },
    hint: {
      thermostat: 'Sends its temperature, takes a target temperature and answers getMaxMinReport.',
      raw: 'Sends one number that wanders, and has no commands. You send and report what you like as JSON.',
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
