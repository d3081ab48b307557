import type { QrMatrix } from '../ports/qr-drawer.ts';

/** Light squares that a code needs on each side (ISO/IEC 18004, 6.3.8). */
export const QUIET_ZONE = 4;

/** Gives the squares on a side of a code with its quiet zone: the side of the square that `qrPath` is to stand in. */
export function sideWithQuietZone({ size }: Pick<QrMatrix, 'size'>): number {
  return size + 2 * QUIET_ZONE;
}

/** Gives the dark squares as one path of SVG, each run of a row a rectangle, with the quiet zone around. */
export function qrPath({ size, modules }: QrMatrix): string {
  let path = '';
  for (let row = 0; row < size; row += 1) {
    for (let from = 0; from < size; from += 1) {
      let to = from;
      while (to < size && modules[row * size + to] === 1) to += 1;
      if (to > from) path += `M${from + QUIET_ZONE} ${row + QUIET_ZONE}h${to - from}v1h${from - to}z`;
      from = to;
    }
  }
  return path;
}

/**
 * Prints a code as an SVG file of its own: black on white with its quiet zone, `sideMm` wide and high, and `title` for
 * whoever has it read aloud.
 */
export function printQrSvg(matrix: QrMatrix, { title, sideMm }: { title: string; sideMm: number }): string {
  const side = sideWithQuietZone(matrix);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${sideMm}mm" height="${sideMm}mm"`,
    ` viewBox="0 0 ${side} ${side}" role="img" shape-rendering="crispEdges">`,
    `<title>${escapeXml(title)}</title>`,
    `<path fill="#fff" d="M0 0h${side}v${side}H0z"/><path fill="#000" d="${qrPath(matrix)}"/></svg>\n`,
  ].join('');
}

/** What XML has no place for at all (XML 1.0, 2.2) is left out. */
function escapeXml(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;');
}
