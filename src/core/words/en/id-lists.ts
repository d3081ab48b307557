import type { FactsByCode, FileKind, PatternFault, TextForm } from '../../errors/facts.ts';
import type { WordsOf } from '../described.ts';
import { describeCount } from '../duration.ts';

const PATTERN_FAULTS: Readonly<Record<PatternFault, string>> = {
  empty: 'There is no pattern yet.',
  'no-braces': 'The pattern has no braces { and }, so it names one device and not a row of them.',
  'open-brace': 'One of the braces { and } of the pattern has no partner.',
  'several-braces': 'The pattern has more than one pair of braces { and }, and only one place can be counted.',
  range: 'Between the braces { and } stands something other than two whole numbers with two dots between them.',
  backwards: 'The pattern counts down: the number after the dots is the smaller one.',
};

const PATTERN_MENDS: Readonly<Record<PatternFault, string>> = {
  empty: 'Type the part that stays, and the first and the last number in braces, such as sensor-{0001..0500}.',
  'no-braces': 'Put the first and the last number in braces, such as sensor-{0001..0500}.',
  'open-brace': 'Write the numbers between an opening and a closing brace, such as sensor-{0001..0500}.',
  'several-braces': 'Keep the braces that count, and write the rest as plain text, such as line-2-sensor-{0001..0500}.',
  range: 'Write the first number, two dots and the last number, such as sensor-{0001..0500}.',
  backwards: 'Put the smaller number first, such as sensor-{0001..0500}.',
};

const FILE_KINDS: Readonly<Record<FileKind, string>> = {
  excel: 'The file is an Excel workbook, which holds its rows in a form that only spreadsheets read.',
  opendocument: 'The file is an OpenDocument file, which holds its rows in a form that only office programs read.',
  iwork: 'The file is a document of Apple Numbers, Pages or Keynote, which only those programs read.',
  office: 'The file is a document of an office program: an older Excel workbook perhaps, or one with a password.',
  document: 'The file is a document of Word or PowerPoint, which only such programs read.',
  archive: 'The file is an archive such as a ZIP, and the list may be one of the files inside it.',
  pdf: 'The file is a PDF, which is made for reading and printing.',
  picture: 'The file is a picture or a film, in which no text can be read.',
  database: 'The file is a database, which only its own program reads.',
  other: 'The file holds bytes that are no text, or text in a form that is not known here.',
};

const SAVE_AS_CSV = 'Open it in the spreadsheet, use “Save as” or “Export” there, and save it as “CSV UTF-8”.';
const COPY_OR_EXPORT =
  'Get the list as CSV from where it was made, or copy the IDs out of it into a text file, one a line.';

const FILE_MENDS: Readonly<Record<FileKind, string>> = {
  excel: SAVE_AS_CSV,
  opendocument: SAVE_AS_CSV,
  iwork: SAVE_AS_CSV,
  office: SAVE_AS_CSV,
  document: 'Copy the IDs out of it into a text file, one a line.',
  archive: 'Unpack it, and use the CSV or text file inside.',
  pdf: COPY_OR_EXPORT,
  picture: 'Get the list as CSV from where it was made, or type the IDs into a text file, one a line.',
  database: 'Export the list as CSV from the program of the database.',
  other: 'Save the list as “CSV UTF-8” in the program that made it, and use that file.',
};

const TEXT_FORMS: Readonly<Record<TextForm, string>> = {
  json: 'The text is JSON, a form in which programs exchange data.',
  markup: 'The text is a web page or XML. Some programs save such pages under the name of a spreadsheet.',
  rtf: 'The text is a document with its formatting (RTF).',
};

const TEXT_MENDS: Readonly<Record<TextForm, string>> = {
  json: 'Give one device ID a line. The Azure CLI prints them so with --query "[].deviceId" -o tsv.',
  markup: SAVE_AS_CSV,
  rtf: 'Save it as plain text, with one device ID a line.',
};

const MIB = 1_048_576;
const COLUMNS_SHOWN = 6;

function nameColumns({ columns }: FactsByCode['list/no-id-column']): string {
  const headings = columns.flatMap(({ heading }) => (heading === undefined || heading === '' ? [] : [heading]));
  const cells = headings.length > 0 ? headings : columns.map(({ sample }) => sample).filter((sample) => sample !== '');
  const shown = cells.slice(0, COLUMNS_SHOWN).map((cell) => `“${cell}”`);
  const more = cells.length > shown.length ? ' and others' : '';
  const lead = headings.length > 0 ? 'The columns are called' : 'The first values of the columns are';
  return `No heading names a column of device IDs, and no column holds what looks like them. ${lead} ${shown.join(', ')}${more}.`;
}

