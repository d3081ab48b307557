import type { EdgeFault } from '../../errors/certificate-facts.ts';
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
  'inspect/too-large': {
    title: 'There is too much to look at',
    explanation: ({ bytes, limit }) =>
      `There are ${bytes.toLocaleString('en')} bytes, and at most ${limit.toLocaleString('en')} are read.`,
    remedy: 'Inspect a part of it.',
  },
  'inspect/too-many': {
    title: 'Only the first things were looked at',
    explanation: ({ what, limit }) =>
      what === 'items'
        ? `There are more than ${limit.toLocaleString('en')} of them.`
        : `There are chains and checks for ${limit.toLocaleString('en')} of the certificates, and for no more.`,
    remedy: 'Inspect the others by themselves.',
  },
  'inspect/cut-short': {
    title: 'A block is not whole',
    explanation: ({ label }) => `Of the lines “BEGIN ${label}” and “END ${label}” one is missing, or they differ.`,
    remedy: 'Copy it again, from the line with “BEGIN” to the line with “END”.',
  },
  'inspect/not-base64': {
    title: 'A character of a block is wrong',
    explanation: ({ label }) =>
      `The letters and digits behind “BEGIN ${label}” are no base64: some are missing, or others stand between them.`,
    remedy: 'Copy it again as a whole, or choose the file itself.',
  },
  'inspect/form': {
    title: 'Its content cannot be read',
    explanation: ({ mistake }) =>
      mistake === 'ends-early'
        ? 'It ends before it is whole.'
        : 'It begins like one, but a part of it does not have the form that the standard asks for (DER).',
    remedy: 'Copy or export it again as a whole.',
  },
  'inspect/other-label': {
    title: 'It is something else than it says',
    explanation: ({ label }) => `Its lines say “${label}”. Many programs go by that, and will not read it.`,
    remedy: 'Write the lines “BEGIN” and “END” anew, or export it again.',
  },
  'inspect/edge-line': {
    title: 'A line of config.toml is not right',
    explanation: ({ fault, line, key, mend }) => `Line ${line}: ${EDGE_FAULTS[fault](key, mend)[0]}`,
    remedy: ({ fault, key, mend }) => EDGE_FAULTS[fault](key, mend)[1],
  },
  'inspect/edge-missing': {
    title: 'A setting of config.toml is missing',
    explanation: ({ key, table }) => `IoT Edge needs “${key}” in the table [${table}].`,
    remedy: ({ key, table }) => `Add a line that begins “${key} =” below [${table}].`,
  },
};

type Edge = (key: string, mend: string) => readonly [explanation: string, remedy: string];

const write = (mend: string): string => `Write “${mend}” in its place.`;

/** What is wrong with a line of `config.toml`, and how it is mended. */
const EDGE_FAULTS: Readonly<Record<EdgeFault, Edge>> = {
  yaml: (key, mend) =>
    mend === ''
      ? [
          `“${key}:” is YAML, as IoT Edge 1.1 had it in config.yaml. IoT Edge from 1.2 on reads TOML alone.`,
          'Write it as TOML: [provisioning] in place of “provisioning:”, and “name = "value"” in place of “name: value”.',
        ]
      : [
          `“${key}:” is YAML, as IoT Edge 1.1 had it in config.yaml. A page of Microsoft’s manual shows both, one after the other.`,
          `Remove the lines in this notation, ${mend}.`,
        ],
  twice: (key) => [`“${key}” is set a second time.`, 'Keep the one line that is meant, and remove the others.'],
  'table-twice': (key) => [
    `the table [${key}] begins a second time.`,
    'Keep the one that is meant, and put a # in front of the lines of the others.',
  ],
  quotes: (key, mend) => [`the value of “${key}” has no straight quotation marks around it.`, write(mend)],
  'table-name': (key, mend) => [`IoT Edge knows no table [${key}] for this way of provisioning.`, write(mend)],
  'key-name': (key, mend) => [`IoT Edge has another name for “${key}”.`, write(mend)],
  place: (key, mend) =>
    mend === ''
      ? [`“${key}” stands below a table, and belongs to it there.`, 'Move it above the first table.']
      : [`“${key}” stands in another table than where it belongs.`, `Move it below ${mend}.`],
  'two-slashes': (key, mend) => [
    `the address of “${key}” names a machine: what follows two slashes is one. A file has three.`,
    write(mend),
  ],
  path: (key, mend) => [`“${key}” is a path, and has to be the address of a file.`, write(mend)],
  endpoint: (key, mend) => [`“${key}” has to begin with https://.`, write(mend)],
  placeholder: (key) => [`“${key}” still has what the manual put in its place.`, 'Put your own value there.'],
  'inline-key': (key, mend) => [`“${key}” has to say whether it is the key itself or the address of one.`, write(mend)],
  value: (key, mend) => [`“${key}” has a value that IoT Edge does not know.`, `It knows: ${mend}.`],
  unreadable: () => [
    'it is neither a setting nor the name of a table.',
    'Put a # in front of it, or write it as “name = "value"”.',
  ],
};
