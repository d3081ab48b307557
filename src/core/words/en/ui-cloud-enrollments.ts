import { describeCount } from '../duration.ts';

/** Sentences of the Cloud room's individual enrollments. */
export const uiCloudEnrollmentsWords = {
  intro: 'Single devices with keys or certificates of their own. A single enrollment wins over every group.',
  make: 'New enrollment',
  search: 'Find an enrollment by its ID',
  count: (found: number, all: number): string =>
    found === all
      ? describeCount(all, 'enrollment', 'enrollments')
      : `${found.toLocaleString('en')} of ${describeCount(all, 'enrollment', 'enrollments')}`,
  noMatch: 'No enrollment has this in its ID.',
  notRead: 'The enrollments could not be read',
  none: {
    heading: 'There is no single enrollment',
    text: 'Devices join by the groups. Enroll one by itself when it brings a key or a certificate of its own.',
  },
  registrationId: 'Registration ID',
  deviceId: 'Device ID',
  type: 'For',
  types: { iot: 'An IoT device', iotEdge: 'An IoT Edge device' },
  by: 'Proves itself by',
  attestations: { symmetricKey: 'Keys', x509: 'Certificates' },
  enabled: 'Enabled',
  enabledHint: 'Off: the device cannot register. If it is connected, it stays so.',
  primaryKey: (id: string): string => `Primary key of ${id}`,
  secondaryKey: (id: string): string => `Secondary key of ${id}`,
  keys: { primary: 'Primary key', secondary: 'Secondary key' },
  menu: (id: string): string => `More actions for ${id}`,
  remove: 'Delete',
  removeTitle: (id: string): string => `Delete the enrollment of ${id}?`,
  removeText:
    'Its keys or certificates are deleted, and so is its registration. A device that is connected stays so, and cannot register by it again.',
  removed: (id: string): string => `The enrollment of ${id} was deleted`,
  cancel: 'Cancel',
  pages: 'Enrollments',
  dialog: {
    title: 'New single enrollment',
    idHint: 'What the device registers with. For a certificate: its common name.',
    idForm: 'Use at most 128 letters, digits and - . _ : with a letter, a digit or - at the end.',
    idTaken: 'This ID is enrolled already.',
    deviceHint: 'What the hub is to call it. Left empty, it is the registration ID.',
    deviceForm: 'No hub takes a device ID like this one.',
    keyHint: 'Left empty, the cloud makes one.',
    primaryCertificate: 'Primary certificate',
    secondaryCertificate: 'Secondary certificate',
    otherName: (name: string): string =>
      `Its common name is “${name}”: DPS compares that with the registration ID, and refuses the device when they differ.`,
    make: 'Enroll',
    made: (id: string): string => `${id} is enrolled`,
  },
} as const;
