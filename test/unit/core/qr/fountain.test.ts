import { describe, expect, test } from 'vitest';
import { hasPiece, pickPieces } from '#core/qr/fountain-mix';
import { createFountainSink } from '#core/qr/fountain-sink';
import { createFountainSource } from '#core/qr/fountain-source';
import type { TransferPart } from '#core/qr/payload';
import { PART_LIMITS } from '#core/qr/transfer-part';
import { makeNoise, runFountain } from '../../../support/fountain-run.ts';
import { createRandom } from '../../../support/mutations.ts';

const RUNS = 40;

const piecesOf = (sequence: number, pieces: number, number: number): number[] => {
  const picked = pickPieces(sequence, pieces, number);
  return Array.from({ length: pieces }, (_, piece) => piece).filter((piece) => hasPiece(picked, piece));
};

describe('which pieces are in a part', () => {
  test('a number below their count is that piece alone', () => {
    expect([0, 31, 32, 39].map((number) => piecesOf(7, 40, number))).toEqual([[0], [31], [32], [39]]);
  });

  // Worked out by another program from the published words; others read by them, so they stay what they are.
  test.each([
    [0x0102_0304, 11, 11, [4]],
    [0x0102_0304, 11, 12, [0, 2, 4, 5, 6, 8, 10]],
    [0xdead_beef, 40, 4_294_967_295, [2, 5, 6, 13, 16, 19, 21, 22, 23, 25, 27, 28, 29, 30, 32, 33, 34, 35, 37]],
    [0, 3, 5, [0, 1]],
  ])('of sequence %d, %d pieces and number %d it is these for ever', (sequence, pieces, number, expected) => {
    expect(piecesOf(sequence, pieces, number)).toEqual(expected);
  });

  test('no part is without a piece, also where there are few', () => {
    for (const pieces of [1, 2, 3]) {
      for (let number = 0; number < 500; number += 1) expect(piecesOf(9, pieces, number)).not.toEqual([]);
    }
  });

  test('each piece is in about every second mix', () => {
    const pieces = 50;
    const counts = Array.from({ length: pieces }, () => 0);
    for (let number = pieces; number < pieces + 1000; number += 1) {
      for (const piece of piecesOf(1, pieces, number)) counts[piece] = (counts[piece] ?? 0) + 1;
    }
    expect(Math.min(...counts)).toBeGreaterThan(420);
    expect(Math.max(...counts)).toBeLessThan(580);
  });
});

describe('a message in parts', () => {
  test.each([
    ['whole from the beginning', 0, 0],
    ['with three of ten parts lost', 0.3, 0],
    ['from the middle of the first round', 0, 6],
    ['long after the first round, with three of ten parts lost', 0.3, 5000],
    ['with nine of ten parts lost', 0.9, 3],
  ])('arrives %s', (_, loss, from) => {
    for (const length of [1, 100, 2104, 5000]) {
      const message = makeNoise(length, length);
      for (let seed = 1; seed <= 10; seed += 1) {
        expect(runFountain(message, 200, { loss, from }, seed).message).toEqual(message);
      }
    }
  });

  test('needs each piece once when nothing is lost', () => {
    const { pieces, received } = runFountain(makeNoise(3000, 1), 200, { loss: 0, from: 0 }, 1);
    expect([pieces, received]).toEqual([15, 15]);
  });

  test.each([2, 11, 40, 328])(
    'of %d pieces needs about 1.6 more parts, whatever is lost and whenever one joins',
    (pieces) => {
      const message = makeNoise(pieces * 20, pieces);
      const runs = Array.from({ length: RUNS }, (_, seed) =>
        runFountain(message, 20, { loss: 0.3, from: pieces * 3 }, seed + 1),
      );
      const more = runs.map((run) => run.received - run.pieces);
      const mean = more.reduce((sum, one) => sum + one, 0) / RUNS;
      expect(runs.every((run) => run.pieces === pieces)).toBe(true);
      expect(mean).toBeLessThan(2.2);
      expect(Math.max(...more)).toBeLessThanOrEqual(12);
    },
  );

  test('comes together in any order, and from parts that come twice', () => {
    const message = makeNoise(2104, 5);
    const random = createRandom(8);
    const source = createFountainSource(77, message, 200);
    const numbers = Array.from({ length: 40 }, () => random(30));
    const sink = createFountainSink(source.part(0));
    for (const number of [...numbers, ...numbers, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]) sink.take(source.part(number));
    expect(sink.message()).toEqual(message);
  });

  test('counts what is known, and says of each part whether it told anything', () => {
    const source = createFountainSource(77, makeNoise(800, 5), 200);
    const sink = createFountainSink(source.part(2));
    expect([sink.pieces, sink.known, sink.message()]).toEqual([4, 0, undefined]);
    expect([2, 2, 0, 0, 1].map((number) => sink.take(source.part(number)))).toEqual([true, false, true, false, true]);
    expect([sink.known, sink.message()]).toEqual([3, undefined]);
    expect(sink.take(source.part(3))).toBe(true);
    expect([sink.known, sink.take(source.part(9))]).toEqual([4, false]);
  });

  test('a part that is taken in is not changed by what follows', () => {
    const source = createFountainSource(77, makeNoise(800, 5), 200);
    const sink = createFountainSink(source.part(0));
    const parts = [7, 8, 9, 10, 11, 0, 1, 2, 3].map((number) => source.part(number));
    const before = structuredClone(parts);
    for (const part of parts) sink.take(part);
    expect(parts).toEqual(before);
  });

  test('one that is too large is refused in words, and one of the largest size is not', () => {
    const limit = PART_LIMITS.message;
    expect(createFountainSource(1, new Uint8Array(limit), 1).pieces).toBe(PART_LIMITS.pieces);
    expect(() => createFountainSource(1, new Uint8Array(limit + 1), 300)).toThrow(
      expect.objectContaining({ code: 'transfer/too-large', facts: { bytes: limit + 1, limit } }),
    );
  });

  test('holds what its limits allow, whatever comes in', () => {
    const random = createRandom(3);
    const shape = { sequence: 1, length: 640, pieces: 64 };
    const part = (): TransferPart => ({ ...shape, number: random(0x1_0000_0000), bytes: makeNoise(10, random(1000)) });
    const sink = createFountainSink(part());
    for (let count = 0; count < 2000; count += 1) sink.take(part());
    expect(sink.known).toBe(64);
    expect(sink.message()).toHaveLength(640);
  });
});
