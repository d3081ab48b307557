import type { Luma } from './luma.ts';

/** A picture in black and white, row by row: 1 is dark. */
export interface Bits {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** Light is judged in squares of so many pixels, as a power of two. */
const SQUARE_POWER = 3;
const SQUARE = 1 << SQUARE_POWER;
/** How far the squares around one count for it. */
const REACH = 2;
/** Squares whose shades differ by less hold no edge. */
const FLAT = 24;

/** Tells dark from light by what is around each place, so that shadows across a picture do no harm. */
export function binarize(picture: Luma): Bits {
  const { width, height, data } = picture;
  const columns = Math.ceil(width / SQUARE);
  const rows = Math.ceil(height / SQUARE);
  const thresholds = smooth(judgeSquares(picture, columns, rows), columns, rows);
  const bits = new Uint8Array(width * height);
  for (let y = 0, at = 0; y < height; y += 1) {
    const first = (y >> SQUARE_POWER) * columns;
    for (let column = 0, x = 0; column < columns; column += 1) {
      const threshold = thresholds[first + column] ?? 0;
      for (const end = Math.min(width, x + SQUARE); x < end; x += 1, at += 1) {
        bits[at] = (data[at] ?? 0) <= threshold ? 1 : 0;
      }
    }
  }
  return { width, height, data: bits };
}

/** Gives the shade between dark and light in each square; where there is but one of them, what the neighbours say of it. */
function judgeSquares({ width, height, data }: Luma, columns: number, rows: number): Float32Array {
  const middles = new Float32Array(columns * rows);
  for (let row = 0, to = 0; row < rows; row += 1) {
    const top = Math.max(0, Math.min(row * SQUARE, height - SQUARE));
    const bottom = Math.min(height, top + SQUARE);
    for (let column = 0; column < columns; column += 1, to += 1) {
      const left = Math.max(0, Math.min(column * SQUARE, width - SQUARE));
      const right = Math.min(width, left + SQUARE);
      let [sum, low, high] = [0, 255, 0];
      for (let y = top; y < bottom; y += 1) {
        for (let at = y * width + left, end = y * width + right; at < end; at += 1) {
          const shade = data[at] ?? 0;
          sum += shade;
          if (shade < low) low = shade;
          if (shade > high) high = shade;
        }
      }
      let middle = sum / ((bottom - top) * (right - left));
      if (high - low <= FLAT) {
        // One shade alone is taken for light, unless it is as dark as what was dark beside it.
        middle = low / 2;
        if (row > 0 && column > 0) {
          const around =
            ((middles[to - columns] ?? 0) + 2 * (middles[to - 1] ?? 0) + (middles[to - columns - 1] ?? 0)) / 4;
          if (low < around) middle = around;
        }
      }
      middles[to] = middle;
    }
  }
  return middles;
}

/** Gives the mean of each square and those around it. */
function smooth(values: Float32Array, columns: number, rows: number): Float32Array {
  const smoothed = new Float32Array(values.length);
  for (let row = 0, to = 0; row < rows; row += 1) {
    const top = Math.max(0, Math.min(row, rows - 1 - REACH) - REACH);
    const bottom = Math.min(rows - 1, Math.max(row, REACH) + REACH);
    for (let column = 0; column < columns; column += 1, to += 1) {
      const left = Math.max(0, Math.min(column, columns - 1 - REACH) - REACH);
      const right = Math.min(columns - 1, Math.max(column, REACH) + REACH);
      let sum = 0;
      for (let y = top; y <= bottom; y += 1) {
        for (let at = y * columns + left, end = y * columns + right; at <= end; at += 1) sum += values[at] ?? 0;
      }
      smoothed[to] = sum / ((bottom - top + 1) * (right - left + 1));
    }
  }
  return smoothed;
}
