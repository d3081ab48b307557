import type { ExportFormat } from '../../export/flashed-device.ts';
import { describeCount } from '../duration.ts';

const devices = (count: number): string => describeCount(count, 'device', 'devices');

/** What is said of a format: its name, what copies one device in it, and what it is for. */
interface FormatWords {
  readonly label: string;
  readonly alone: string;
  readonly text: string;
}

/** Sentences of the Keys room. */
export const uiKeysWords = {
  title: 'Keys',
  sentence: 'Made in this browser, from the key of the group.',
  clear: 'Clear',
  printLabels: 'Print labels',
  cleared: 'The keys and the list were forgotten',
  drop: 'Drop the file to read its device IDs',
  onlyOne: (name: string): string => `One file is read at a time: ${name}`,

  group: {
    heading: 'Group',
    idScopeHint: 'Not needed to make keys, but most files for devices hold it.',
    primaryKey: {
      label: 'Group key',
      hint: 'The primary key of the group. In IoT Central: Permissions, Device connection groups. In Azure: Manage enrollments, on the page of the DPS.',
      placeholder: 'Base64, often ends in =',
    },
    secondaryKey: {
      label: 'Secondary group key',
      hint: 'Gives every device a second key, so that one can be changed while the other works.',
    },
    makeNew: 'Make new keys',
    makeNewGroup: 'Make new group keys',
    bytes: { 64: '64 random bytes, as DPS makes them', 32: '32 random bytes' },
    wasMade: 'New keys took the place of those in the fields',
  },

  fresh: {
    title: 'These group keys are new, and nowhere else',
    explanation: 'They were made here from random bytes, and this page does not store them.',
    remedy: 'Copy or save them before you leave, then create the enrollment group with them.',
    kept: 'The new group keys are copied or saved',
    keptRemedy: 'Create the enrollment group with them, and keep them where your secrets are kept.',
    copy: 'Copy the keys',
    save: 'Save the keys',
    copied: 'The group keys were copied',
    saved: 'The group keys were saved',
    command: 'Create the group with the Azure CLI',
    commandHint:
      'Load the saved file first, for example with “set -a; . ./group-keys.env”, and name DPS and group in DPS_NAME and ENROLLMENT_GROUP.',
  },

  devices: {
    heading: 'Devices',
    oneId: {
      label: 'Device ID',
      hint: 'Also called the registration ID. The key depends on its exact spelling.',
      placeholder: 'boiler-room-03',
    },
  },

  /** What the IDs of a list get. */
  fate: {
    good: (count: number): string => (count === 1 ? '1 device gets a key' : `${devices(count)} get keys`),
    none: 'No device gets a key',
    column: 'Key',
    gets: 'gets a key',
  },

  make: (count: number): string =>
    count === 1 ? 'Make the key' : count === 0 ? 'Make keys' : `Make keys for ${devices(count)}`,
  making: 'Making keys',
  cancel: 'Cancel',

  made: {
    heading: (count: number): string => `${devices(count)} have keys`,
    headingOfOne: (id: string): string => `${id} has its key`,
    change: 'Change',
    list: 'Pasted or typed list',
    twoKeys: 'primary and secondary keys',
    noScope: 'no ID scope yet',
    scope: (idScope: string): string => `ID scope ${idScope}`,
  },

  rows: {
    heading: 'Devices and keys',
    table: 'Devices with their keys',
    search: 'Find an ID or a name',
    device: 'Device',
    keys: 'Keys',
    actions: 'Actions',
    primary: 'Primary',
    secondary: 'Secondary',
    key: (slot: 'primary' | 'secondary', id: string): string => `${slot} key of ${id}`,
    noMatch: 'No device matches',
    menu: (id: string): string => `Actions for ${id}`,
    makeVirtual: 'Make a virtual device',
    makeCode: 'Make a connect code',
    makeVirtualOf: (id: string): string => `Make a virtual device of ${id}`,
    moreFormats: 'Other formats need the ID scope or the hub',
    copyCommand: 'Copy the Azure CLI command',
    copied: (id: string): string => `What ${id} gets was copied`,
    commandCopied: (id: string): string => `The command for ${id} was copied`,
  },

  register: {
    heading: (id: string): string => `Where does ${id} register?`,
    text: 'A virtual device asks a provisioning service for its hub, and the service is told by its ID scope.',
    add: 'Make and start it',
  },

  export: {
    heading: 'Files for the devices',
    format: 'Format',
    groups: { list: 'One file for all', 'file-per-device': 'One file for each device, in a ZIP' },
    formats: {
      'central-csv': {
        label: 'CSV',
        alone: 'Copy as CSV',
        text: 'With the columns of IoT Central’s device export, for spreadsheets and label printers.',
      },
      json: {
        label: 'JSON',
        alone: 'Copy as JSON',
        text: 'An array with ID, name, keys and ID scope of each device, for your own tools.',
      },
      'connection-strings': {
        label: 'Connection strings',
        alone: 'Copy the connection string',
        text: 'One a line, for devices that go to a known hub without a provisioning service.',
      },
      'sas-tokens': {
        label: 'SAS tokens',
        alone: 'Copy a SAS token',
        text: 'CSV with MQTT host, user name and a password that ends, for devices and clients that are given no key.',
      },
      enrollments: {
        label: 'Individual enrollments',
        alone: 'Copy the enrollment',
        text: 'Requests for the REST interface of DPS, ten devices a line, to enroll each with its own key.',
      },
      env: {
        label: '.env',
        alone: 'Copy as .env',
        text: 'Environment variables under the names that the samples of the device SDKs read.',
      },
      'edge-toml': {
        label: 'IoT Edge config.toml',
        alone: 'Copy as config.toml',
        text: 'Provisioning by symmetric key, for IoT Edge 1.2 and later.',
      },
      'arduino-header': {
        label: 'C header, Arduino',
        alone: 'Copy the Arduino header',
        text: 'For iot_configs.h of the Arduino and ESP32 samples.',
      },
      'freertos-header': {
        label: 'C header, FreeRTOS',
        alone: 'Copy the FreeRTOS header',
        text: 'For demo_config.h of the FreeRTOS middleware.',
      },
      'threadx-header': {
        label: 'C header, Eclipse ThreadX',
        alone: 'Copy the ThreadX header',
        text: 'For azure_config.h of the ThreadX getting-started guides.',
      },
    } satisfies Record<ExportFormat, FormatWords>,
    hubHost: {
      label: 'Hub',
      hint: 'The host name of the IoT hub, where it is known already.',
      placeholder: 'my-hub.azure-devices.net',
    },
    tokenFor: { label: 'The token is for', options: { dps: 'DPS', hub: 'Hub' } },
    tokenLife: { label: 'It ends after', hint: 'Whoever has the token can use it until then.' },
    lives: { 3600: '1 hour', 86400: '1 day', 604800: '7 days', 2592000: '30 days', 31536000: '1 year' },
    exactKeys: {
      label: 'Keys exactly as they are',
      hint: "For label printers and other programs. Otherwise a key that begins with + gets a ' in front, since a spreadsheet takes it for a formula.",
    },
    preview: (id: string): string => `What ${id} gets`,
    /** As part of “Show …” and “Copy …”. */
    previewed: (id: string): string => `what ${id} gets`,
    previewHidden: 'Hidden, for it holds a key.',
    previewNeeds: {
      idScope: 'The format holds the ID scope. Give it, and an example is shown here.',
      hubHost: 'The format holds the hub’s host name. Give it, and an example is shown here.',
    },
    command: 'The same with the Azure CLI',
    download: (fileName: string): string => `Download ${fileName}`,
    copyAll: 'Copy all',
    copyOne: 'Copy',
    writing: 'Writing the file',
    saved: (name: string): string => `${name} was saved`,
    copied: 'All of it was copied',
    savedText: 'It holds keys in plain text. Delete it when it is no longer needed.',
    copiedText: 'It holds keys in plain text, and stays on the clipboard until something else is copied.',
    guarded: (count: number): string =>
      `${describeCount(count, 'value begins', 'values begin')} with a sign that spreadsheets take for a formula, so ${count === 1 ? 'it has' : 'each has'} a ' in front. This app takes it off again when it reads the file.`,
    exactKeysInstead:
      'For label printers and other programs, turn on “Keys exactly as they are” and write the file anew.',
  },
};
