import type { WordsOf } from '../described.ts';

/** Words for the command line. */
export const terminalWords: WordsOf<'terminal'> = {
  'terminal/option': {
    title: 'This option does not exist',
    explanation: ({ option }) => `“${option}” is no option or command of this program.`,
    remedy: 'Use --help to see every option and what it is for.',
  },
  'terminal/option-value': {
    title: 'This option is used in another way',
    explanation: ({ option, value, expected }) =>
      value === ''
        ? `“${option}” takes ${expected}.`
        : `“${option}” takes ${expected}, and “${value}” is something else.`,
    remedy: 'Correct it and start again, or use --help to see every option.',
  },
  'terminal/port-taken': {
    title: 'The port is taken',
    explanation: ({ port }) => `Another program already listens on port ${port}.`,
    remedy: ({ port, next }) =>
      next === undefined
        ? 'End that program, or name another port with --port.'
        : `Port ${next} is used in its place. End the other program first to have port ${port}.`,
  },
  'terminal/port-forbidden': {
    title: 'This port needs more rights',
    explanation: ({ port }) => `The system does not let this user listen on port ${port}.`,
    remedy: 'Name a port of 1024 or more, or give this program the right to use low ports.',
  },
  'terminal/state-file': {
    title: 'The state file could not be used',
    explanation: ({ file, detail }) => `“${file}” cannot be used: ${detail}.`,
    remedy: 'Name another file with --state, or keep nothing with --fresh. The file was left as it is.',
  },
  'terminal/tls-dir': {
    title: 'The certificate directory could not be used',
    explanation: ({ directory, detail }) => `“${directory}” cannot be used: ${detail}.`,
    remedy: 'Name another directory with --tls-dir, or mend this one.',
  },
  'terminal/package-file': {
    title: 'This copy is not as it was packed',
    explanation: ({ file, detail }) => `“${file}” ${detail}, so nothing is served from here.`,
    remedy:
      'Compare the archive with the checksum that came beside it, unpack it again into an empty folder, and start that copy.',
  },
  'terminal/node-version': {
    title: 'Node is too old here',
    explanation: ({ found }) => `This program needs Node 20.19, 22.12 or newer, and this is ${found}.`,
    remedy: 'Install a newer Node from nodejs.org, or name its full path in place of “node”.',
  },
};
