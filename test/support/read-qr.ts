import type { QrMatrix } from '#core/ports/qr-drawer';

/** Data codewords of each block, by level and version (ISO/IEC 18004, table 9). */
const BLOCKS: Readonly<Record<string, Readonly<Record<number, readonly number[]>>>> = {
  L: {
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
  },
  M: { 1: [16], 2: [28], 3: [44], 4: [32, 32], 5: [43, 43], 6: [27, 27, 27, 27] },
  Q: { 1: [13], 2: [22], 3: [17, 17], 4: [24, 24], 5: [15, 15, 16, 16] },
  H: { 1: [9], 2: [16], 3: [13, 13], 4: [9, 9, 9, 9], 5: [11, 11, 12, 12], 6: [15, 15, 15, 15] },
};

/** The characters of alphanumeric mode, each at its number (table 5). */
const ALPHANUMERIC = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';

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

/**
 * Reads an undamaged code of one segment, in byte or alphanumeric mode, without a look at its error correction: of level
 * L up to version 10, of the others up to 5.
 */
export function readQr(matrix: QrMatrix): { readonly text: string; readonly level: string; readonly mode: string } {
  const version = (matrix.size - 17) / 4;
  const { level, mask } = readFormat(matrix);
  const codewords = readCodewords(matrix, version, MASKS[mask] ?? (() => false));
  const bits = joinBlocks(codewords, BLOCKS[level]?.[version] ?? []).flatMap((byte) =>
    Array.from({ length: 8 }, (_, at) => (byte >> (7 - at)) & 1),
  );
  const take = (count: number): number => bits.splice(0, count).reduce((value, bit) => value * 2 + bit, 0);
  const mode = MODES[take(4)] ?? 'other';
  if (mode === 'alphanumeric') return { text: readAlphanumeric(take(version < 10 ? 9 : 11), take), level, mode };
  const length = take(version < 10 ? 8 : 16);
  const bytes = Uint8Array.from({ length }, () => take(8));
  return { text: new TextDecoder().decode(bytes), level, mode };
}

const MODES: Readonly<Record<number, string>> = { 0b0100: 'byte', 0b0010: 'alphanumeric' };

/** Two characters in eleven bits, and a last one alone in six (7.4.4). */
function readAlphanumeric(length: number, take: (count: number) => number): string {
  let text = '';
  while (text.length < length) {
    const isAlone = text.length === length - 1;
    const value = take(isAlone ? 6 : 11);
    text += isAlone ? ALPHANUMERIC[value] : `${ALPHANUMERIC[Math.floor(value / 45)]}${ALPHANUMERIC[value % 45]}`;
  }
  return text;
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
