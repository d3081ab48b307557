import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ID_LIMIT } from '#core/id-list/listed-id';
import { parseIdPattern } from '#core/id-list/id-pattern';

function readAll(text: string): string[] {
  const verdict = parseIdPattern(text);
  if (!verdict.ok) throw new Error(`refused: ${JSON.stringify(verdict.findings)}`);
  const { count, at } = verdict.value;
  return Array.from({ length: count }, (_, index) => at(index));
}

function findingsOf(text: string) {
  const verdict = parseIdPattern(text);
  return verdict.ok ? [] : verdict.findings;
}

describe('a numbered pattern', () => {
  test('gives its first, its last and every ID between them', () => {
    const verdict = parseIdPattern('sensor-{0001..0500}');
    expect(verdict).toMatchObject({ ok: true, value: { count: 500, first: 'sensor-0001', last: 'sensor-0500' } });
    expect(readAll('sensor-{0001..0500}')[41]).toBe('sensor-0042');
  });

  test.each([
    ['a{1..3}', ['a1', 'a2', 'a3']],
    ['{8..11}', ['8', '9', '10', '11']],
    ['{08..11}', ['08', '09', '10', '11']],
    ['{1..010}', ['001', '002', '003', '004', '005', '006', '007', '008', '009', '010']],
    ['a{00..2}b', ['a00b', 'a01b', 'a02b']],
    ['a{0..2}', ['a0', 'a1', 'a2']],
    ['pump-{7..7}.eu', ['pump-7.eu']],
    ['  x-{ 1 .. 2 }  ', ['x-1', 'x-2']],
  ])('%s is counted as a shell does', (pattern, ids) => {
    expect(readAll(pattern)).toEqual(ids);
  });

  test('counts numbers that are longer than a computer’s own, such as those of SIM cards', () => {
    expect(readAll('{89490200001234567899..89490200001234567901}')).toEqual([
      '89490200001234567899',
      '89490200001234567900',
      '89490200001234567901',
    ]);
  });

  test('may have as many IDs as a list, and no more', () => {
    expect(parseIdPattern(`a{1..${ID_LIMIT}}`)).toMatchObject({ ok: true, value: { count: ID_LIMIT } });
    expect(findingsOf(`a{0..${ID_LIMIT}}`)).toEqual([
      { code: 'list/too-long', facts: { count: ID_LIMIT + 1, limit: ID_LIMIT } },
    ]);
  });

  test('any pattern that is printed is read back', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'z', '0', '9', '-', '.', '_', ':'), maxLength: 12 });
    const numbers = fc.tuple(fc.nat({ max: 5000 }), fc.nat({ max: 40 }), fc.nat({ max: 8 }));
    fc.assert(
      fc.property(text, numbers, text, (prefix, [start, more, width], suffix) => {
        fc.pre(/^$|[a-z0-9-]$/.test(suffix));
        const print = (number: number): string => String(number).padStart(width, '0');
        const expected = Array.from({ length: more + 1 }, (_, index) => `${prefix}${print(start + index)}${suffix}`);
        expect(readAll(`${prefix}{${print(start)}..${print(start + more)}}${suffix}`)).toEqual(expected);
      }),
      { numRuns: 200 },
    );
  });
});

