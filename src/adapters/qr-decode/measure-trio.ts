import { findFinderCorners, measureFinder, type FinderFrame, type Step } from './finder-corners.ts';
import type { Finder } from './find-finders.ts';
import type { Trio } from './find-trios.ts';
import { LARGEST, SMALLEST } from './grid-layout.ts';
import { fitGridMap, mapX, mapY, type GridMap, type GridPoint } from './grid-map.ts';
import { shadeAt, type Luma } from './luma.ts';

/** A trio whose patterns were measured. */
export interface Candidate {
  readonly picture: Luma;
  readonly trio: Trio;
  readonly contrast: number;
  readonly guesses: readonly SizeGuess[];
  readonly score: number;
}

/** Of shades: where light and dark differ by less there is nothing to be read. */
const FAINT = 12;
/** Of the modules of the timing patterns as many must be right for a code to be looked at. */
const TIMING = 0.6;

/** Measures finder patterns, and tells whether there is a timing pattern between them. `picture` has them dark on light. */
export function measureTrio(picture: Luma, trio: Trio): Candidate | undefined {
  const { topLeft, topRight, bottomLeft } = trio;
  const along = unit(topLeft, topRight);
  const down = unit(topLeft, bottomLeft);
  const measure = ({ x, y, moduleSize }: Finder): FinderFrame | undefined => {
    // Along a slant a module is shorter than along rows and columns.
    const reach = (step: Step): number => moduleSize * Math.max(Math.abs(step.x), Math.abs(step.y));
    const [s, t] = [reach(along), reach(down)];
    return measureFinder(picture, x, y, { x: along.x * s, y: along.y * s }, { x: down.x * t, y: down.y * t });
  };
  const first = measure(topLeft);
  const second = first && measure(topRight);
  const third = second && measure(bottomLeft);
  if (first === undefined || second === undefined || third === undefined) return undefined;
  const contrast = contrastOf(picture, [first, second, third]);
  if (contrast < FAINT) return undefined;
  const guesses = guessSizes(picture, first, second, third);
  const score = guesses[0]?.score ?? 0;
  return score < TIMING ? undefined : { picture, trio, contrast, guesses, score };
}

function unit(from: Finder, to: Finder): Step {
  const [x, y] = [to.x - from.x, to.y - from.y];
  const length = Math.hypot(x, y);
  return { x: x / length, y: y / length };
}

/** How much lighter the light ring of finder patterns is than their middle; 0 when they are not what they seemed to be. */
function contrastOf(picture: Luma, frames: readonly FinderFrame[]): number {
  let sum = 0;
  for (const frame of frames) {
    const contrast = judgeFinder(picture, frame);
    if (contrast === undefined) return 0;
    sum += contrast;
  }
  return sum / frames.length;
}

/** Of the 49 modules of a finder pattern, so many may be light where they should be dark, or the other way about. */
const FINDER_FAULTS = 14;

function judgeFinder(picture: Luma, { x, y, along, down }: FinderFrame): number | undefined {
  const at = (s: number, t: number): number =>
    shadeAt(picture, x + along.x * s + down.x * t, y + along.y * s + down.y * t);
  const light = (at(2, 0) + at(-2, 0) + at(0, 2) + at(0, -2)) / 4;
  const dark = at(0, 0);
  // Thin rings are neither as dark nor as light when the picture is blurred: the ring is measured by itself.
  const edge = (at(3, 0) + at(-3, 0) + at(0, 3) + at(0, -3)) / 4;
  const middle = (light + Math.max(dark, edge)) / 2;
  let faults = 0;
  for (let t = -3; t <= 3; t += 1) {
    for (let s = -3; s <= 3; s += 1) {
      const isLight = Math.max(Math.abs(s), Math.abs(t)) === 2;
      if (at(s, t) > middle !== isLight) faults += 1;
    }
  }
  return faults > FINDER_FAULTS ? undefined : light - dark;
}

/** Sizes whose timing patterns are so much worse than the best one's are not tried. */
const NEAR_BEST = 0.2;

/** A number of modules that a code may have along a side, and the corners of its finder patterns then. */
export interface SizeGuess {
  readonly size: number;
  readonly corners: readonly GridPoint[];
  readonly score: number;
}

/** Gives the sizes that a code may have, the likeliest first: by its finder patterns, and by its timing patterns. */
function guessSizes(picture: Luma, first: FinderFrame, second: FinderFrame, third: FinderFrame): SizeGuess[] {
  const modules = (a: FinderFrame, b: FinderFrame, of: 'along' | 'down'): number =>
    Math.hypot(b.x - a.x, b.y - a.y) / ((lengthOf(a[of]) + lengthOf(b[of])) / 2) + 7;
  const estimate = (modules(first, second, 'along') + modules(first, third, 'down')) / 2;
  const nearest = Math.round((estimate - 17) / 4) * 4 + 17;
  const reach = Math.min(12, 4 * Math.ceil(estimate / 45));
  const guesses: SizeGuess[] = [];
  const [one, two, three] = [first, second, third].map((frame) => findFinderCorners(picture, frame));
  if (one === undefined || two === undefined || three === undefined) return [];
  if (one.length + two.length + three.length < 6) return [];
  for (let size = nearest - reach; size <= nearest + reach; size += 4) {
    if (size < SMALLEST || size > LARGEST) continue;
    const corners = [
      ...one,
      ...two.map((point) => ({ ...point, u: point.u + size - 7 })),
      ...three.map((point) => ({ ...point, v: point.v + size - 7 })),
    ];
    const map = fitGridMap(corners);
    if (map === undefined) continue;
    const score = (scoreTiming(picture, map, size, false) + scoreTiming(picture, map, size, true)) / 2;
    guesses.push({ size, corners, score: score - Math.abs(size - estimate) / 200 });
  }
  const best = Math.max(...guesses.map(({ score }) => score));
  return guesses.filter(({ score }) => score > best - NEAR_BEST).sort((a, b) => b.score - a.score);
}

function lengthOf({ x, y }: Step): number {
  return Math.hypot(x, y);
}

/** Gives the share of the modules of a timing pattern that are darker or lighter than both neighbours, as they should be. */
function scoreTiming(picture: Luma, map: GridMap, size: number, isDown: boolean): number {
  const at = (index: number): number => {
    const [u, v] = isDown ? [6.5, index + 0.5] : [index + 0.5, 6.5];
    return shadeAt(picture, mapX(map, u, v), mapY(map, u, v));
  };
  let right = 0;
  let before = at(7);
  let here = at(8);
  for (let index = 8; index < size - 8; index += 1) {
    const after = at(index + 1);
    const difference = here * 2 - before - after;
    if (index % 2 === 0 ? difference < 0 : difference > 0) right += 1;
    [before, here] = [here, after];
  }
  return right / (size - 16);
}
