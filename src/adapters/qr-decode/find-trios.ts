import type { Finder } from './find-finders.ts';
import { LARGEST, SMALLEST } from './grid-layout.ts';

/** Three finder patterns that may be those of one code. */
export interface Trio {
  readonly topLeft: Finder;
  readonly topRight: Finder;
  readonly bottomLeft: Finder;
  /** How far they are from what they would be in a code seen from the front; 0 is best. */
  readonly fault: number;
}

/**
 * Gives the threes of finder patterns that may be codes, the likeliest first: all threes of the best `limit`, and of each
 * pattern and the `neighbours` that are nearest to it.
 */
export function findTrios(finders: readonly Finder[], limit: number, neighbours: number): Trio[] {
  const sorted = [...finders].sort((a, b) => b.support - a.support);
  const best = sorted.slice(0, limit);
  const trios: Trio[] = [];
  const add = (trio: Trio | undefined): void => void (trio !== undefined && trios.push(trio));
  forEachPair(best, (a, b, index) => {
    if (!areAlike(a, b)) return;
    for (const c of best.slice(index + 1)) {
      if (!areAlike(a, c) || !areAlike(b, c)) continue;
      add(judgeTrio(a, b, c));
      add(judgeTrio(b, a, c));
      add(judgeTrio(c, a, b));
    }
  });
  if (neighbours > 0 && sorted.length > limit) {
    for (const corner of sorted) {
      const distance = ({ x, y }: Finder): number => (x - corner.x) ** 2 + (y - corner.y) ** 2;
      const near = sorted.filter((other) => other !== corner && areAlike(corner, other));
      near.sort((a, b) => distance(a) - distance(b));
      forEachPair(near.slice(0, neighbours), (a, b) => add(areAlike(a, b) ? judgeTrio(corner, a, b) : undefined));
    }
  }
  return trios.sort((a, b) => a.fault - b.fault);
}

/** Calls back with each two of a list, and the place of the second. */
function forEachPair<T>(list: readonly T[], use: (a: T, b: T, second: number) => void): void {
  list.forEach((a, first) => list.slice(first + 1).forEach((b, index) => use(a, b, first + 1 + index)));
}

function areAlike(a: Finder, b: Finder): boolean {
  const ratio = a.moduleSize / b.moduleSize;
  return a.isInverted === b.isInverted && ratio < 2.4 && ratio > 1 / 2.4;
}

/** Takes the first for the corner that the other two are beside. */
function judgeTrio(corner: Finder, one: Finder, other: Finder): Trio | undefined {
  const [ax, ay] = [one.x - corner.x, one.y - corner.y];
  const [bx, by] = [other.x - corner.x, other.y - corner.y];
  const [a, b] = [Math.hypot(ax, ay), Math.hypot(bx, by)];
  const ratio = a > b ? a / b : b / a;
  const cosine = Math.abs((ax * bx + ay * by) / (a * b));
  if (!(ratio < 2.6) || !(cosine < 0.75)) return undefined;
  // Slices along rows and columns are longer than a module where the code is turned.
  const turnOne = Math.max(Math.abs(ax), Math.abs(ay)) / a;
  const turnOther = Math.max(Math.abs(bx), Math.abs(by)) / b;
  const modulesOne = (a * 2) / ((corner.moduleSize + one.moduleSize) * turnOne) + 7;
  const modulesOther = (b * 2) / ((corner.moduleSize + other.moduleSize) * turnOther) + 7;
  const modules = (modulesOne + modulesOther) / 2;
  if (modules < SMALLEST * 0.75 || modules > LARGEST * 1.3) return undefined;
  const sizes = [corner.moduleSize, one.moduleSize, other.moduleSize];
  const spread = Math.max(...sizes) / Math.min(...sizes);
  const support = Math.min(1, corner.support, one.support, other.support);
  const isClockwise = ax * by - ay * bx > 0;
  return {
    topLeft: corner,
    topRight: isClockwise ? one : other,
    bottomLeft: isClockwise ? other : one,
    fault: ratio - 1 + cosine * 1.5 + (spread - 1) + (1 - support) + Math.abs(modulesOne - modulesOther) / modules,
  };
}
