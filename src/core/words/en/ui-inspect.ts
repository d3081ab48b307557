import type { AzureCheck, InspectedKind, ItemFactName } from '../../inspect/inspection.ts';
import { describeCount } from '../duration.ts';

/** Sentences of the Inspect room; what things are, and what is found in them, is said in `inspect….ts` and `x509.ts`. */
export const uiInspectWords = {
  title: 'Inspect',
  sentence: 'What it is, whether it is sound, and what Azure will say. Nothing leaves this browser.',
  clear: 'Clear',
  drop: 'Drop it to look at it',
  dropMore: 'Drop it to look at it together with what is here',

  place: {
    heading: { mouse: 'Drop files here', touch: 'Open a file' },
    text: 'Several at once, of any name: what they are is seen by what they hold.',
    open: 'Open files',
  },
  paste: {
    label: 'Or paste text',
    labelForMore: 'Paste more',
    hint: 'Pasting works anywhere in this room. What is pasted is looked at, and not shown.',
    placeholder: '-----BEGIN CERTIFICATE-----',
    look: 'Look at it',
  },

  known: {
    heading: 'What it reads',
    groups: [
      {
        icon: 'certificate',
        name: 'Certificates',
        text: 'One, or a chain in any order; PEM, DER, bare base64, PKCS #7; signing requests and revocation lists.',
      },
      {
        icon: 'key',
        name: 'Keys and PFX',
        text: 'Private keys with and without a password, public keys, PFX files, symmetric keys. They stay hidden.',
      },
      {
        icon: 'plug',
        name: 'Ways to connect',
        text: 'Connection strings, shared access signatures, thumbprints, and the text of connect codes.',
      },
      {
        icon: 'settings',
        name: 'Configuration',
        text: 'config.toml of IoT Edge, with the mistakes that IoT Edge does not explain.',
      },
    ],
  },
  samples: {
    heading: 'Try it with',
    names: {
      'mixed-chain': 'A chain in the wrong order',
      'faulty-certificate': 'A certificate that is refused',
      'broken-config': 'A config.toml that does not work',
    },
    fileNames: {
      'mixed-chain': 'chain.pem',
      'faulty-certificate': 'boiler.pem',
      'broken-config': 'config.toml',
    },
  },

  given: {
    label: 'What is looked at',
    pasted: 'Pasted text',
    characters: (count: number): string => describeCount(count, 'character', 'characters'),
    remove: (name: string): string => `Leave ${name} out`,
    addFiles: 'Add files',
    addText: 'Add text',
  },
  looking: 'Still looking at it',
  stop: 'Stop',
  stopped: {
    title: 'Stopped before it was done',
    explanation: 'Nothing can be said of what is here.',
    again: 'Look at it again',
  },

  password: {
    label: 'Password',
    title: 'A password is needed',
    explanation: 'A part of this cannot be read without it. It is kept in the memory of this page, until you clear it.',
    wrong: 'It does not fit. Capitals count, and so do blanks.',
    open: 'Open it',
  },

  summary: {
    /** Of all items, as “2 certificates, 1 private key”. */
    kinds: {
      certificate: ['certificate', 'certificates'],
      request: ['signing request', 'signing requests'],
      'private-key': ['private key', 'private keys'],
      'encrypted-key': ['locked private key', 'locked private keys'],
      'public-key': ['public key', 'public keys'],
      pfx: ['PFX file', 'PFX files'],
      pkcs7: ['PKCS #7 bundle', 'PKCS #7 bundles'],
      'revocation-list': ['revocation list', 'revocation lists'],
      'connection-string': ['connection string', 'connection strings'],
      'sas-token': ['shared access signature', 'shared access signatures'],
      'symmetric-key': ['symmetric key', 'symmetric keys'],
      thumbprint: ['thumbprint', 'thumbprints'],
      'edge-config': ['IoT Edge configuration', 'IoT Edge configurations'],
      'connect-code': ['connect code', 'connect codes'],
      'locked-code': ['locked code', 'locked codes'],
      'foreign-code': ['code of another kind', 'codes of other kinds'],
      unknown: ['thing that is not known', 'things that are not known'],
    } satisfies Record<InspectedKind, readonly [one: string, many: string]>,
    count: (count: number, [one, many]: readonly [string, string]): string => describeCount(count, one, many),
    nothing: 'Nothing was found',
  },

  checks: {
    heading: 'Azure’s checks',
    hint: 'What DPS, IoT Hub and IoT Central look at, as far as it can be told from here.',
    results: { passed: 'passed', failed: 'failed', 'cannot-know': 'cannot be known' } satisfies Record<
      AzureCheck['result'],
      string
    >,
    /** On top of the list. */
    counts: {
      failed: (count: number): string => `${count} failed`,
      'cannot-know': (count: number): string => `${count} cannot be known from here`,
      passed: (count: number): string => `${count} passed`,
    } satisfies Record<AzureCheck['result'], (count: number) => string>,
    /** Of what belongs to no chain and no request. */
    others: 'The rest',
    firstOnly: 'Only the first of them are checked. Inspect the others by themselves.',
    deviceId: { label: 'Judge it for the device', hint: 'The device ID, as it is registered.' },
  },

  chains: {
    heading: (name: string): string => (name === '' ? 'Chain' : `Chain of ${name}`),
    several: 'Chains',
    holds: 'This chain holds',
    holdsAlone: 'It signed itself',
    holdsText: 'As long as its last certificate is trusted: who trusts that one, nobody here can know.',
    holdsAloneText: 'It is as good as whoever handed it over: who trusts it, nobody here can know.',
    goesOn: 'It goes on beyond what is here',
    goesOnText: (issuer: string): string =>
      `What is here holds together. That is enough where “${issuer}” is known already, as when it was uploaded to DPS.`,
    mixed: {
      title: 'Not in the order that a device sends them',
      explanation:
        'The device’s own certificate comes first, then each one’s issuer. Many programs send a file as it is.',
      copy: 'Copy in the right order',
    },
    copied: 'The chain was copied, the leaf first',
    of: (name: string): string => `${name}: `,
  },

  items: {
    heading: 'What is in it',
    search: 'Find by name or kind',
    noMatch: 'Nothing matches',
    list: 'What was found',
    from: (name: string): string => `from ${name}`,
    secret: 'secret',
    locked: 'locked',
    /** What is told of an item in its row; moments are given by their day. */
    brief: {
      'not-after': (day) => `until ${day}`,
      expires: (day) => `expires ${day}`,
      'next-update': (day) => `next one is due ${day}`,
      entries: (count) => `${count} revoked`,
      certificates: (count) => `certificates: ${count}`,
      keys: (count) => `private keys: ${count}`,
    } satisfies Partial<Record<ItemFactName, (value: string) => string>> as Partial<
      Record<ItemFactName, (value: string) => string>
    >,
    problems: (count: number): string => describeCount(count, 'problem', 'problems'),
    problemsOf: (name: string): string => `Problems of ${name}`,
    hidden: {
      key: 'Hidden, for it is a private key.',
      other: 'Hidden, for whoever has it can act as the device.',
    },
    contents: (name: string): string => `what ${name} holds`,
    copyPem: 'Copy as PEM',
    pemCopied: (name: string): string => `${name} was copied as PEM`,
    makeDevice: 'Make a virtual device',
  },

  keep: {
    open: 'Keep in Certificates',
    heading: 'Keep this in Certificates',
    text: 'The certificate is kept with its chain, as far as it is here, and with its private key.',
    textWithoutKey: 'The certificate is kept with its chain, as far as it is here. Its private key stays where it is.',
    cancel: 'Cancel',
    confirm: 'Keep it',
  },
} as const;
