import { describeCount } from '../duration.ts';

const devices = (count: number): string => describeCount(count, 'device', 'devices');

/** What the IDs of a list get, as it is said of the list. */
export interface IdFateWords {
  readonly good: (count: number) => string;
  readonly none: string;
  /** Heads the column that says it of each line. */
  readonly column: string;
  readonly gets: string;
}

/** Sentences of lists of device IDs, wherever something is made for each. */
export const uiIdListsWords = {
  way: 'Where the IDs come from',
  ways: { one: 'One ID', list: 'List', pattern: 'Pattern', file: 'File' },
  list: {
    label: 'Device IDs',
    hint: 'One a line. Rows copied from a spreadsheet are understood too.',
    placeholder: 'boiler-room-01\nboiler-room-02\nboiler-room-03',
  },
  held: (count: number): string => `${describeCount(count, 'line', 'lines')} pasted`,
  heldText: 'Too many to show here. They are held in the memory of this page.',
  removeHeld: 'Remove',
  pattern: {
    label: 'Pattern',
    hint: 'The first and the last number stand in braces. Leading zeros keep the width.',
    placeholder: 'sensor-{0001..0500}',
  },
  counted: (count: number, first: string, last: string): string =>
    count === 1 ? `1 device: ${first}` : `${devices(count)}: ${first} … ${last}`,
  file: {
    label: 'File with device IDs',
    hint: 'CSV or text, with any separator. IoT Central’s own files are known by their headings.',
    choose: 'Choose a file',
    drop: 'or drop it anywhere on this page',
    remove: 'Remove the file',
  },
  needed: { list: 'Give one device ID a line.', file: 'Choose a file, or drop one on this page.' },

  table: {
    known: {
      'central-import': 'IoT Central’s list for import',
      'central-export': 'Devices exported from IoT Central',
    },
    plain: (columns: number): string => `Table with ${describeCount(columns, 'column', 'columns')}`,
    howRead: 'How it is read',
    idColumn: 'Device IDs are in',
    nameColumn: 'Names are in',
    noName: 'No column',
    column: (number: number): string => `Column ${number}`,
    delimiter: 'Columns are separated by',
    delimiters: { ',': 'Comma', ';': 'Semicolon', '\t': 'Tab', '|': 'Vertical bar', other: 'Another sign' },
    otherDelimiter: { label: 'The sign', hint: 'One character.' },
    heading: { label: 'The first line holds headings', hint: 'A heading is taken for no device.' },
    preview: 'First values',
    isId: 'ID',
    isName: 'Name',
    nothing: '(empty)',
  },

  summary: {
    reading: 'Reading the IDs',
    range: (first: string, last: string): string => (first === last ? first : `${first} … ${last}`),
    leftOut: (count: number): string =>
      count === 1 ? '1 line is left out' : `${describeCount(count, 'line', 'lines')} are left out`,
    look: (count: number): string =>
      count === 1 ? '1 line is worth a look' : `${describeCount(count, 'line', 'lines')} are worth a look`,
    problems: 'Lines to look at',
    columns: { found: 'What was read', wrong: 'What is wrong, and what helps' },
    line: (line: number): string => `Line ${line.toLocaleString('en')}`,
    nothing: '(empty)',
    isLeftOut: 'left out',
    copyReport: 'Copy the report',
    saveReport: 'Save the report',
    reported: { clipboard: 'The report was copied', file: 'The report was saved' },
    reportFile: 'lines-to-look-at.txt',
  },
};
