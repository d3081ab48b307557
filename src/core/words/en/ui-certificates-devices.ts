import type { PairSlot } from '../../ports/certificate-maker.ts';

/** Sentences of the choice of an authority that is to sign. */
export const uiSignerWords = {
  label: 'Signed by',
  hint: (day: string): string => `It is good until ${day}. What it signs ends then at the latest.`,
  choose: 'Choose an authority',
  missing: 'Choose the authority that signs.',
} as const;

/** Offers to end a certificate with its issuer. */
export const uiValidityMendWords = {
  endOn: (day: string): string => `End on ${day}`,
} as const;

/** Sentences of the Certificates room's devices: what they have, and making more. */
export const uiDeviceCertificatesWords = {
  intro: 'What devices, modules and IoT Edge devices prove themselves with.',
  make: 'Make a certificate',
  import: 'Import',
  tryIt: 'Try one with the local cloud',
  trying: 'Making a root, a group and a certificate',
  empty: {
    heading: 'No device has a certificate here yet',
    text: 'With it a device proves who it is: its common name is the device’s registration ID. An authority of yours signs it, or it signs itself, for an enrollment of its own.',
  },
  search: 'Find a name, an issuer or a thumbprint',
  filterLabel: 'Which certificates are listed',
  filters: { all: 'All', soon: 'Time to renew', ended: 'Ended' },
  table: 'Certificates of devices',
  noMatch: {
    heading: 'No certificate matches',
    text: 'None that the filter lets through has this in its name, its issuer’s name or its thumbprint.',
    clear: 'Show all',
  },
  pages: 'Certificates',
  /** The two of a pair have one name. */
  menu: (name: string, slot?: PairSlot): string => `Actions for ${name}${slot === undefined ? '' : ` (${slot})`}`,
  renew: 'Renew',
  roll: 'Roll step by step',

  dialog: {
    title: 'Make a certificate',
    kind: 'What is made',
    kinds: { device: 'Device', pair: 'Pair', module: 'Module', 'edge-ca': 'Edge CA' },
    texts: {
      device:
        'An authority signs it. Azure is told of the authority once, in an enrollment group, and then takes every device that it signed.',
      pair: 'Two certificates for an enrollment of its own. Each signs itself: subject and issuer are both the device ID, as IoT Central asks. The second ends later, so that one is good while the other is exchanged.',
      module: 'For a module that connects to the hub by itself, beside its device.',
      'edge-ca':
        'For an IoT Edge device that other devices connect through: it signs the server certificates of its own modules.',
    },
    noSigner: {
      title: 'There is no authority that could sign it',
      explanation:
        'None is kept in this browser together with its key. A pair needs none: its certificates sign themselves.',
      make: 'Make a root',
      pair: 'Make a pair instead',
    },
    name: {
      device: {
        label: 'Device ID',
        hint: 'The registration ID: the common name of the certificate. Azure finds the device by it.',
        placeholder: 'boiler-room-03',
      },
      pair: {
        label: 'Device ID',
        hint: 'The registration ID: subject and issuer of both certificates.',
        placeholder: 'boiler-room-03',
      },
      module: {
        label: 'Device and module',
        hint: 'The ID of the device, a slash, and the name of the module.',
        placeholder: 'boiler-room-03/filter',
      },
      'edge-ca': {
        label: 'IoT Edge device',
        hint: 'Its ID. The common name gets the ending “.ca”, so that nobody takes the CA for the device.',
        placeholder: 'hall-gateway',
      },
    },
    validity: { primary: 'Primary: good for', secondary: 'Secondary: good for' },
    sameEnd:
      'Let the secondary certificate end later than the primary one. Then one is good while the other is exchanged.',
    keyPlaceMissing: 'Choose where the key is kept.',
    keyPlaceHint:
      'A device elsewhere gets its key as a file: for that it has to be exportable. A virtual device here takes any of them.',
    more: 'Kind of key and profile',
    submit: { one: 'Make it', pair: 'Make the pair' },
    again: 'Make it anyway',
    made: (name: string): string => `The certificate of ${name} was made`,
    madePair: (name: string): string => `Both certificates of ${name} were made`,
  },
} as const;
