/** Where a place of a code's grid, in modules from its top left corner, is in a picture, in pixels. */
export interface GridPoint {
  readonly u: number;
  readonly v: number;
  readonly x: number;
  readonly y: number;
}

/**
 * A perspective: x = (a·u + b·v + c) / (g·u + h·v + 1), y = (d·u + e·v + f) / (g·u + h·v + 1), with the eight numbers in
 * this order.
 */
export type GridMap = Float64Array;

const UNKNOWNS = 8;
const ROW = UNKNOWNS + 1;

/** Gives the perspective that fits four or more points best, or undefined where there is none. */
export function fitGridMap(points: readonly GridPoint[]): GridMap | undefined {
  // About the points' own middle and size, which keeps the numbers of one order.
  const scale = middleOf(points);
  const sums = new Float64Array(UNKNOWNS * ROW);
  const row = new Float64Array(ROW);
  for (const { u, v, x, y } of points) {
    const [p, q] = [(x - scale.x) / scale.size, (y - scale.y) / scale.size];
    const [s, t] = [(u - scale.u) / scale.span, (v - scale.v) / scale.span];
    row.set([s, t, 1, 0, 0, 0, -s * p, -t * p, p]);
    addSquares(sums, row);
    row.set([0, 0, 0, s, t, 1, -s * q, -t * q, q]);
    addSquares(sums, row);
  }
  const solved = solve(sums);
  return solved && unscale(solved, scale);
}

interface Scale {
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly u: number;
  readonly v: number;
  readonly span: number;
}

function middleOf(points: readonly GridPoint[]): Scale {
  const mean = (of: (point: GridPoint) => number): number =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const [x, y, u, v] = [
    mean((point) => point.x),
    mean((point) => point.y),
    mean((point) => point.u),
    mean((point) => point.v),
  ];
  const size = mean((point) => Math.hypot(point.x - x, point.y - y)) || 1;
  const span = mean((point) => Math.hypot(point.u - u, point.v - v)) || 1;
  return { x, y, size, u, v, span };
}

function addSquares(sums: Float64Array, row: Float64Array): void {
  for (let i = 0; i < UNKNOWNS; i += 1) {
    const factor = row[i] ?? 0;
    if (factor === 0) continue;
    for (let j = 0; j < ROW; j += 1) sums[i * ROW + j] = (sums[i * ROW + j] ?? 0) + factor * (row[j] ?? 0);
  }
}

/** Gaussian elimination with pivots; changes what it is given. */
function solve(sums: Float64Array): Float64Array | undefined {
  const at = (i: number, j: number): number => sums[i * ROW + j] ?? 0;
  for (let column = 0; column < UNKNOWNS; column += 1) {
    let pivot = column;
    for (let i = column + 1; i < UNKNOWNS; i += 1) if (Math.abs(at(i, column)) > Math.abs(at(pivot, column))) pivot = i;
    if (Math.abs(at(pivot, column)) < 1e-9) return undefined;
    for (let j = 0; j < ROW; j += 1) {
      const held = at(column, j);
      sums[column * ROW + j] = at(pivot, j);
      sums[pivot * ROW + j] = held;
    }
    for (let i = 0; i < UNKNOWNS; i += 1) {
      if (i === column) continue;
      const factor = at(i, column) / at(column, column);
      if (factor === 0) continue;
      for (let j = column; j < ROW; j += 1) sums[i * ROW + j] = at(i, j) - factor * at(column, j);
    }
  }
  return Float64Array.from({ length: UNKNOWNS }, (_, i) => at(i, UNKNOWNS) / at(i, i));
}

/** Turns a map between scaled numbers into one between modules and pixels. */
function unscale(m: Float64Array, scale: Scale): GridMap | undefined {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = m;
  const k = 1 / scale.span;
  const of = (p: number, q: number, r: number): readonly [number, number, number] => [
    p * k,
    q * k,
    r - (p * scale.u + q * scale.v) * k,
  ];
  const [g2, h2, i2] = of(g, h, 1);
  if (Math.abs(i2) < 1e-9) return undefined;
  const line = ([p, q, r]: readonly [number, number, number], centre: number): readonly number[] =>
    [p * scale.size + g2 * centre, q * scale.size + h2 * centre, r * scale.size + i2 * centre].map(
      (value) => value / i2,
    );
  return Float64Array.of(...line(of(a, b, c), scale.x), ...line(of(d, e, f), scale.y), g2 / i2, h2 / i2);
}

/** Gives the picture's x of a place of the grid. */
export function mapX(map: GridMap, u: number, v: number): number {
  return ((map[0] ?? 0) * u + (map[1] ?? 0) * v + (map[2] ?? 0)) / ((map[6] ?? 0) * u + (map[7] ?? 0) * v + 1);
}

/** Gives the picture's y of a place of the grid. */
export function mapY(map: GridMap, u: number, v: number): number {
  return ((map[3] ?? 0) * u + (map[4] ?? 0) * v + (map[5] ?? 0)) / ((map[6] ?? 0) * u + (map[7] ?? 0) * v + 1);
}
