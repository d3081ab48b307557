import type { WordsOf } from '../described.ts';
import { describeDuration } from '../duration.ts';

/** Words for a browser that is let in by a server on its network. */
export const pairingWords: WordsOf<'pairing'> = {
  'pairing/refused': {
    title: 'This pairing code is not good any more',
    explanation:
      'The server makes a new code each time it starts, and this one is of an earlier start or was not read whole. The app works here without the server’s local cloud.',
    remedy: 'Scan the code that stands in the server’s terminal now.',
  },
  'pairing/wait': {
    title: 'The server takes no code for a moment',
    explanation: ({ seconds }) =>
      `Several wrong codes came from this device, so the next one is looked at in ${describeDuration(seconds)}.`,
    remedy: 'Wait that long, then scan the code that stands in the server’s terminal now.',
  },
  'pairing/unreachable': {
    title: 'The server does not answer',
    explanation: 'The page is here and its server is not: it may have ended, or this device may be in another network.',
    remedy: 'Check that this device is in the network of the server and that “npm start” runs there, then scan again.',
  },
  'pairing/none': {
    title: 'There is nothing to pair with here',
    explanation: 'This page comes from a place that pairs with no browser: only “npm start -- --lan” does.',
    remedy: 'Scan the code in the terminal of that program again, and open the address as it is.',
  },
};

/** Said in a browser that was let in. */
export const PAIRED_MESSAGE = 'Paired: the server’s local cloud is open to this browser until the server ends';
