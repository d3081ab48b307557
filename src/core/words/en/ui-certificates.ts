import type { CertificateRole, Profile } from '../../issuing/certificate-plan.ts';
import type { KeyKind } from '../../issuing/key-kind.ts';
import type { KeyPlace, NewKeyPlace } from '../../ports/certificate-maker.ts';
import { describeCount, describeLongDuration } from '../duration.ts';

/** Sentences of the Certificates room as a whole, and of what its parts share. */
export const uiCertificatesWords = {
  title: 'Certificates',
  sentence: 'An authority of your own, in this browser. It needs no network.',
  tabsLabel: 'Parts of the Certificates room',
  tabs: {
    authorities: 'Authorities',
    devices: 'Devices',
    requests: 'Requests',
    many: 'Many at once',
    ends: 'Ends',
  },
  cancel: 'Cancel',
  startDevice: 'Start as virtual device',
  gone: {
    heading: 'This certificate is not here',
    text: 'It was removed, or it is kept in another browser.',
    back: 'All certificates',
  },

  roles: {
    root: 'Root authority',
    intermediate: 'Intermediate authority',
    device: 'Device',
    'self-signed': 'Device, signed by itself',
    module: 'Module',
    'edge-ca': 'IoT Edge device CA',
    verification: 'Verification',
  } satisfies Record<CertificateRole, string>,
  slots: { primary: 'Primary', secondary: 'Secondary' },

  row: {
    name: 'Name',
    issuer: 'Signed by',
    itself: 'Itself',
    ends: 'Ends',
    key: 'Key',
    actions: 'Actions',
    menu: (name: string): string => `Actions for ${name}`,
  },

  life: {
    'not-yet': (seconds: number): string => `Begins in ${describeLongDuration(seconds)}`,
    good: (seconds: number): string => `${describeLongDuration(seconds)} left`,
    soon: (seconds: number): string => `${describeLongDuration(seconds)} left`,
    ended: (seconds: number): string => `Ended ${describeLongDuration(seconds)} ago`,
  },

  keyPlaces: {
    vault: 'Sealed here',
    exportable: 'Sealed here, exportable',
    browser: 'Bound to this browser',
    elsewhere: 'Not here',
  },
  keyPlaceOf: (place: KeyPlace): 'vault' | 'exportable' | 'browser' | 'elsewhere' =>
    place.kind === 'vault' && place.isExportable ? 'exportable' : place.kind,

  validity: {
    legend: 'Good for',
    ends: { days: 'Days', years: 'Years', date: 'Until a date' },
    amount: { days: 'How many days', years: 'How many years' },
    until: 'Last day (UTC)',
    start: 'Begins',
    starts: { now: 'Now', date: 'On a date' },
    from: 'First day (UTC)',
    period: (from: string, until: string): string => `From ${from} to ${until}.`,
    faults: {
      amount: 'Give a whole number, such as 30. The end has to lie before the year 10000.',
      'until-date': 'Choose the last day.',
      'from-date': 'Choose the first day.',
    },
  },

  keyKind: {
    label: 'Key',
    names: {
      'P-256': 'elliptic curve, P-256',
      'P-384': 'elliptic curve, P-384',
      'RSA-2048': 'RSA, 2048 bits',
      'RSA-3072': 'RSA, 3072 bits',
      'RSA-4096': 'RSA, 4096 bits',
    } satisfies Record<KeyKind, string>,
    options: {
      'P-256': 'Elliptic curve, P-256 (recommended)',
      'P-384': 'Elliptic curve, P-384',
      'RSA-2048': 'RSA, 2048 bits',
      'RSA-3072': 'RSA, 3072 bits',
      'RSA-4096': 'RSA, 4096 bits',
    } satisfies Record<KeyKind, string>,
    hints: {
      'P-256': 'Small and quick, and known to every device SDK of Azure.',
      'P-384': 'For issuance through DPS. Azure does not say that plain DPS and IoT Hub take it from devices.',
      'RSA-2048': 'For devices and tools that do not know elliptic curves.',
      'RSA-3072': 'For rules that ask for it. Making the key takes a second or two.',
      'RSA-4096': 'For rules that ask for it. Making the key may take many seconds.',
    } satisfies Record<KeyKind, string>,
  },

  making: {
    key: (kind: string): string => `Making the key (${kind}) and the certificate`,
    long: 'Finding the primes of an RSA key is a matter of luck: it takes from a second to a minute. You can cancel it.',
  },

  keyPlace: {
    label: 'Where the private key is kept',
    options: {
      vault: {
        label: 'Sealed here',
        text: 'Encrypted in this browser’s vault. It can sign, and never leaves.',
      },
      'vault-exportable': {
        label: 'Sealed, exportable',
        text: 'Encrypted in the vault. It can be saved as a file: for a device, or as a copy.',
      },
      browser: {
        label: 'Bound to this browser',
        text: 'Nobody can read it, this app included. No passphrase and no backup covers it.',
      },
    } satisfies Record<NewKeyPlace, { label: string; text: string }>,
  },

  profile: {
    label: 'Profile',
    options: {
      azure: 'Azure recommended',
      'create-test-cert': 'As create_test_cert.js makes them',
      'cert-gen': 'As certGen.sh makes them',
    } satisfies Record<Profile, string>,
    hints: {
      azure: 'What Microsoft documents for production: strict extensions, no more than is needed.',
      'create-test-cert':
        'Extensions and file names of the Node SDK’s script, for what expects its output. Its mistakes are not copied.',
      'cert-gen':
        'Extensions and file names of the C SDK’s script, for what expects its output. Its mistakes are not copied.',
    } satisfies Record<Profile, string>,
  },

  source: {
    files: 'Chosen files',
    choose: 'Choose files',
    drop: 'or drop them here',
    remove: (name: string): string => `Remove ${name}`,
    tooLarge: (name: string): string => `${name} is larger than certificates, keys and PFX files are.`,
  },

  authorities: {
    intro: 'Who signs your certificates. Azure is told of an authority once, and then trusts what it signs.',
    emptyHeading: 'No authority yet',
    emptyText:
      'An authority is a key with a certificate that says what it may sign. Azure is shown its certificate once, and then takes every device that it signed. Make one here, or bring the one you have.',
    makeRoot: 'Make a root',
    import: 'Import',
    list: 'Authorities',
    signed: (authorities: number, others: number): string => {
      const counts = [
        ...(authorities > 0 ? [describeCount(authorities, 'authority', 'authorities')] : []),
        ...(others > 0 ? [describeCount(others, 'certificate', 'certificates')] : []),
      ];
      return counts.length === 0 ? 'Nothing below it' : counts.join(', ');
    },
    logged: (count: number): string => describeCount(count, 'log entry', 'log entries'),
    makeIntermediate: 'Make an intermediate',
    makeDevice: 'Make a device certificate',
    signRequest: 'Sign a request',
    notRead: 'The certificates could not be read',
    retry: 'Try again',
  },
} as const;
