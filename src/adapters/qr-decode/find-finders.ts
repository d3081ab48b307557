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
  const found: GrowingFinder[] = [];
  // Those that this row and the next may run through.
  let open: GrowingFinder[] = [];
  const edges = new Int32Array(bits.width + 2);
  for (let y = step >> 1; y < bits.height; y += step) {
    open = open.filter((finder) => finder.y + reachDown(finder) >= y);
    const count = markEdges(bits, y, edges);
    const startsDark = bits.data[y * bits.width] === 1;
    for (let index = 0; index + 5 <= count; index += 1) {
      if (!isFinderSlice(edges, index)) continue;
      const x = ((edges[index + 2] ?? 0) + (edges[index + 3] ?? 0)) / 2;
      const moduleSize = ((edges[index + 5] ?? 0) - (edges[index] ?? 0)) / 7;
      const isInverted = startsDark !== (index % 2 === 0);
      const known = open.find((finder) => belongsTo(finder, x, y, moduleSize, isInverted));
      if (known !== undefined) known.rows += 1;
      if (known !== undefined || found.length === limit) continue;
      const finder = confirm(bits, x, y, moduleSize, isInverted);
      if (finder === undefined) continue;
      found.push(finder);
      open.push(finder);
    }
    if (found.length === limit && open.length === 0) break;
  }
  return found.map(({ rows, ...finder }) => ({ ...finder, support: (rows * step) / (3 * finder.moduleSize) }));
}

/** Writes down where a row changes between dark and light, its ends included; gives how many runs there are. */
function markEdges({ width, data }: Bits, y: number, edges: Int32Array): number {
  const first = y * width;
  let count = 1;
  let bit = data[first];
  edges[0] = 0;
  for (let x = 1; x < width; x += 1) {
    const next = data[first + x];
    if (next === bit) continue;
    edges[count++] = x;
    bit = next;
  }
  edges[count] = width;
  return count;
}

/**
 * Tells whether the five runs from an edge on are as 1:1:3:1:1. Dark and light are measured apart, for blur and ink make
 * one of them wider.
 */
function isFinderSlice(edges: ArrayLike<number>, index: number): boolean {
  const start = edges[index] ?? 0;
  const [first, second] = [edges[index + 1] ?? 0, edges[index + 2] ?? 0];
  const [third, fourth] = [edges[index + 3] ?? 0, edges[index + 4] ?? 0];
  const end = edges[index + 5] ?? 0;
  const other = (second - first + fourth - third) / 2;
  const own = (end - start - other * 2) / 5;
  if (end - start < 7 || own > other * 3.5 || other > own * 3.5) return false;
  const ownSlack = own * 0.55 + 0.5;
  const otherSlack = other * 0.55 + 0.5;
  return (
    Math.abs(first - start - own) < ownSlack &&
    Math.abs(end - fourth - own) < ownSlack &&
    Math.abs(third - second - own * 3) < ownSlack * 1.6 &&
    Math.abs(second - first - other) < otherSlack &&
    Math.abs(fourth - third - other) < otherSlack
  );
}

/** How far below its middle a row may be whose slice still counts for a finder pattern, in pixels. */
function reachDown({ moduleSize }: GrowingFinder): number {
  return moduleSize * 2.6 + 1.5;
}

function belongsTo(finder: GrowingFinder, x: number, y: number, moduleSize: number, isInverted: boolean): boolean {
  return (
    finder.isInverted === isInverted &&
    Math.abs(finder.x - x) <= finder.moduleSize * 1.6 + 1 &&
    Math.abs(finder.y - y) <= reachDown(finder) &&
    moduleSize <= finder.moduleSize * SLANT_LIMIT &&
    finder.moduleSize <= moduleSize * SLANT_LIMIT
  );
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
  const edges = [0, 0, 0, 0, 0, 0];
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
      if (steps === from && run > 0) return undefined;
      if (sign > 0) edges[3 + run] = steps + 1;
      else edges[2 - run] = -steps;
    }
  }
  if (!isFinderSlice(edges, 0)) return undefined;
  const [first = 0, , left = 0, right = 0, , last = 0] = edges;
  return { shift: (left + right - 1) / 2, length: last - first };
}
