import { describe, expect, test } from 'vitest';
import { sideInMm } from '#core/qr/code-size';

/** A code of this version. */
const ofVersion = (version: number) => ({ size: 17 + 4 * version });

describe('the size of a printed code', () => {
  // Of the tables of labels that were made with these versions.
  test.each([
    [7, 203, 4, 26.53],
    [9, 203, 4, 30.53],
    [13, 203, 4, 38.54],
    [13, 300, 4, 26.08],
    [13, 300, 5, 32.6],
    [15, 203, 3, 31.91],
    [1, 600, 4, 4.91],
  ])('of version %i at %i dpi and %i dots is right with its quiet zone', (version, dpi, dots, mm) => {
    expect(sideInMm(ofVersion(version), dpi, dots)).toBe(mm);
  });

  test('is of four dots unless told', () => {
    expect(sideInMm(ofVersion(7), 203)).toBe(sideInMm(ofVersion(7), 203, 4));
  });
});
