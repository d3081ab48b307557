import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { breakId, cutLine, showOnLabel, type MeasureText } from '#core/labels/label-words';

/** Letters of an ID are 0.6 of their size wide, all others half of it. */
const measure: MeasureText = (text, face) => Array.from(text).length * (face === 'id' ? 0.6 : 0.5);

describe('an ID in words', () => {
  test('is broken behind a sign where that is near, else where the line ends', () => {
    expect(breakId('boiler-house-0001', 0.6 * 14, measure)).toEqual(['boiler-house-', '0001']);
    expect(breakId('aabbccddeeff', 0.6 * 5, measure)).toEqual(['aabbc', 'cddee', 'ff']);
    expect(breakId('pump-1', 0.6 * 6, measure)).toEqual(['pump-1']);
  });

  test('is never shortened, and no line is wider than its room', () => {
    const id = fc.stringMatching(/^[A-Za-z0-9\-._:]{1,128}$/);
    fc.assert(
      fc.property(id, fc.double({ min: 0.6, max: 40, noNaN: true }), (text, room) => {
        const lines = breakId(text, room, measure);
        expect(lines.join('')).toBe(text);
        for (const line of lines) expect(measure(line, 'id')).toBeLessThanOrEqual(room + 1e-5);
      }),
      { numRuns: 300 },
    );
  });

  test('comes to an end where there is no room at all', () => {
    expect(breakId('abc', -5, measure)).toEqual(['a', 'b', 'c']);
  });
});

describe('another line', () => {
  test('is cut where its room ends, and says so', () => {
    expect(cutLine('Kesselhaus Nord', 4, measure)).toBe('Kesselh…');
    expect(cutLine('Kessel', 4, measure)).toBe('Kessel');
    expect(cutLine('Kesselhaus', 0, measure)).toBe('…');
  });

  test('is never cut within a character that several code points make', () => {
    expect(cutLine('👩‍🔧👩‍🔧👩‍🔧', 2.5, measure)).toBe('👩‍🔧…');
    expect(cutLine('e\u0301e\u0301e\u0301e\u0301', 2.5, measure)).toBe('e\u0301e\u0301…');
  });

  test('shows what could not be seen, and keeps letters of every script whole', () => {
    expect(showOnLabel('pump\u202e1-pmup\u0000')).toBe('pump\ufffd1-pmup\ufffd');
    expect(showOnLabel(' one\r\n\ttwo ')).toBe('one two');
    expect(showOnLabel('Küche 厨房 مطبخ می\u200cخواهم 👩‍🔧')).toBe('Küche 厨房 مطبخ می\u200cخواهم 👩‍🔧');
  });
});
