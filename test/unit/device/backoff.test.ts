import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { backoffMs, randomFraction } from '#device/backoff';

describe('the wait between two attempts', () => {
  test('doubles from one second and ends at thirty', () => {
    const middles = [1, 2, 3, 4, 5, 6, 7].map((attempt) => backoffMs(attempt, 0.5));
    expect(middles).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
  });

  test('varies by a fifth either way, and never passes thirty seconds', () => {
    expect([backoffMs(1, 0), backoffMs(1, 1)]).toEqual([800, 1200]);
    expect([backoffMs(9, 0), backoffMs(9, 1)]).toEqual([24_000, 30_000]);
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (attempt, random) => {
          const wait = backoffMs(attempt, random);
          return wait >= 800 && wait <= 30_000;
        },
      ),
      { numRuns: 200 },
    );
  });

  test('takes its randomness from the platform', () => {
    const filled = (word: number) => ({
      getRandomValues: <T extends ArrayBufferView | null>(array: T): T => {
        if (array instanceof Uint32Array) array.fill(word);
        return array;
      },
    });
    expect(randomFraction(filled(0))).toBe(0);
    expect(randomFraction(filled(2 ** 31))).toBe(0.5);
    expect(randomFraction(filled(2 ** 32 - 1))).toBeLessThan(1);
  });
});
