import type { WordsOf } from '../described.ts';

/** Words for many certificates at once. */
export const batchWords: WordsOf<'batch'> = {
  'batch/empty': {
    title: 'There are no IDs to make certificates for',
    explanation: 'No list was read, or none of its lines has an ID that a certificate can have.',
    remedy: 'Paste a list, choose a file, or write a pattern such as sensor-{0001..0500}.',
  },
  'batch/too-many': {
    title: 'This list is too long for one batch',
    explanation: ({ count, limit }) =>
      `It has ${count} IDs. Keys and certificates of at most ${limit} are kept in the browser at a time.`,
    remedy: 'Cut the list into parts, and remove each batch after it was saved.',
  },
  'batch/running-elsewhere': {
    title: 'Another tab is making these certificates',
    explanation: 'A batch is made in one tab at a time, so that no certificate is made twice.',
    remedy: 'Wait for the other tab, or pause it there and go on here.',
  },
  'batch/nothing-made': {
    title: 'Nothing of this batch is made yet',
    explanation: 'There is no certificate to be saved.',
    remedy: 'Start the batch first. What is made can be saved while the rest is yet to come.',
  },
};
