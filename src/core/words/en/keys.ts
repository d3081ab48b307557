import type { WordsOf } from '../described.ts';
import { describeCount } from '../duration.ts';

/** Words for what can be said of a pasted key. */
export const keyWords: WordsOf<'key'> = {
  'key/empty': {
    title: 'The key is missing',
    explanation: 'A device proves who it is with a key, and there is none here yet.',
    remedy: 'Copy the primary key from the device or from its enrollment group, and paste it here.',
  },
  'key/not-base64': {
    title: 'This is not the text of a key',
    explanation: ({ position }) =>
      `Keys are written in base64: letters, digits, + and /, and often = at the end. This text leaves that form at character ${position + 1}.`,
    remedy: 'Copy the whole key again, with the equals signs at its end.',
  },
  'key/line-break-removed': {
    title: 'A line break was taken out',
    explanation: ({ count }) =>
      `The pasted key was spread over lines with ${describeCount(count, 'break', 'breaks')} between them, as openssl prints long keys. It is used here without them.`,
    remedy: 'Keep the key on one line in every other place where it is stored.',
  },
  'key/length': {
    title: 'The key has an unusual length',
    explanation: ({ bytes }) =>
      `Keys of the service have 16 to 64 bytes, and this one has ${describeCount(bytes, 'byte', 'bytes')}.`,
    remedy: 'Copy the whole key again, since a part of it may have been lost or something else copied with it.',
  },
  'key/is-token': {
    title: 'This is a token, not a key',
    explanation: 'The text is a shared access signature. It was made from a key and ends at a set time.',
    remedy: 'Paste the key itself: the primary or secondary key of the device or of its enrollment group.',
  },
  'key/is-connection-string': {
    title: 'This is a whole connection string',
    explanation: 'The text names a host and a device besides the key, so it cannot be used as a key.',
    remedy: 'Choose “Connection string” and paste it there, or paste only what follows “SharedAccessKey=”.',
  },
  'key/is-placeholder': {
    title: 'This is a placeholder, not a key',
    explanation: 'The text comes from a template or a sample, where the true key takes its place.',
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
