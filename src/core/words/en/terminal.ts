import type { WordsOf } from '../described.ts';
import { describeCount } from '../duration.ts';

function joinChoices(choices: readonly string[]): string {
  const last = choices.at(-1) ?? '';
  return choices.length < 2 ? last : `${choices.slice(0, -1).join(', ')} or ${last}`;
}

const joinQuoted = (names: readonly string[]): string => names.map((name) => `“${name}”`).join(', ');

const nameStream = (file: string, stream: string): string => (file === '-' ? stream : `“${file}”`);

function countRefused(refused: number, total: number): string {
  if (refused < total) return `${refused.toLocaleString('en')} of the ${describeCount(total, 'line', 'lines')} cannot`;
  return total === 1
    ? 'the one line of the list cannot'
    : `none of the ${total.toLocaleString('en')} lines of the list can`;
}

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
  'terminal/cloud-closed': {
    title: 'This cloud was closed',
    explanation: 'It was asked after its close() was called.',
    remedy: 'Ask it before, or start another one.',
  },
  'terminal/options-together': {
    title: 'Two options exclude each other',
    explanation: ({ first, second }) => `“${first}” and “${second}” cannot stand on one command line.`,
    remedy: 'Leave one of them out, or use --help to see what each is for.',
  },
  'terminal/input-file': {
    title: 'The input could not be read',
    explanation: ({ file, detail }) => `${nameStream(file, 'Standard input')} cannot be read: ${detail}.`,
    remedy: 'Check the path and the rights. A relative path begins in the current directory.',
  },
  'terminal/secret-file': {
    title: 'No key can be read from there',
    explanation: ({ file, isText }) =>
      `${nameStream(file, 'Standard input')} is ${isText ? 'too long for a key or a connection string' : 'no plain text, as keys and connection strings are'}.`,
    remedy: 'Write the key or the connection string alone into a text file, and name that file.',
  },
  'terminal/secret-for-file': {
    title: 'A secret stands where a file belongs',
    explanation: ({ option }) =>
      `“${option}” takes the name of a file, and a key, a token or a connection string stands there. It is not repeated here.`,
    remedy: 'Write it into a file and name that file, or send it to standard input and name - as the file.',
  },
  'terminal/output-file': {
    title: 'The result could not be written',
    explanation: ({ file, detail }) => `${nameStream(file, 'Standard output')} cannot be written: ${detail}.`,
    remedy: 'Name another file, or put that right first.',
  },
  'terminal/output-exists': {
    title: 'The file is there already',
    explanation: ({ file }) => `“${file}” was left as it is, since it may hold keys that are in use.`,
    remedy: 'Write to another place, or replace it with --force.',
  },
  'terminal/lines-refused': {
    title: 'Not every line can be used',
    explanation: ({ refused, total }) =>
      `Nothing was written, since ${countRefused(refused, total)} be used, as said above.`,
    remedy: ({ refused, total }) =>
      refused === total
        ? 'Correct the lines named above. If the IDs stand in another column, name it with --id-column.'
        : 'Correct the lines named above, or write the others without them with --skip-bad.',
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
  'terminal/scenario': {
    title: 'The scenario could not be used',
    explanation: ({ file, place, detail }) =>
      `“${file}”${place === '' ? '' : `, ${place}`}: ${detail.replace(/\.$/, '')}.`,
    remedy: 'Mend the file and start again. Nothing was begun, and a state file was left as it was.',
  },
  'terminal/models': {
    title: 'The models could not be used',
    explanation: ({ file, detail }) => `“${file}”: ${detail.replace(/\.$/, '')}.`,
    remedy: 'Mend that file or take it out of the directory, or name another directory with --models.',
  },
  'terminal/no-network': {
    title: 'This machine is in no local network',
    explanation:
      '“--lan” serves the app at addresses of private networks, such as 192.168.1.20, and this machine has none now. Public addresses, and those of containers and tunnels, are only taken when they are named.',
    remedy: 'Connect it to the network of the phone and start again, or name an address with --lan-address.',
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
