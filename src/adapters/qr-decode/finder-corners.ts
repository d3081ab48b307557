import type { GridPoint } from './grid-map.ts';
import { shadeAt, type Luma } from './luma.ts';

/** A finder pattern with a frame of its own: its middle, and what one module along the code's rows and columns is there. */
export interface FinderFrame {
  readonly x: number;
  readonly y: number;
  readonly along: Step;
  readonly down: Step;
}

/** A vector, in pixels. */
export interface Step {
  readonly x: number;
  readonly y: number;
}

/** Of shades: what differs by less is no edge. */
const FAINT = 12;
/** Modules from the middle of a finder pattern to its edge. */
const EDGE = 3.5;
/** Where the edges of a finder pattern are looked for, in modules from its middle along the side. */
const RAYS = [-2.6, -1.6, -0.6, 0.6, 1.6, 2.6];

/**
 * Finds how long a module is at a finder pattern, by the way from its middle to its four edges. `along` and `down` are
 * about a module long. Undefined where there is no such pattern.
 */
export function measureFinder(picture: Luma, x: number, y: number, along: Step, down: Step): FinderFrame | undefined {
  const right = castRay(picture, x, y, along);
  const left = castRay(picture, x, y, { x: -along.x, y: -along.y });
  const below = castRay(picture, x, y, down);
  const above = castRay(picture, x, y, { x: -down.x, y: -down.y });
  if (right === undefined || left === undefined || below === undefined || above === undefined) return undefined;
  const [shiftAlong, shiftDown] = [(right - left) / 2, (below - above) / 2];
  const [width, height] = [(right + left) / 7, (below + above) / 7];
  return {
    x: x + along.x * shiftAlong + down.x * shiftDown,
    y: y + along.y * shiftAlong + down.y * shiftDown,
    along: { x: along.x * width, y: along.y * width },
    down: { x: down.x * height, y: down.y * height },
  };
}

/** Steps per module along a ray. */
const FINENESS = 6;
const RAY_LENGTH = 6 * FINENESS;
const shades = new Float64Array(RAY_LENGTH);

/** Gives how many `step`s it is to where the dark ring ends: dark, light, dark, light. */
function castRay(picture: Luma, x: number, y: number, step: Step): number | undefined {
  let [low, high] = [255, 0];
  for (let index = 0; index < RAY_LENGTH; index += 1) {
    const way = index / FINENESS;
    const shade = shadeAt(picture, x + step.x * way, y + step.y * way);
    shades[index] = shade;
    if (way > 4.5) continue;
    if (shade < low) low = shade;
    if (shade > high) high = shade;
  }
  if (high - low < FAINT) return undefined;
  for (const part of MIDDLES) {
    const way = findThirdChange(low + (high - low) * part);
    if (way !== undefined) return way;
  }
  return undefined;
}

/** What is taken for the middle between dark and light: thin rings are no longer dark in a blurred picture, nor light ones light. */
const MIDDLES = [0.5, 0.7, 0.3];

function findThirdChange(middle: number): number | undefined {
  let changes = 0;
  for (let index = 1; index < RAY_LENGTH; index += 1) {
    const [before, here] = [shades[index - 1] ?? 0, shades[index] ?? 0];
    if (here > middle !== (changes % 2 === 0)) continue;
    changes += 1;
    if (changes === 3) return (index - (here - middle) / (here - before || 1)) / FINENESS;
  }
  return undefined;
}

/** Gives the four corners of a finder pattern, each where two of its edges meet, in modules from the one at its top left. */
export function findFinderCorners(picture: Luma, frame: FinderFrame): GridPoint[] {
  const { along, down } = frame;
  const right = fitEdge(picture, frame, along, down, 1);
  const left = fitEdge(picture, frame, along, down, -1);
  const below = fitEdge(picture, frame, down, along, 1);
  const above = fitEdge(picture, frame, down, along, -1);
  const corner = (upright: Edge | undefined, level: Edge | undefined, du: number, dv: number): GridPoint[] => {
    if (upright === undefined || level === undefined) return [];
    // s = a + b·t on the one, t = c + d·s on the other.
    const s = (upright.offset + upright.slope * level.offset) / (1 - upright.slope * level.slope);
    const t = level.offset + level.slope * s;
    return [
      { u: EDGE + du, v: EDGE + dv, x: frame.x + along.x * s + down.x * t, y: frame.y + along.y * s + down.y * t },
    ];
  };
  return [
    ...corner(left, above, -EDGE, -EDGE),
    ...corner(right, above, EDGE, -EDGE),
    ...corner(right, below, EDGE, EDGE),
    ...corner(left, below, -EDGE, EDGE),
  ];
}

/** A side of a finder pattern: how far out it is at a place along it, both in modules. */
interface Edge {
  readonly offset: number;
  readonly slope: number;
}

function fitEdge(picture: Luma, frame: FinderFrame, out: Step, beside: Step, sign: number): Edge | undefined {
  const points: { t: number; s: number }[] = [];
  for (const t of RAYS) {
    const s = findEdge(picture, frame.x + beside.x * t, frame.y + beside.y * t, out, sign);
    if (s !== undefined) points.push({ t, s });
  }
  const fitted = fitLine(points);
  if (fitted === undefined) return undefined;
  const near = points.filter(({ t, s }) => Math.abs(s - fitted.offset - fitted.slope * t) < 0.35);
  return near.length === points.length ? fitted : fitLine(near);
}

/** Gives the line through points, or undefined for fewer than three. */
function fitLine(points: readonly { t: number; s: number }[]): Edge | undefined {
  const count = points.length;
  if (count < 3) return undefined;
  let [st, ss, stt, sts] = [0, 0, 0, 0];
  for (const { t, s } of points) {
    st += t;
    ss += s;
    stt += t * t;
    sts += t * s;
  }
  const spread = count * stt - st * st;
  if (spread < 1e-6) return undefined;
  const slope = (count * sts - st * ss) / spread;
  return { offset: (ss - slope * st) / count, slope };
}

/** Gives how far out from a place the dark ring ends, in `out`s, where that is near to where it should. */
function findEdge(picture: Luma, x: number, y: number, out: Step, sign: number): number | undefined {
  const from = EDGE - 1;
  const count = 2 * FINENESS + 1;
  let low = 255;
  let lowAt = 0;
  for (let index = 0; index < count; index += 1) {
    const way = (from + index / FINENESS) * sign;
    const shade = shadeAt(picture, x + out.x * way, y + out.y * way);
    shades[index] = shade;
    if (shade < low && index <= FINENESS + 2) [low, lowAt] = [shade, index];
  }
  let high = 0;
  for (let index = lowAt; index < count; index += 1) high = Math.max(high, shades[index] ?? 0);
  if (high - low < FAINT) return undefined;
  const middle = (low + high) / 2;
  for (let index = lowAt + 1; index < count; index += 1) {
    const here = shades[index] ?? 0;
    if (here <= middle) continue;
    const before = shades[index - 1] ?? 0;
    return (from + (index - (here - middle) / (here - before || 1)) / FINENESS) * sign;
  }
  return undefined;
}
