import type { WordsOf } from '../described.ts';

/** Words for certificates of authorities that somebody wants servers to be judged by. */
export const rootWords: WordsOf<'root'> = {
  'root/not-authority': {
    title: 'This is no authority’s certificate',
    explanation: ({ subject }) =>
      `“${subject}” may not sign certificates of servers: it is a server’s own, or a device’s, or is made for something else.`,
    remedy: 'Add the root certificate of the authority that signed it, which the operator of the server has.',
  },
  'root/known': {
    title: 'This root is trusted already',
    explanation: ({ subject }) => `“${subject}” is among the roots that servers are judged by.`,
    remedy: 'There is nothing to do. If a server is still refused, it is for another reason.',
  },
  'root/ended': {
    title: 'This root has ended',
    explanation: ({ subject, notAfter }) =>
      `“${subject}” was good until ${new Date(notAfter).toISOString().slice(0, 10)}, so no server can be trusted by it.`,
    remedy:
      'Ask the operator of the server for the root that took its place. If the date is in the future, set this computer’s clock.',
  },
  'root/weak-key': {
    title: 'The key of this root is too weak',
    explanation: ({ subject, bits }) =>
      `“${subject}” has an RSA key of ${bits.toLocaleString('en')} bits. Keys under 2,048 bits can be broken, and are not trusted.`,
    remedy: 'Ask the operator of the server for a root with an RSA key of 2,048 bits or more, or with P-256.',
  },
};
