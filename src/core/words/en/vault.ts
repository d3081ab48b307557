import type { WordsOf } from '../described.ts';

/** Words for the storage of devices and keys in this browser. */
export const vaultWords: WordsOf<'vault'> = {
  'vault/unavailable': {
    title: 'This browser keeps nothing here',
    explanation:
      'The page may not store anything in this browser, as in some private windows. Devices last only until the page is closed, and certificates cannot be kept at all.',
    remedy: 'Open the page in an ordinary window, or allow it to store data in the browser’s settings.',
  },
  'vault/blocked': {
    title: 'Another tab holds the storage',
    explanation:
      'A tab with an older version of this page is open and keeps the storage from being brought up to date.',
    remedy: 'Close the other tabs of this page, then reload this one.',
  },
  'vault/full': {
    title: 'The browser’s storage is full',
    explanation: 'The browser gave this page no more room, so the last change was not kept.',
    remedy: 'Remove devices, or batches of certificates that were saved, or free space on this machine, and try again.',
  },
  'vault/tampered': {
    title: 'A stored record was changed',
    explanation: ({ kind }) =>
      `A record of the kind “${kind}” does not fit its seal: it was altered outside this page, or an older copy was put back. It is not used.`,
    remedy: 'Remove that record and enter its data again from their source.',
  },
  'vault/newer': {
    title: 'The storage is of a newer version',
    explanation: ({ found, known }) =>
      `The stored data have version ${found}, and this page knows versions up to ${known}. Nothing was changed.`,
    remedy: 'Reload the page to get its newest version.',
  },
};
