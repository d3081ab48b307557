import type { KeyKind } from '../../issuing/key-kind.ts';
import { describeCount } from '../duration.ts';

const certificates = (count: number): string => describeCount(count, 'certificate', 'certificates');

/** Sentences of the page of one certificate. */
export const uiCertificatePageWords = {
  menu: (name: string): string => `More actions for ${name}`,
  renew: 'Renew',
  sendAcross: 'Send across an air gap',
  roll: 'Roll step by step',
  chain: {
    heading: 'Chain',
    label: (name: string): string => `Chain of ${name}`,
  },
  facts: {
    heading: 'Certificate',
    subject: 'Subject',
    issuer: 'Issued by',
    itself: 'itself',
    serialNumber: 'Serial number',
    keyKind: 'Key',
    keyKinds: {
      'P-256': 'Elliptic curve, P-256',
      'P-384': 'Elliptic curve, P-384',
      'RSA-2048': 'RSA, 2048 bits',
      'RSA-3072': 'RSA, 3072 bits',
      'RSA-4096': 'RSA, 4096 bits',
    } satisfies Record<KeyKind, string>,
    otherKey: 'Of a kind that is not made here',
    pathLength: 'Authorities below it',
    pathLengths: (count: number | undefined): string =>
      count === undefined ? 'Any number' : count === 0 ? 'None: it signs devices only' : `${count} at most`,
    profile: 'Profile',
    origin: 'Origin',
    origins: {
      made: (day: string): string => `Made here on ${day}`,
      imported: (day: string): string => `Imported on ${day}`,
      request: (day: string): string => `By a request, ${day}`,
    },
    sha1: 'Thumbprint (SHA-1)',
    /** Both in capital letters without colons, as the portal and `az` print them. */
    sha256: 'Thumbprint (SHA-256)',
  },
  validity: { heading: 'Validity' },
  key: {
    heading: 'Private key',
    places: {
      vault: 'Sealed in this browser’s vault. It signs here, and cannot be exported.',
      exportable: 'Sealed in this browser’s vault, and exportable: the files below may hold it.',
      browser: 'Bound to this browser: nobody can read it, and no passphrase and no backup covers it.',
      elsewhere: 'What needs the key is done where it is.',
    },
  },
  use: {
    heading: 'What depends on it',
    below: (count: number): string => `${certificates(count)} below it`,
    andMore: (count: number): string => ` and ${count.toLocaleString('en')} more`,
    issued: (count: number): string => `${certificates(count)} that stand in its issuance log alone`,
    otherHalf: 'The other one of its pair',
    replaces: 'It takes the place of',
    replacedBy: 'Its place is taken by',
    gone: 'one that was removed',
  },
  remove: {
    act: 'Remove',
    title: (name: string): string => `Remove ${name}?`,
    key: {
      here: 'The certificate is deleted from this browser, and its key with it, unless another certificate here has the same. Nobody can bring it back.',
      elsewhere: 'The certificate is deleted from this browser. Its key is elsewhere, and stays there.',
    },
    log: (count: number): string => `Its issuance log goes with it, with ${describeCount(count, 'entry', 'entries')}.`,
    saveLog: 'Save the log as CSV',
    below: (count: number): string =>
      `${certificates(count)} below it ${count === 1 ? 'stays' : 'stay'}, and keep what they know of their chain.`,
    devices: (names: readonly string[]): string =>
      names.length === 1
        ? `The virtual device ${names[0]} connects with it, and cannot start without it.`
        : `${describeCount(names.length, 'virtual device', 'virtual devices')} connect with it, and cannot start without it.`,
    azure: 'Azure is not told: remove it there, too, where it was uploaded.',
    removed: (name: string): string => `${name} was removed`,
  },
} as const;
