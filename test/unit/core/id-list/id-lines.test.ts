import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseIdLines } from '#core/id-list/id-lines';

const read = (text: string): (string | number)[][] => parseIdLines(text).map(({ id, line }) => [line, id]);

describe('a list of IDs, one a line', () => {
  test.each(['\n', '\r\n', '\r'])('ends its lines by %j and keeps their numbers', (end) => {
    expect(read(['a', '', '  b ', '\t', 'c', ''].join(end))).toEqual([
      [1, 'a'],
      [3, 'b'],
      [5, 'c'],
    ]);
  });

  test.each([
    ['"sensor-1"', 'sensor-1'],
    ["'sensor-1'", 'sensor-1'],
    ['“sensor-1”', 'sensor-1'],
    ['„sensor-1“', 'sensor-1'],
    ['«sensor-1»', 'sensor-1'],
    [' " sensor-1 " ', 'sensor-1'],
    ['sensor-1,', 'sensor-1'],
    ['  "sensor-1",', 'sensor-1'],
    ['sensor-1;;;', 'sensor-1'],
    ['\u00a0sensor-1\u00a0', 'sensor-1'],
  ])('%j is an ID with something around it', (line, id) => {
    expect(read(line)).toEqual([[1, id]]);
  });

  test('may be JSON, as tools print it', () => {
    expect(read('[\n  "a1",\n  "b2"\n]\n')).toEqual([
      [2, 'a1'],
      [3, 'b2'],
    ]);
    expect(read('["a1", "b2"]')).toEqual([
      [1, 'a1'],
      [1, 'b2'],
    ]);
  });

  test('may have comments', () => {
    expect(read('# spare parts\n#none\n// line 7\nsensor-1')).toEqual([[4, 'sensor-1']]);
  });

  test('keeps an error of a spreadsheet, which is no comment', () => {
    expect(read('#N/A\n#REF!')).toEqual([
      [1, '#N/A'],
      [2, '#REF!'],
    ]);
  });
});

describe('a line with several IDs', () => {
  test.each([
    ['a, b, c', ['a', 'b', 'c']],
    ['a,b,c,', ['a', 'b', 'c']],
    ['a; b;c', ['a', 'b', 'c']],
    ['a1\tb2\tc3', ['a1', 'b2', 'c3']],
    ['a | b', ['a', 'b']],
    ['"a", "b"', ['a', 'b']],
    ['sensor-1 sensor-2  sensor-30', ['sensor-1', 'sensor-2', 'sensor-30']],
    ['00:11:22:aa:bb:cc 00:11:22:aa:bb:dd', ['00:11:22:aa:bb:cc', '00:11:22:aa:bb:dd']],
  ])('%j gives each of them', (line, ids) => {
    expect(parseIdLines(line)).toEqual(ids.map((id) => ({ id, line: 1 })));
  });

  test.each([
    'Pump house 3',
    'sensor 1',
    'a, b c',
    'sensor-1, größe',
    'HostName=h.net;DeviceId=d;SharedAccessKey=abc=',
    'sensor-1 # the old one',
  ])('%j may be something else, so it stays as it is', (line) => {
    expect(parseIdLines(line)).toEqual([{ id: line, line: 1 }]);
  });
});

describe('any text', () => {
  const piece = fc.oneof(fc.constantFrom('\n', '\r', '"', ',', ' ', '#', '[', 'a1'), fc.string({ unit: 'binary' }));

  test('gives IDs without blanks around them, at lines that it has', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const text = pieces.join('');
        const lines = text.split(/\r\n|\r|\n/).length;
        for (const { id, line } of parseIdLines(text)) {
          expect(id).toBe(id.trim());
          expect(line).toBeLessThanOrEqual(lines);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('that is a list of good IDs is read back whole', () => {
    const id = fc.stringMatching(/^[A-Za-z0-9\-._:]{0,20}[A-Za-z0-9-]$/);
    fc.assert(
      fc.property(fc.array(id, { maxLength: 30 }), fc.constantFrom('\n', '\r\n', ', ', ';', '\t'), (ids, between) => {
        expect(parseIdLines(ids.join(between)).map((listed) => listed.id)).toEqual(ids);
      }),
      { numRuns: 300 },
    );
  });

  test.each([
    ['blanks', ' '.repeat(300_000)],
    ['words', `${'a '.repeat(150_000)}!`],
    ['quotation marks', '"'.repeat(300_000)],
    ['brackets and a letter', `${'['.repeat(300_000)}a`],
    ['separators', ',;'.repeat(150_000)],
    ['lines', 'sensor-1\n'.repeat(100_000)],
    ['one long ID', 'a'.repeat(300_000)],
  ])('of %s takes no more than a second', (_what, text) => {
    const started = performance.now();
    parseIdLines(text);
    expect(performance.now() - started).toBeLessThan(1000);
  });
});
