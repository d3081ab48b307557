import type { WordsOf } from '../described.ts';
import { describeCount } from '../duration.ts';

function joinChoices(choices: readonly string[]): string {
  const last = choices.at(-1) ?? '';
  return choices.length < 2 ? last : `${choices.slice(0, -1).join(', ')} or ${last}`;
}

const joinQuoted = (names: readonly string[]): string => names.map((name) => `“${name}”`).join(', ');

const nameStream = (file: string, stream: string): string => (file === '-' ? stream : `“${file}”`);

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
  'terminal/option-missing': {
    title: 'An option is missing',
    explanation: ({ wanted }) => `This command needs ${joinChoices(wanted)}.`,
    remedy: 'Add it, or use --help to see every option with examples.',
  },
  'terminal/option-key-missing': {
    title: 'No key was given',
    explanation: 'The key came from no file, from no option, and not from standard input.',
    remedy:
      'Name a file with --key-file, or send the key to standard input. The option --key takes it too, but there everybody on this machine can see it in the list of processes.',
  },
  'terminal/option-many-files': {
    title: 'These are several files',
    explanation: ({ format }) => `The format “${format}” has a file for each device, and they come as one ZIP archive.`,
    remedy: 'Name the archive with --output-file, or send it on with > devices.zip.',
  },
  'terminal/option-column': {
    title: 'The file has no such column',
    explanation: ({ column, columns }) =>
      columns.length === 0
        ? `“${column}” is none of its columns, and it has no headings.`
        : `“${column}” is none of its columns, which are called ${joinQuoted(columns)}.`,
    remedy: 'Name the column by its heading, or by its number counted from 1.',
  },
  'terminal/options-together': {
    title: 'Two options exclude each other',
    explanation: ({ first, second }) => `“${first}” and “${second}” cannot stand on one command line.`,
    remedy: 'Leave one of them away, or use --help to see what each is for.',
  },
  'terminal/input-file': {
    title: 'The input could not be read',
    explanation: ({ file, detail }) => `${nameStream(file, 'Standard input')} cannot be read: ${detail}.`,
    remedy: 'Check the path and the rights. A relative path begins in the current directory.',
  },
  'terminal/output-file': {
    title: 'The result could not be written',
    explanation: ({ file, detail }) => `${nameStream(file, 'Standard output')} cannot be written: ${detail}.`,
    remedy: 'Name another file with --output-file, or clear the way for this one.',
  },
  'terminal/output-exists': {
    title: 'The file is there already',
    explanation: ({ file }) => `“${file}” was left as it is, since it may hold keys that are in use.`,
    remedy: 'Name another file with --output-file, or replace this one with --force.',
  },
  'terminal/lines-refused': {
    title: 'Some lines get no key',
    explanation: ({ refused, total }) =>
      `The list has ${describeCount(total, 'line', 'lines')}, and ${refused.toLocaleString('en')} of them cannot be used, for the reasons above. Nothing was written.`,
    remedy: ({ refused, total }) =>
      refused === total
        ? 'Mend these lines, or name the column that has the IDs with --id-column.'
        : 'Mend these lines, or write the others without them with --skip-bad.',
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
