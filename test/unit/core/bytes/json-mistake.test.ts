import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findJsonMistake } from '#core/bytes/json-mistake';
import { parseJson } from '#core/bytes/json';

describe('a mistake in JSON', () => {
  test.each([
    ['', 'empty', 1, 1],
    ['{', 'ends-early', 1, 2],
    ['{"a":}', 'value-expected', 1, 6],
    ['{a: 1}', 'name-expected', 1, 2],
    ["{'a': 1}", 'single-quotes', 1, 2],
    ['{"a" 1}', 'colon-expected', 1, 6],
    ['{"a": 1 "b": 2}', 'comma-expected', 1, 9],
    ['{\n  "a": 1,\n}', 'comma-before-end', 2, 9],
    ['[1,]', 'comma-before-end', 1, 3],
    ['["a]', 'string-open', 1, 2],
    ['["\\x"]', 'string-escape', 1, 3],
    ['[01]', 'number-form', 1, 2],
    ['[.5]', 'number-form', 1, 2],
    ['{} {}', 'text-after-end', 1, 4],
    ['{"a":[1,2}', 'comma-expected', 1, 10],
    ['{"a":tru}', 'value-expected', 1, 6],
  ])('%j is %s at line %d, column %d', (text, kind, line, column) => {
    expect(findJsonMistake(text)).toMatchObject({ kind, line, column });
  });

  test('is found exactly when the platform refuses the text', () => {
    const pieces = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"',
      '"a"',
      '1',
      '-',
      '.5',
      'e9',
      'true',
      ' ',
      '\\',
      '\n',
    );
    const texts = fc.oneof(
      fc.json(),
      fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(texts, (text) => (findJsonMistake(text) === undefined) === (parseJson(text) !== undefined)),
      { numRuns: 3000 },
    );
  });

  test('deep nesting neither overflows nor hangs', () => {
    expect(findJsonMistake('['.repeat(100_000))).toMatchObject({ kind: 'ends-early', column: 100_001 });
  });
});
