import { describe, expect, test } from 'vitest';
import { printCsvRow } from '#core/csv/print-csv';
import { readCsv } from '#core/csv/read-csv';

const cellsOf = (text: string): readonly (readonly string[])[] => readCsv(text).rows.map(({ cells }) => cells);

describe('a table of text', () => {
  test.each<[string, string, readonly (readonly string[])[]]>([
    ['lines that end in LF', 'a,b\nc,d\n', [['a', 'b'], ['c', 'd']]], // prettier-ignore
    ['lines that end in CRLF, the last one not', 'a,b\r\nc,d', [['a', 'b'], ['c', 'd']]], // prettier-ignore
    ['lines that end in CR', 'a\rb\r', [['a'], ['b']]],
    ['a byte order mark', '\uFEFFa,b', [['a', 'b']]],
    ['empty cells', ',a,\n', [['', 'a', '']]],
    ['empty lines, which are no rows', 'a\n\n  \nb', [['a'], ['b']]],
    ['quoted delimiters and line ends', '"a,b","c\r\nd"\ne,f', [['a,b', 'c\nd'], ['e', 'f']]], // prettier-ignore
    ['doubled quotation marks', '"say ""hi""",b', [['say "hi"', 'b']]],
    ['quotation marks within a cell', 'a "b",c', [['a "b"', 'c']]],
    ['semicolons', 'a;b,c\nd;e', [['a', 'b,c'], ['d', 'e']]], // prettier-ignore
    ['tabs', 'a\tb', [['a', 'b']]],
    ['nothing', '', []],
  ])('may have %s', (_name, text, cells) => {
    const { quoteFaults } = readCsv(text);
    expect([cellsOf(text), quoteFaults]).toEqual([cells, []]);
  });

  test('counts the lines of the file, also across a cell of several', () => {
    expect(readCsv('a\n"b\nb"\n\nc').rows.map(({ line }) => line)).toEqual([1, 2, 5]);
  });

  test.each([
    ['never closed', 'a,b\n"c,d\ne,f', [2]],
    ['closed too early', 'a,b\n"c"x,d\ne,f', [2]],
  ])('has a fault where a quotation mark is %s, and goes on with the next row', (_name, text, faults) => {
    expect(readCsv(text).quoteFaults).toEqual(faults);
    expect(cellsOf(text).at(-1)).toEqual(['e', 'f']);
  });

  test('takes the delimiter that it is told', () => {
    expect(readCsv('a,b|c', '|').rows[0]?.cells).toEqual(['a,b', 'c']);
  });

  test('is what printing made of it', () => {
    const cells = ['a,b', 'say "hi"', ' blank', 'two\nlines', ''];
    expect(cellsOf(printCsvRow(cells).text)).toEqual([cells]);
  });

  test('takes a time in proportion to its length, whatever its quotation marks', () => {
    const hostile = '"a"",'.repeat(20_000);
    expect(readCsv(hostile).rows).toHaveLength(1);
  });
});
