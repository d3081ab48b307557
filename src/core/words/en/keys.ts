import type { FactsByCode, KeyFault } from '../../errors/facts.ts';
import type { WordsOf } from '../described.ts';
import { describeCount } from '../duration.ts';

const FAULTS: Readonly<Record<KeyFault, (place: string) => string>> = {
  'cut-short': () =>
    'A key is written in groups of four characters, and the last group of this text is not full, so something is missing.',
  blank: (place) => `Character ${place} is a blank, and a key has none.`,
  quotes: (place) => `Character ${place} is a quotation mark, which is no part of a key.`,
  'more-behind': (place) => `The key is whole before character ${place}, and something else follows it.`,
  'url-form': () => 'The key is written with - and _, as in web addresses, where keys have + and /.',
  'percent-form': () => 'The key is written as in web addresses, where %2B stands for +, %2F for / and %3D for =.',
  unseen: (place) => `Character ${place} is one that cannot be seen, and it is no part of a key.`,
  other: (place) =>
    `A key is base64: the letters a to z and A to Z, digits, + and /, often with = at its end. Character ${place} is none of these.`,
};

const MENDS: Readonly<Record<KeyFault, string>> = {
  'cut-short': 'Copy the whole key again, from its first character to the equals signs at its end.',
  blank: 'Copy the key alone, without blanks in it and without words beside it.',
  quotes: 'Take the quotation marks away, so that the key stands alone.',
  'more-behind': 'Use one key alone, and take away what follows it.',
  'url-form': 'Copy the key from where the service shows it, or write + for each - and / for each _.',
  'percent-form': 'Copy the key from where the service shows it, or write these signs in place of their numbers.',
  unseen: 'Copy the key from where the service shows it. Documents and chats add such characters.',
  other: 'Copy the key itself from where the service shows it, and nothing beside it.',
};

/** Gives the next step for a text that cannot be read as a key. */
export function mendKey({ fault }: Pick<FactsByCode['key/not-base64'], 'fault'>): string {
  return MENDS[fault];
}

/** What the service takes. */
const SHORTEST_BYTES = 16;
const LONGEST_BYTES = 64;

/** Says how long a key is: `60 characters (45 bytes)`. Three bytes are four characters. */
function measureKey(bytes: number): string {
  return `${(Math.ceil(bytes / 3) * 4).toLocaleString('en')} characters (${describeCount(bytes, 'byte', 'bytes')})`;
}

/** Words for what can be said of a pasted key. */
export const keyWords: WordsOf<'key'> = {
  'key/empty': {
    title: 'The key is missing',
    explanation: 'A device proves who it is with a key, and there is none here.',
    remedy: 'Copy the primary key from the device or from its enrollment group, and paste it here.',
  },
  'key/not-base64': {
    title: 'This cannot be read as a key',
    explanation: ({ fault, position }) => FAULTS[fault]((position + 1).toLocaleString('en')),
    remedy: mendKey,
  },
  'key/line-break-removed': {
    title: 'A line break was taken out',
    explanation: ({ count }) =>
      `The key was spread over lines with ${describeCount(count, 'break', 'breaks')} between them, as openssl prints long keys. It is used here without them.`,
    remedy: 'Keep the key on one line in every other place where it is stored.',
  },
  'key/length': {
    title: 'The key has an unusual length',
    explanation: ({ bytes }) =>
      bytes < SHORTEST_BYTES || bytes > LONGEST_BYTES
        ? `The service takes keys of 24 to 88 characters, which are 16 to 64 bytes, and this one has ${measureKey(bytes)}.`
        : `The keys that the service makes have 44 or 88 characters, which are 32 or 64 bytes, and this one has ${measureKey(bytes)}.`,
    remedy: ({ bytes }) =>
      bytes < SHORTEST_BYTES || bytes > LONGEST_BYTES
        ? 'Copy the whole key again, since a part of it may have been lost or something else copied with it.'
        : 'Copy the whole key again, since a part of it may have been lost. A key that somebody chose may have this length.',
  },
  'key/is-token': {
    title: 'This is a token, not a key',
    explanation: 'The text is a token (a shared access signature). It was made from a key, and ends at a set time.',
    remedy: 'Paste the key itself: the primary or secondary key of the device or of its enrollment group.',
  },
  'key/is-connection-string': {
    title: 'This is a connection string, not a key',
    explanation:
      'The text is a connection string or a part of one, in which the key is what follows “SharedAccessKey=”.',
    remedy: 'Choose “Connection string” and paste it there, or paste only what follows “SharedAccessKey=”.',
  },
  'key/is-placeholder': {
    title: 'This is a placeholder, not a key',
    explanation: 'The text is a placeholder out of a template or a sample, where the true key takes its place.',
    remedy: 'Copy the primary key from the device or from its enrollment group, and paste it here.',
  },
  'key/may-be-group-key': {
    title: 'This may be a group key',
    explanation:
      'Keys of enrollment groups look like this one. The service refuses a group key that is used as the key of a device.',
    remedy: 'If it was copied from an enrollment group, choose “Group key”, and the device key is derived from it.',
  },
  'key/may-be-device-key': {
    title: 'This may be a device key',
    explanation:
      'Keys that were derived for one device have 32 bytes like this one, and a group key mostly has 64. Deriving from a device key gives a key that no service knows.',
    remedy: 'If it belongs to one device, choose “Device key”, and it is used as it is.',
  },
  'key/derived-twice': {
    title: 'This key is already derived',
    explanation: 'It was derived here from a group key. Deriving from it once more gives a key that no service knows.',
    remedy: 'Choose “Device key” to use it as it is, or paste the group key itself.',
  },
};
