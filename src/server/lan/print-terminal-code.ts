import type { QrMatrix } from '#core/ports/qr-drawer';

/** Squares of light around a code (ISO/IEC 18004, 9.1). */
const QUIET = 4;
/** Black on white whatever the colours of the terminal are: some scanners read no other way round. */
const DARK_ON_LIGHT = '\u001b[30;107m';
const AS_BEFORE = '\u001b[0m';

/** Prints a code for a terminal, where a character is about twice as high as wide: each holds two squares. */
export function printTerminalCode({ size, modules }: QrMatrix): string {
  const isDark = (row: number, column: number): boolean =>
    row >= 0 && row < size && column >= 0 && column < size && modules[row * size + column] === 1;
  const lines: string[] = [];
  for (let row = -QUIET; row < size + QUIET; row += 2) {
    let line = '';
    for (let column = -QUIET; column < size + QUIET; column += 1) {
      const [upper, lower] = [isDark(row, column), isDark(row + 1, column)];
      line += upper && lower ? '█' : upper ? '▀' : lower ? '▄' : ' ';
    }
    lines.push(`${DARK_ON_LIGHT}${line}${AS_BEFORE}`);
  }
  return lines.join('\n');
}