/** Words for lists of IDs, and for the files that they come in. */
export const idListWords: WordsOf<'list' | 'file'> = {
  'list/pattern-form': {
    title: 'The numbered pattern cannot be counted',
    explanation: ({ reason }) => PATTERN_FAULTS[reason],
    remedy: ({ reason, mend }) =>
      mend === undefined ? PATTERN_MENDS[reason] : `Use ${mend}, if that is what was meant.`,
  },
  'list/empty': {
    title: 'There is no ID in the list',
    explanation: 'The text or the file has nothing but empty lines, headings or comments.',
    remedy: 'Give one device ID a line, or a CSV file with a column “deviceId”.',
  },
  'list/too-long': {
    title: 'The list is too long',
    explanation: ({ count, limit }) =>
      `It has ${describeCount(count, 'entry', 'entries')}, and one list takes at most ${limit.toLocaleString('en')}.`,
    remedy: 'Divide it into parts, and take one part after the other.',
  },
  'list/no-id-column': {
    title: 'No column holds the device IDs',
    explanation: nameColumns,
    remedy: 'Choose the column that holds the IDs, or write “deviceId” above it as its heading.',
  },
  'list/column-guessed': {
    title: 'The column of the IDs is a guess',
    explanation: ({ column, sample }) =>
      `No heading names the column of the device IDs. Column ${column} was taken, which begins with “${sample}”.`,
    remedy: 'Choose another column if this one does not hold them, or write “deviceId” above the right one.',
  },
  'list/other-form': {
    title: 'This is no list of IDs',
    explanation: ({ form }) => TEXT_FORMS[form],
    remedy: ({ form }) => TEXT_MENDS[form],
  },
  'list/heading-skipped': {
    title: 'The first line was taken for a heading',
    explanation: ({ heading }) =>
      `It says “${heading}”, which looks like the name of a column, so it is not taken for a device.`,
    remedy: 'If a device is called so, write “deviceId” above it.',
  },
  'list/may-be-heading': {
    title: 'The first line may be a heading',
    explanation: ({ heading }) =>
      `“${heading}” has no digit, and the lines below it have some. It is taken for a device all the same.`,
    remedy: 'Take the line out if it is the name of the column.',
  },
  'list/id-missing': {
    title: 'The row has no device ID',
    explanation: ({ column, cells }) =>
      cells < column
        ? `The row ends after ${describeCount(cells, 'cell', 'cells')}, and the IDs stand in column ${column}.`
        : `Column ${column}, where the IDs stand, is empty in this row.`,
    remedy: 'Fill in the ID, or take the row out of the file.',
  },
  'list/quote': {
    title: 'A quotation mark is out of place',
    explanation:
      'A cell that begins with a quotation mark ends with the next single one. Here that one is missing, or text follows it, so this row may have swallowed the rows below it.',
    remedy:
      'Put a whole cell between quotation marks or use none, and write a mark that belongs to the text twice, such as "5"" pipe".',
  },
  'list/duplicate': {
    title: 'The ID is in the list already',
    explanation: ({ firstLine }) =>
      `Line ${firstLine.toLocaleString('en')} has the very same ID. The device is kept once.`,
    remedy: 'Take this line out, or give the device its own ID if it is another one.',
  },
  'list/case-twin': {
    title: 'Two IDs differ only in capital letters',
    explanation: ({ other, firstLine }) =>
      `Line ${firstLine.toLocaleString('en')} has “${other}”. DPS compares IDs without case, so it sees one device, yet keys and certificates are made for each exact spelling.`,
    remedy: 'Keep the spelling that the device sends, and take the other line out.',
  },
  'list/upper-case': {
    title: 'Some IDs have capital letters',
    explanation: ({ count, firstLine }) =>
      `Capital letters stand in ${describeCount(count, 'ID', 'IDs')}, the first in line ${firstLine.toLocaleString('en')}. DPS compares IDs without case, but keys and certificates are made for the exact spelling.`,
    remedy: 'Make sure that each device sends its ID spelled as in the list. Small letters avoid the question.',
  },
  'list/name-too-long': {
    title: 'The name is too long for IoT Central',
    explanation: ({ length, limit }) =>
      `IoT Central takes names of at most ${limit} characters, and this one has ${length.toLocaleString('en')}. The device is kept all the same.`,
    remedy: 'Shorten the name before the list is imported there.',
  },
  'list/holds-key': {
    title: 'Here stands a secret, not an ID',
    explanation: 'The text in place of the ID is a key, a token or a connection string. Nothing is made for it.',
    remedy: 'Put the device ID there, and keep the secret out of lists that are passed on.',
  },
  'list/spreadsheet-value': {
    title: 'The spreadsheet changed this ID',
    explanation: ({ kind }) =>
      kind === 'short-number'
        ? 'A spreadsheet wrote the long number in short, such as 1.23E+12, and its last digits are lost here.'
        : 'The text is an error message of a spreadsheet, which took the ID for a formula or did not find it.',
    remedy: 'Format the column as text in the spreadsheet, enter the IDs there again, then save or copy the list anew.',
  },

  'file/empty': {
    title: 'The file is empty',
    explanation: 'It has no content, or nothing but blanks. Its copy or download may have broken off.',
    remedy: 'Save or download the file again, and use the new one.',
  },
  'file/too-large': {
    title: 'The file is too large',
    explanation: ({ limit }) => `It has more than ${limit / MIB} MiB, and a list is read up to there.`,
    remedy: 'Keep only the columns with IDs and names, or divide the file into parts.',
  },
  'file/not-text': {
    title: 'The file holds no plain text',
    explanation: ({ kind }) => FILE_KINDS[kind],
    remedy: ({ kind }) => FILE_MENDS[kind],
  },
  'file/encoding': {
    title: 'The file is not written in UTF-8',
    explanation: 'It was read as Windows-1252, which Excel uses in Western Europe and America.',
    remedy: 'If letters such as ä or é look wrong in the names, save the file as “CSV UTF-8” and choose it again.',
  },
  'file/unreadable': {
    title: 'The file could not be read',
    explanation:
      'The browser did not get at it. Mostly the file was changed, moved or deleted after it was chosen, or lies on a drive that is gone.',
    remedy: 'Choose the file again. If that does not help, copy it to this device first, and choose the copy.',
  },
};
