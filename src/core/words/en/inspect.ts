import type { WordsOf } from '../described.ts';

/** Words for what inspecting itself finds. */
export const inspectWords: WordsOf<'inspect'> = {
  'inspect/too-long': {
    title: 'Looking at this took too long',
    explanation: ({ seconds }) => `It was not done after ${seconds} seconds, and was ended.`,
    remedy: 'Inspect fewer things at once. A PFX file whose password takes very long to try cannot be opened here.',
  },
  'inspect/empty': {
    title: 'There is nothing to look at',
    explanation: 'The text or the file is empty.',
    remedy: 'Paste what is to be looked at, or choose its file again.',
  },
  'inspect/unknown': {
    title: 'This is nothing that is known here',
    explanation:
      'It is no certificate, key, request, PFX file, revocation list, connection string, token, connect code or config.toml of IoT Edge; or its beginning is missing.',
    remedy: 'Copy it again from the first line to the last, or choose the file itself.',
  },
};
