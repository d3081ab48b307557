import type { WordsOf } from '../described.ts';
import { describeDuration } from '../duration.ts';

/** Words for reading and reporting properties. */
export const twinWords: WordsOf<'twin'> = {
  'twin/refused': {
    title: 'The hub did not take the properties',
    explanation: ({ status }) =>
      status === 429
        ? 'The hub takes only so many changes in a second, and this one was over that number.'
        : 'The hub answered that the change has a name, a value or a size that a device twin cannot hold.',
    remedy: ({ status }) =>
      status === 429
        ? 'Wait a moment and send the change again.'
        : 'Use names without dots, dollar signs or blanks, at most 10 levels, and 32 KB in all.',
  },
  'twin/silent': {
    title: 'The hub does not answer about properties',
    explanation: ({ seconds }) => `The twin was asked for, and within ${describeDuration(seconds)} no answer came.`,
    remedy: 'Try again in a moment, or start the device again if it stays so.',
    action: { kind: 'start-again', label: 'Start again' },
  },
};
