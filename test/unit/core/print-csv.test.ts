import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { guardFormula, stripFormulaGuard } from '#core/csv/formula-guard';
import { printCsvRow } from '#core/csv/print-csv';

describe('a row of CSV', () => {
  test.each([
    [['a', 'b c', ''], 'a,b c,\r\n'],
    [['a,b', 'c'], '"a,b",c\r\n'],
    [['say "hi"', 'c'], '"say ""hi""",c\r\n'],
    [['two\r\nlines', 'c'], '"two\r\nlines",c\r\n'],
    [[' blank', 'blank '], '" blank","blank "\r\n'],
    [['a;b', 'c|d', 'e\tf'], '"a;b","c|d","e\tf"\r\n'],
  ])('of %j is %j', (cells, text) => {
    expect(printCsvRow(cells)).toEqual({ text, guarded: 0 });
  });

  test.each([
    ['=1+1', "'=1+1"],
    ['+41', "'+41"],
    ['-2', "'-2"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', '"\'\t=1"'],
    ['\r=1', '"\'\r=1"'],
    ["'=1", "''=1"],
    ['=a,b', '"\'=a,b"'],
  ])('guards %j, and tells so', (cell, text) => {
    expect(printCsvRow(['a', cell])).toEqual({ text: `a,${text}\r\n`, guarded: 1 });
  });
});

test('a guard comes off again, and nothing else does', () => {
  const cell = fc.string({ unit: fc.constantFrom("'", '=', '+', '-', '@', '\t', '\r', 'a', ' ') });
  fc.assert(
    fc.property(cell, (text) => {
      expect(stripFormulaGuard(guardFormula(text))).toBe(text);
      expect(guardFormula(text)).not.toMatch(/^[=+\-@\t\r]/);
    }),
    { numRuns: 500 },
  );
  expect(["it's", "'", "'a"].map(stripFormulaGuard)).toEqual(["it's", "'", "'a"]);
});
