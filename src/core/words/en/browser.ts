import type { WordsOf } from '../described.ts';

/** Words for what the browser does not give to a page. */
export const browserWords: WordsOf<'clipboard' | 'browser'> = {
  'clipboard/denied': {
    title: 'The browser did not allow copying',
    explanation: 'A page may use the clipboard only right after a press, and only if the browser allows it.',
    remedy: 'Select the text and copy it with the keyboard, or allow the clipboard in the browser’s settings.',
  },
  'browser/feature-missing': {
    title: 'This browser lacks something',
    explanation: ({ feature }) => `The page needs ${feature}, and this browser does not have it here.`,
    remedy: 'Open the page over https:// or on localhost in a current Chrome, Edge, Firefox or Safari.',
  },
  'browser/part-missing': {
    title: 'A part of the page is missing',
    explanation: 'The server that sent this page does not answer, and this part had not been fetched yet.',
    remedy: 'Check that the server runs, then try again.',
  },
};
