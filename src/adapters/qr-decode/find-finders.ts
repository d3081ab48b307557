import type { Bits } from './binarize.ts';

/** A finder pattern: the square within a square that three corners of a code have. */
export interface Finder {
  readonly x: number;
  readonly y: number;
  /** Mean length of a module along rows and columns, in pixels. */
  readonly moduleSize: number;
  /** How many of the rows that should run through its middle were seen to; 1 is all. */
  readonly support: number;
  /** Light on dark. */
  readonly isInverted: boolean;
}

/** A slice of a finder pattern along rows may be so many times its slice along columns, for it is seen at a slant. */
const SLANT_LIMIT = 2.6;

type Runs = [number, number, number, number, number];

interface GrowingFinder {
  x: number;
  y: number;
  moduleSize: number;
  rows: number;
  readonly isInverted: boolean;
}

/**
 * Finds finder patterns, dark on light and light on dark, in every `step`th row. A picture can be made of nothing else:
 * those beyond `limit` are not looked at.
 */
export function findFinders(bits: Bits, step: number, limit: number): Finder[] {
  const { width, height, data } = bits;
  const found: GrowingFinder[] = [];
  const edges = new Int32Array(width + 2);
  for (let y = step >> 1; y < height; y += step) {
    const first = y * width;
    let count = 1;
    let bit = data[first];
    for (let x = 1; x < width; x += 1) {
      const next = data[first + x];
      if (next !== bit) {
        edges[count++] = x;
        bit = next;
      }
    }
    edges[count] = width;
    const startsDark = data[first] === 1;
    for (let index = 0; index + 5 <= count; index += 1) {
      const [a = 0, b = 0, c = 0, d = 0] = [edges[index], edges[index + 1], edges[index + 2], edges[index + 3]];
      const [e = 0, f = 0] = [edges[index + 4], edges[index + 5]];
      if (!isFinderSlice(b - a, c - b, d - c, e - d, f - e)) continue;
      const isInverted = startsDark !== (index % 2 === 0);
      addSlice(bits, found, limit, (c + d) / 2, y, (f - a) / 7, isInverted);
    }
  }
  return found.map(({ rows, ...finder }) => ({ ...finder, support: (rows * step) / (3 * finder.moduleSize) }));
}

/**
 * Tells whether runs of pixels are as 1:1:3:1:1. Dark and light are measured apart, for blur and ink make one of them
 * wider.
 */
export function isFinderSlice(a: number, b: number, c: number, d: number, e: number): boolean {
  const own = (a + c + e) / 5;
  const other = (b + d) / 2;
  if (own > other * 3.5 || other > own * 3.5) return false;
  const ownSlack = own * 0.55 + 0.5;
  const otherSlack = other * 0.55 + 0.5;
  return (
    a + b + c + d + e >= 7 &&
    Math.abs(a - own) < ownSlack &&
    Math.abs(e - own) < ownSlack &&
    Math.abs(c - own * 3) < ownSlack * 1.6 &&
    Math.abs(b - other) < otherSlack &&
    Math.abs(d - other) < otherSlack
  );
}

function addSlice(
  bits: Bits,
  found: GrowingFinder[],
  limit: number,
  x: number,
  y: number,
  moduleSize: number,
  isInverted: boolean,
): void {
  for (const finder of found) {
    if (finder.isInverted !== isInverted) continue;
    const reach = finder.moduleSize * 1.6 + 1;
    if (Math.abs(finder.x - x) > reach || Math.abs(finder.y - y - 0.5) > reach + finder.moduleSize) continue;
    if (moduleSize > finder.moduleSize * SLANT_LIMIT || finder.moduleSize > moduleSize * SLANT_LIMIT) continue;
    finder.rows += 1;
    return;
  }
  if (found.length >= limit) return;
  const finder = confirm(bits, x, y, moduleSize, isInverted);
  if (finder !== undefined) found.push(finder);
}

/** Looks along the column, along the row through its middle, and along a diagonal. */
function confirm(bits: Bits, x: number, y: number, moduleSize: number, isInverted: boolean): GrowingFinder | undefined {
  const own = isInverted ? 0 : 1;
  const limit = moduleSize * 7 * SLANT_LIMIT;
  const down = sliceAt(bits, x | 0, y, 0, 1, own, limit);
  if (down === undefined) return undefined;
  const centreY = y + 0.5 + down.shift;
  const along = sliceAt(bits, x | 0, centreY | 0, 1, 0, own, limit);
  if (along === undefined) return undefined;
  const centreX = (x | 0) + 0.5 + along.shift;
  const [high, wide] = [down.length / 7, along.length / 7];
  if (high > wide * SLANT_LIMIT || wide > high * SLANT_LIMIT) return undefined;
  const [column, row] = [centreX | 0, centreY | 0];
  if (
    sliceAt(bits, column, row, 1, 1, own, limit) === undefined &&
    sliceAt(bits, column, row, 1, -1, own, limit) === undefined
  ) {
    return undefined;
  }
  return { x: centreX, y: centreY, moduleSize: (high + wide) / 2, rows: 1, isInverted };
}

/**
 * Measures the five runs through a pixel in a direction. Gives how far their middle is from the middle of the pixel, and
 * their length, in steps; undefined when they are not those of a finder pattern.
 */
function sliceAt(
  { width, height, data }: Bits,
  x: number,
  y: number,
  dx: number,
  dy: number,
  own: number,
  limit: number,
): { readonly shift: number; readonly length: number } | undefined {
  const runs: Runs = [0, 0, 0, 0, 0];
  const stride = dy * width + dx;
  const start = y * width + x;
  if (data[start] !== own) return undefined;
  for (const sign of [-1, 1]) {
    // Steps that stay within the picture.
    const across = dx * sign === 0 ? limit : dx * sign > 0 ? width - 1 - x : x;
    const upright = dy * sign === 0 ? limit : dy * sign > 0 ? height - 1 - y : y;
    const most = Math.min(across, upright, limit);
    let at = start;
    let steps = 0;
    for (let run = 0; run < 3; run += 1) {
      const expected = run === 1 ? 1 - own : own;
      const from = steps;
      while (steps < most && data[at + stride * sign] === expected) {
        at += stride * sign;
        steps += 1;
      }
      const index = 2 + run * sign;
      runs[index] = (runs[index] ?? 0) + steps - from;
      if (steps === from && run > 0) return undefined;
    }
  }
  runs[2] += 1;
  const [a, b, c, d, e] = runs;
  if (!isFinderSlice(a, b, c, d, e)) return undefined;
  // Of the middle run the pixel has `before` of its own before it.
  return { shift: middleShift(data, start, stride, own, c), length: a + b + c + d + e };
}

/** How far the middle of a run of `length` is from the pixel at `start`, in steps of `stride`. */
function middleShift(data: Uint8Array, start: number, stride: number, own: number, length: number): number {
  let before = 0;
  while (before < length - 1 && data[start - stride * (before + 1)] === own) before += 1;
  return (length - 1) / 2 - before;
}