describe('a text that is no pattern is refused with what to write', () => {
  test.each([
    ['', { reason: 'empty' }],
    ['   ', { reason: 'empty' }],
    ['sensor-0001', { reason: 'no-braces' }],
    ['sensor-0001..0500', { reason: 'no-braces', mend: 'sensor-{0001..0500}' }],
    ['sensor-0001-0500', { reason: 'no-braces', mend: 'sensor-{0001..0500}' }],
    ['sensor-[1-5]', { reason: 'no-braces', mend: 'sensor-{1..5}' }],
    ['sensor-(1 to 5)-a', { reason: 'no-braces', mend: 'sensor-{1..5}-a' }],
    ['sensor-{1-5}', { reason: 'range', mend: 'sensor-{1..5}' }],
    ['sensor-{1…5}', { reason: 'range', mend: 'sensor-{1..5}' }],
    ['sensor-{1...5}', { reason: 'range', mend: 'sensor-{1..5}' }],
    ['sensor-{1,5}', { reason: 'range', mend: 'sensor-{1..5}' }],
    ['sensor-{5:1}', { reason: 'range', mend: 'sensor-{1..5}' }],
    ['sensor-{}', { reason: 'range' }],
    ['sensor-{500}', { reason: 'range' }],
    ['sensor-{a..f}', { reason: 'range' }],
    ['sensor-{1..10..2}', { reason: 'range' }],
    ['sensor-{-5..5}', { reason: 'range' }],
    ['sensor-{1..5', { reason: 'open-brace', mend: 'sensor-{1..5}' }],
    ['sensor-1..5}', { reason: 'open-brace', mend: 'sensor-{1..5}' }],
    ['sensor-{{1..5}', { reason: 'open-brace' }],
    ['sensor-}1..5{', { reason: 'range' }],
    ['line-{1..2}-sensor-{1..5}', { reason: 'several-braces' }],
    ['{{1..5}}', { reason: 'several-braces' }],
    ['sensor-{0500..0001}', { reason: 'backwards', mend: 'sensor-{0001..0500}' }],
    ['sensor-{9000000..1}', { reason: 'backwards' }],
    ['a{2..1}', { reason: 'backwards', mend: 'a{1..2}' }],
  ])('%j', (pattern, facts) => {
    expect(findingsOf(pattern)).toEqual([{ code: 'list/pattern-form', facts }]);
  });

  test('a suggestion is always a pattern that passes', () => {
    const piece = fc.constantFrom('a', 'b-', '1', '20', '..', '{', '}', '[', ']', '-', ' ', 'ä', '.');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        for (const finding of findingsOf(pieces.join(''))) {
          if (finding.code !== 'list/pattern-form' || finding.facts.mend === undefined) continue;
          expect(parseIdPattern(finding.facts.mend).ok).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('what is wrong with every ID of a pattern is said once', () => {
  test.each([
    ['a b{1..5}', 1],
    ['ab{0001..0005}c d', 15],
    ['{1..5}ü', 6],
  ])('%j has a character at %i that no ID may have', (pattern, position) => {
    expect(findingsOf(pattern)).toMatchObject([{ code: 'id/character', facts: { position } }]);
  });

  test('a sign that no ID may end with', () => {
    expect(findingsOf('a{1..5}.')).toEqual([{ code: 'id/ending', facts: { target: 'dps', character: '.' } }]);
  });

  test('a length that only the last one reaches', () => {
    const prefix = 'a'.repeat(127);
    expect(readAll(`${prefix}{1..9}`)).toHaveLength(9);
    expect(findingsOf(`${prefix}{1..10}`)).toMatchObject([{ code: 'id/too-long', facts: { length: 129 } }]);
  });
});

describe('any text gets a verdict', () => {
  test('of whatever signs it is made', () => {
    const signs = fc.oneof(
      fc.constantFrom('{', '}', '[', ')', '.', '-', ' ', '0', '1', '27'),
      fc.string({ unit: 'binary', maxLength: 2 }),
    );
    fc.assert(
      fc.property(fc.array(signs, { maxLength: 40 }), (pieces) => {
        expect(typeof parseIdPattern(pieces.join('')).ok).toBe('boolean');
      }),
      { numRuns: 500 },
    );
  });

  test.each([
    ['digits', '1'.repeat(500_000)],
    ['digits in braces', `{1..${'9'.repeat(500_000)}}`],
    ['braces', '{'.repeat(500_000)],
    ['blanks in braces', `{${' '.repeat(500_000)}1..2}x{`],
  ])('half a million %s at once', (_what, text) => {
    const started = performance.now();
    expect(parseIdPattern(text).ok).toBe(false);
    expect(performance.now() - started).toBeLessThan(1000);
  });
});
