import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { IdTarget } from '#core/errors/facts';
import { judgeId } from '#core/identity/device-id';

const TARGETS: readonly IdTarget[] = ['central', 'dps', 'hub', 'x509'];

function findingsOf(id: string, target: IdTarget) {
  const verdict = judgeId(id, target);
  return verdict.ok ? verdict.notes : verdict.findings;
}

describe.each(TARGETS)('for %s', (target) => {
  test.each(['a', '7', 'sn-007-888-abc-mac-a1-b2', 'a.b_c:d-', '0123'])('"%s" is taken without a word', (id) => {
    expect(judgeId(id, target)).toEqual({ ok: true, value: id, notes: [] });
  });

  test('no ID is said to be missing', () => {
    expect(findingsOf('', target)).toEqual([{ code: 'id/empty', facts: { target } }]);
  });

  test.each([
    ['a b', ' ', 1],
    ['a/b', '/', 1],
    ['abc\n', '\n', 3],
    ['größe', 'ö', 2],
    ['x😀y', '😀', 1],
    ['a;b', ';', 1],
  ])('%j holds a character that cannot stand there', (id, character, position) => {
    expect(findingsOf(id, target)).toEqual([{ code: 'id/character', facts: { target, character, position } }]);
  });

  test('any text gets a verdict, and an ID that is taken is given back as it was typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 140 }), (id) => {
        const verdict = judgeId(id, target);
        expect(verdict.ok ? verdict.value : id).toBe(id);
      }),
      { numRuns: 300 },
    );
  });
});

describe('length', () => {
  test.each([
    ['central', 128],
    ['dps', 128],
    ['hub', 128],
    ['x509', 64],
  ] as const)('%s takes %i characters and no more', (target, limit) => {
    expect(findingsOf('a'.repeat(limit), target)).toEqual([]);
    expect(findingsOf('a'.repeat(limit + 1), target)).toEqual([
      { code: 'id/too-long', facts: { target, length: limit + 1, limit } },
    ]);
  });
});

describe('the last character', () => {
  test.each(['.', '_', ':'])('of a registration ID is not "%s", of a hub ID it may be', (character) => {
    for (const target of ['central', 'dps', 'x509'] as const) {
      expect(findingsOf(`a${character}`, target)).toEqual([{ code: 'id/ending', facts: { target, character } }]);
    }
    expect(findingsOf(`a${character}`, 'hub')).toEqual([]);
  });

  test('is judged beside all else that is wrong', () => {
    const codes = findingsOf(`${'a b'.repeat(50)}.`, 'dps').map(({ code }) => code);
    expect(codes).toEqual(['id/too-long', 'id/character', 'id/ending']);
  });
});

describe('upper case', () => {
  test.each(['central', 'dps', 'x509'] as const)('is noted for %s, where it makes another key and device', (target) => {
    expect(judgeId('Sensor-A', target)).toEqual({
      ok: true,
      value: 'Sensor-A',
      notes: [{ code: 'id/upper-case', facts: { lower: 'sensor-a' } }],
    });
  });

  test('is an ID like any other for a hub', () => {
    expect(judgeId('Sensor-A', 'hub')).toEqual({ ok: true, value: 'Sensor-A', notes: [] });
  });
});

describe('the further signs of a hub ID', () => {
  test('are taken by a hub and by nobody else', () => {
    for (const character of "%*?!(),=@$'") {
      expect(findingsOf(`a${character}b`, 'hub')).toEqual([]);
      expect(findingsOf(`a${character}b`, 'dps')).toMatchObject([{ code: 'id/character' }]);
    }
  });

  test.each(['#', '+'])('"%s" means something else in an MQTT topic, which is noted', (character) => {
    expect(findingsOf(`a${character}b`, 'hub')).toEqual([{ code: 'id/mqtt-character', facts: { character } }]);
  });
});
