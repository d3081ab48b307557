import type { QrMatrix } from '#core/ports/qr-drawer';

/** Data codewords of each block, by version, at error correction level L (ISO/IEC 18004, table 9). */
const BLOCKS: Readonly<Record<number, readonly number[]>> = {
  1: [19],
  2: [34],
  3: [55],
  4: [80],
  5: [108],
  6: [68, 68],
  7: [78, 78],
  8: [97, 97],
  9: [116, 116],
  10: [68, 68, 69, 69],
};

/** Centres of the alignment patterns, by version (annex E). */
const ALIGNMENT: Readonly<Record<number, readonly number[]>> = {
  1: [],
  2: [6, 18],
  3: [6, 22],
  4: [6, 26],
  5: [6, 30],
  6: [6, 34],
  7: [6, 22, 38],
  8: [6, 24, 42],
  9: [6, 26, 46],
  10: [6, 28, 50],
};

const LEVELS: Readonly<Record<number, string>> = { 1: 'L', 0: 'M', 3: 'Q', 2: 'H' };
const FORMAT_MASK = 0b101_0100_0001_0010;

/** Whether a mask turns a square over, by its number (7.8.2). */
const MASKS: readonly ((row: number, column: number) => boolean)[] = [
  (r, c) => (r + c) % 2 === 0,
  (r) => r % 2 === 0,
  (_r, c) => c % 3 === 0,
  (r, c) => (r + c) % 3 === 0,
  (r, c) => (Math.floor(r / 2) + Math.floor(c / 3)) % 2 === 0,
  (r, c) => ((r * c) % 2) + ((r * c) % 3) === 0,
  (r, c) => (((r * c) % 2) + ((r * c) % 3)) % 2 === 0,
  (r, c) => (((r + c) % 2) + ((r * c) % 3)) % 2 === 0,
];

/** Reads an undamaged code of versions 1 to 10, level L and byte mode, without a look at its error correction. */
export function readQr(matrix: QrMatrix): { readonly text: string; readonly level: string; readonly mode: string } {
  const version = (matrix.size - 17) / 4;
  const { level, mask } = readFormat(matrix);
  const codewords = readCodewords(matrix, version, MASKS[mask] ?? (() => false));
  const bits = joinBlocks(codewords, BLOCKS[version] ?? []).flatMap((byte) =>
    Array.from({ length: 8 }, (_, at) => (byte >> (7 - at)) & 1),
  );
  const take = (count: number): number => bits.splice(0, count).reduce((value, bit) => value * 2 + bit, 0);
  const mode = take(4) === 0b0100 ? 'byte' : 'other';
  const length = take(version < 10 ? 8 : 16);
  const bytes = Uint8Array.from({ length }, () => take(8));
  return { text: new TextDecoder().decode(bytes), level, mode };
}

function isDark({ size, modules }: QrMatrix, row: number, column: number): number {
  return modules[row * size + column] ?? 0;
}

/** The 15 bits beside the first finder pattern (7.9.1). */
function readFormat(matrix: QrMatrix): { readonly level: string; readonly mask: number } {
  const places = [
    ...[0, 1, 2, 3, 4, 5, 7, 8].map((column) => [8, column] as const),
    ...[7, 5, 4, 3, 2, 1, 0].map((row) => [row, 8] as const),
  ];
  const read = places.reduce((value, [row, column]) => value * 2 + isDark(matrix, row, column), 0);
  const format = read ^ FORMAT_MASK;
  return { level: LEVELS[format >> 13] ?? '?', mask: (format >> 10) & 7 };
}

/** Goes up and down in columns of two, from the right, past what is no data (7.7.3). */
function readCodewords(
  matrix: QrMatrix,
  version: number,
  isTurned: (row: number, column: number) => boolean,
): readonly number[] {
  const { size } = matrix;
  const bits: number[] = [];
  let isUpward = true;
  for (let right = size - 1; right > 0; right -= 2) {
    if (right === 6) right -= 1;
    for (let step = 0; step < size; step += 1) {
      const row = isUpward ? size - 1 - step : step;
      for (const column of [right, right - 1]) {
        if (isFunction(size, version, row, column)) continue;
        bits.push(isDark(matrix, row, column) ^ Number(isTurned(row, column)));
      }
    }
    isUpward = !isUpward;
  }
  return Array.from({ length: Math.floor(bits.length / 8) }, (_, at) =>
    bits.slice(at * 8, at * 8 + 8).reduce((value, bit) => value * 2 + bit, 0),
  );
}

function isFunction(size: number, version: number, row: number, column: number): boolean {
  if (row === 6 || column === 6) return true;
  const isCorner = (r: number, c: number): boolean => r < 9 && c < 9;
  if (isCorner(row, column) || isCorner(row, size - column) || isCorner(size - row, column)) return true;
  const isVersion = (r: number, c: number): boolean => r < 6 && c >= size - 11 && c < size - 8;
  if (version >= 7 && (isVersion(row, column) || isVersion(column, row))) return true;
  return isAlignment(ALIGNMENT[version] ?? [], row, column);
}

function isAlignment(centres: readonly number[], row: number, column: number): boolean {
  const last = centres.at(-1);
  const isFinder = (r: number, c: number): boolean =>
    (r === 6 && c === 6) || (r === 6 && c === last) || (r === last && c === 6);
  return centres.some((r) =>
    centres.some((c) => !isFinder(r, c) && Math.abs(row - r) <= 2 && Math.abs(column - c) <= 2),
  );
}

/** Codewords of the blocks take turns (7.6); the longer blocks have one more at the end. */
function joinBlocks(codewords: readonly number[], lengths: readonly number[]): number[] {
  const blocks: number[][] = lengths.map(() => []);
  let at = 0;
  for (let place = 0; place < Math.max(...lengths); place += 1) {
    for (const [block, length] of lengths.entries()) {
      if (place >= length) continue;
      blocks[block]?.push(codewords[at] ?? 0);
      at += 1;
    }
  }
  return blocks.flat();
}
