/** How far the modules around one count for what is dark there. */
const REACH = 4;

/**
 * Tells dark modules (1) from light ones by the shades around each. `sharpening` takes away what the neighbours of a module
 * lent it when the picture was blurred: 0 for none.
 */
export function judgeModules(shades: Float32Array, size: number, sharpening: number): Uint8Array {
  const seen = sharpening === 0 ? shades : sharpen(shades, size, sharpening);
  const sums = sumUp(seen, size);
  const modules = new Uint8Array(size * size);
  for (let row = 0, at = 0; row < size; row += 1) {
    const [top, bottom] = [Math.max(0, row - REACH), Math.min(size, row + REACH + 1)];
    for (let column = 0; column < size; column += 1, at += 1) {
      const [left, right] = [Math.max(0, column - REACH), Math.min(size, column + REACH + 1)];
      const sum =
        (sums[bottom * (size + 1) + right] ?? 0) -
        (sums[top * (size + 1) + right] ?? 0) -
        (sums[bottom * (size + 1) + left] ?? 0) +
        (sums[top * (size + 1) + left] ?? 0);
      modules[at] = (seen[at] ?? 0) * (bottom - top) * (right - left) < sum ? 1 : 0;
    }
  }
  return modules;
}

function sharpen(shades: Float32Array, size: number, amount: number): Float32Array {
  const sharp = new Float32Array(shades.length);
  for (let row = 0, at = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1, at += 1) {
      const here = shades[at] ?? 0;
      // Beyond the edge is the light margin, which is no darker than anything: the module itself stands for it.
      const above = row > 0 ? (shades[at - size] ?? 0) : here;
      const below = row < size - 1 ? (shades[at + size] ?? 0) : here;
      const left = column > 0 ? (shades[at - 1] ?? 0) : here;
      const right = column < size - 1 ? (shades[at + 1] ?? 0) : here;
      sharp[at] = here + amount * (4 * here - above - below - left - right);
    }
  }
  return sharp;
}

/** Gives the sums over all rectangles from the top left corner, one row and one column more than there are modules. */
function sumUp(shades: Float32Array, size: number): Float64Array {
  const sums = new Float64Array((size + 1) * (size + 1));
  for (let row = 0; row < size; row += 1) {
    let sum = 0;
    for (let column = 0; column < size; column += 1) {
      sum += shades[row * size + column] ?? 0;
      const at = (row + 1) * (size + 1) + column + 1;
      sums[at] = sum + (sums[at - size - 1] ?? 0);
    }
  }
  return sums;
}

/** Of the modules that every code has alike (finder and timing patterns), so many may be wrong in one that is worth decoding. */
const FAULT_LIMIT = 0.25;

/** Tells whether modules have the patterns that every code has. */
export function looksLikeCode(modules: Uint8Array, size: number): boolean {
  let [faults, count] = [0, 0];
  const expect = (column: number, row: number, dark: boolean): void => {
    count += 1;
    if ((modules[row * size + column] === 1) !== dark) faults += 1;
  };
  for (const [left, top] of [
    [0, 0],
    [size - 7, 0],
    [0, size - 7],
  ] as const) {
    for (let row = 0; row < 7; row += 1) {
      for (let column = 0; column < 7; column += 1) {
        const ring = Math.max(Math.abs(column - 3), Math.abs(row - 3));
        expect(left + column, top + row, ring !== 2);
      }
    }
  }
  for (let at = 8; at < size - 8; at += 1) {
    expect(at, 6, at % 2 === 0);
    expect(6, at, at % 2 === 0);
  }
  return faults <= count * FAULT_LIMIT;
}
