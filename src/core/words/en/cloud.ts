import type { WordsOf } from '../described.ts';
import { describeDuration } from '../duration.ts';

/** Words for the local cloud as its operator meets it. */
export const cloudWords: WordsOf<'cloud'> = {
  'cloud/unreachable': {
    title: 'The local cloud does not answer',
    explanation: ({ where }) =>
      where === 'server'
        ? 'The cloud runs in the program behind “npm start”, and that program does not answer.'
        : 'The cloud runs in one tab of this browser, and that tab does not answer.',
    remedy: ({ where }) =>
      where === 'server'
        ? 'Start it again in its terminal with “npm start”; a phone is paired anew then, by the code that is printed.'
        : 'Reload this page: the cloud then moves into this tab with all it knows.',
  },
  'cloud/no-server': {
    title: 'No local cloud comes with this page',
    explanation:
      'The page was loaded from a host that runs no local cloud. A cloud inside this browser can do the same.',
    remedy: 'Use the cloud in this browser, or start one on this machine with “npm start”.',
  },
  'cloud/not-found': {
    title: 'The local cloud does not know it',
    explanation: ({ what }) => `There is no “${what}” in the local cloud; it may have been removed a moment ago.`,
    remedy: 'Look at the list again, and create it if it is still needed.',
  },
  'cloud/refused': {
    title: 'The local cloud did not do it',
    explanation: ({ status, message }) =>
      status === 401 || status === 403
        ? 'The cloud was started again since this page was loaded, and does not accept this page’s token any more.'
        : status === 413 && message === ''
          ? 'It is larger than the cloud takes at once.'
          : asSentence(message),
    remedy: ({ status }) =>
      status === 401 || status === 403
        ? 'Reload the page to get the new token.'
        : status === 413
          ? 'Send less at once: a long list, for instance, in several files.'
          : 'Change what was entered, and try again.',
  },
  'cloud/device-offline': {
    title: 'The device is not connected',
    explanation: ({ name }) => `A command reaches a device only while it is online, and “${name}” is not.`,
    remedy: 'Start the device and run the command again, or send a message, which waits for the device.',
  },
  'cloud/command-timeout': {
    title: 'The device did not answer the command',
    explanation: ({ name, seconds }) =>
      `“${name}” was sent to the device, and within ${describeDuration(seconds)} no answer came.`,
    remedy: 'Look at the device’s trace to see whether the command arrived, then run it again.',
  },
};

/** The cloud's own words, as it may have forgotten the full stop, or all of them. */
function asSentence(message: string): string {
  if (message === '') return 'The cloud understood what was asked, turned it down and gave no reason.';
  return /[.!?]$/.test(message) ? message : `${message}.`;
}
