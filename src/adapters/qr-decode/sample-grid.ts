import { alignmentPlaces } from './grid-layout.ts';
import { fitGridMap, mapX, mapY, type GridMap, type GridPoint } from './grid-map.ts';
import { shadeAt, type Luma } from './luma.ts';

/** Where each module of a code is: a perspective, and what paper that is no plane adds to it at the places that are known. */
export interface Grid {
  readonly size: number;
  readonly map: GridMap;
  readonly bends: readonly Bend[];
}

/** How far from where the perspective has it a place of the grid really is, in pixels. */
interface Bend {
  readonly u: number;
  readonly v: number;
  readonly dx: number;
  readonly dy: number;
}

/** How far the last alignment pattern, which is far from all that is known, and the others may be off, in modules. */
const FIRST_REACH = 4;
const REACH = 1.75;
/** Of the contrast of the code: what is less alike is no alignment pattern. */
const LIKENESS = 0.45;

/** Finds the alignment patterns of a code whose three finder patterns are known, and so where its modules are. */
export function findGrid(
  picture: Luma,
  size: number,
  corners: readonly GridPoint[],
  contrast: number,
): Grid | undefined {
  const rough = fitGridMap(corners);
  if (rough === undefined) return undefined;
  const places = alignmentPlaces(size).map(({ column, row }) => ({ u: column + 0.5, v: row + 0.5 }));
  const last = places.pop();
  if (last === undefined) return { size, map: rough, bends: [] };
  const points = [...corners];
  const first = findAlignment(picture, rough, [], last.u, last.v, FIRST_REACH, contrast);
  if (first === undefined && places.length === 0) return { size, map: rough, bends: [] };
  // One good point far out says more of the perspective than all the corners near together.
  if (first !== undefined) points.push(first, first, first, first);
  const map = fitGridMap(points) ?? rough;
  const bends = first === undefined ? [] : [bendOf(map, first)];
  // From the middles that are near to what is known outwards.
  const distance = ({ u, v }: { u: number; v: number }): number => Math.min(u + v, size - u + v, u + size - v);
  for (const { u, v } of places.sort((a, b) => distance(a) - distance(b))) {
    const found = findAlignment(picture, map, bends, u, v, REACH, contrast);
    if (found === undefined) continue;
    points.push(found);
    bends.push(bendOf(map, found));
  }
  const best = fitGridMap(points) ?? map;
  return { size, map: best, bends: points.map((point) => bendOf(best, point)) };
}

function bendOf(map: GridMap, { u, v, x, y }: GridPoint): Bend {
  return { u, v, dx: x - mapX(map, u, v), dy: y - mapY(map, u, v) };
}

/** What the bends that are known come to at a place: each counts by how near it is. */
function bendAt(bends: readonly Bend[], u: number, v: number): { x: number; y: number } {
  let [x, y, weights] = [0, 0, 0];
  for (const bend of bends) {
    const [du, dv] = [bend.u - u, bend.v - v];
    const weight = 1 / (du * du + dv * dv + 4) ** 2;
    x += bend.dx * weight;
    y += bend.dy * weight;
    weights += weight;
  }
  return weights === 0 ? { x, y } : { x: x / weights, y: y / weights };
}

/** Light modules of an alignment pattern about its middle; the others of its 5 x 5 are dark. */
const LIGHT_RING = 1;

/** Looks for an alignment pattern about where it should be. */
function findAlignment(
  picture: Luma,
  map: GridMap,
  bends: readonly Bend[],
  u: number,
  v: number,
  reach: number,
  contrast: number,
): GridPoint | undefined {
  const bend = bendAt(bends, u, v);
  const [x0, y0] = [mapX(map, u, v) + bend.x, mapY(map, u, v) + bend.y];
  // A module along and a module down, at this place.
  const along = {
    x: (mapX(map, u + 1, v) - mapX(map, u - 1, v)) / 2,
    y: (mapY(map, u + 1, v) - mapY(map, u - 1, v)) / 2,
  };
  const down = {
    x: (mapX(map, u, v + 1) - mapX(map, u, v - 1)) / 2,
    y: (mapY(map, u, v + 1) - mapY(map, u, v - 1)) / 2,
  };
  let [bestS, bestT, best] = [0, 0, -Infinity];
  const look = (s: number, t: number): void => {
    const score = likenessAt(picture, x0 + along.x * s + down.x * t, y0 + along.y * s + down.y * t, along, down);
    // Of places as good the nearer one.
    const judged = score - (s * s + t * t) * contrast * 0.004;
    if (judged > best) [bestS, bestT, best] = [s, t, judged];
  };
  for (let s = -reach; s <= reach; s += 0.5) for (let t = -reach; t <= reach; t += 0.5) look(s, t);
  if (best < contrast * LIKENESS * 0.8) return undefined;
  for (const step of [0.25, 0.125]) {
    const [s, t] = [bestS, bestT];
    for (let i = -1; i <= 1; i += 1) for (let j = -1; j <= 1; j += 1) look(s + i * step, t + j * step);
  }
  if (best < contrast * LIKENESS) return undefined;
  return { u, v, x: x0 + along.x * bestS + down.x * bestT, y: y0 + along.y * bestS + down.y * bestT };
}

/** How much lighter the light modules are than the dark ones, if a place is the middle of an alignment pattern. */
function likenessAt(
  picture: Luma,
  x: number,
  y: number,
  along: { x: number; y: number },
  down: { x: number; y: number },
): number {
  let [light, dark] = [0, 0];
  for (let j = -2; j <= 2; j += 1) {
    for (let i = -2; i <= 2; i += 1) {
      const shade = shadeAt(picture, x + along.x * i + down.x * j, y + along.y * i + down.y * j);
      if (Math.max(Math.abs(i), Math.abs(j)) === LIGHT_RING) light += shade;
      else dark += shade;
    }
  }
  return light / 8 - dark / 17;
}

/** How far from its middle a module is looked at, in modules. */
const SPREAD = 0.22;

/** Gives the shade of each module, row by row. */
export function sampleGrid(picture: Luma, { size, map, bends }: Grid): Float32Array {
  const shades = new Float32Array(size * size);
  for (let row = 0, to = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1, to += 1) {
      const [u, v] = [column + 0.5, row + 0.5];
      const bend = bendAt(bends, u, v);
      let sum = 0;
      for (let corner = 0; corner < 4; corner += 1) {
        const [p, q] = [u + (corner & 1 ? SPREAD : -SPREAD), v + (corner & 2 ? SPREAD : -SPREAD)];
        sum += shadeAt(picture, mapX(map, p, q) + bend.x, mapY(map, p, q) + bend.y);
      }
      shades[to] = sum / 4;
    }
  }
  return shades;
}

/** Gives the place of a module's corner in the picture. */
export function placeAt({ map, bends }: Grid, u: number, v: number): { x: number; y: number } {
  const bend = bendAt(bends, u, v);
  return { x: mapX(map, u, v) + bend.x, y: mapY(map, u, v) + bend.y };
}
