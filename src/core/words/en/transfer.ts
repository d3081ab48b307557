import type { WordsOf } from '../described.ts';

/** Words for identities on their way across an air gap. */
export const transferWords: WordsOf<'transfer'> = {
  'transfer/other-sequence': {
    title: 'This code belongs to another sequence',
    explanation:
      'Another identity is being shown now, or the same one was locked anew. What was received until now does not fit to it.',
    remedy: 'Begin anew with the one that is shown now, or go back to the screen that showed the first one.',
  },
  'transfer/kind': {
    title: 'This is no whole identity',
    explanation: 'What is locked in it is a connect code: where one device connects, with its keys.',
    remedy: 'Open it in the Scan tab, with the same passphrase.',
  },
  'transfer/mismatch': {
    title: 'What arrived is not what was sent',
    explanation: 'All parts came in, and the checksum of the whole says that at least one of them was changed.',
    remedy: 'Receive it anew. If it happens again, make the codes anew on the other screen.',
  },
  'transfer/form': {
    title: 'The identity cannot be read',
    explanation: ({ part }) =>
      `The passphrase opened it, but ${PARTS[part]} in it ${part === 'certificates' ? 'are' : 'is'} not in the form that this app writes.`,
    remedy: 'Make the codes anew on the other screen, by an app of the same version as this one.',
  },
  'transfer/key-not-exportable': {
    title: 'The private key may not leave this browser',
    explanation: ({ name }) =>
      `The key of “${name}” was made or imported to be used here only, so it cannot be sent, not even encrypted.`,
    remedy: 'Make a certificate for the device anew, choose that its key can be saved, and send that one.',
  },
  'transfer/system-certificate': {
    title: 'The certificate is in the system’s own store',
    explanation: ({ name }) =>
      `“${name}” connects with a certificate that the browser takes from there, and this app cannot read its key.`,
    remedy: 'Export it from there as a .pfx file, and import that in the Certificates room of the other machine.',
  },
  'transfer/too-large': {
    title: 'This is too large for codes',
    explanation: ({ bytes, limit }) =>
      `It has ${bytes.toLocaleString('en')} bytes, and at most ${limit.toLocaleString('en')} are sent as codes.`,
    remedy: 'Carry it as an encrypted file: a .pfx from the page of the certificate.',
  },
  'transfer/kept-differs': {
    title: 'What was kept is not what arrived',
    explanation: ({ name }) => `“${name}” was read back after saving, and it differs from what was received.`,
    remedy: 'Look at it before it is used. If it was here before under the same name, remove that and save again.',
  },
};

const PARTS = {
  outline: 'what it consists of',
  device: 'the device',
  certificates: 'the certificates',
} as const;
