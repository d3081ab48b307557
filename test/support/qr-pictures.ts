import { Byte, Encoder } from '@nuintun/qrcode';
import { drawQr } from '#adapters/qr-image/draw-qr';
import type { Luma } from '#adapters/qr-decode/luma';
import type { QrLevel, QrMatrix } from '#core/ports/qr-drawer';

/** How a code is put in a picture. */
export interface CodePlacement {
  /** Bytes are put in as they are, and said to be nothing in particular. */
  readonly text: string | Uint8Array;
  /** Of the top left corner of the code, its margin left out. */
  readonly x: number;
  readonly y: number;
  /** Pixels of a module, at least 1. */
  readonly scale?: number;
  /** In radians, about its top left corner, clockwise. */
  readonly turn?: number;
  readonly isInverted?: boolean;
  readonly level?: QrLevel;
}

const DARK = 40;
const LIGHT = 215;

/** Draws codes on a ground of one shade, each on a ground of its own with the margin that codes need. */
export function drawPicture(width: number, height: number, codes: readonly CodePlacement[], ground = LIGHT): Luma {
  const data = new Uint8Array(width * height).fill(ground);
  for (const code of codes) drawCode({ width, height, data }, code);
  return { width, height, data };
}

function drawCode(
  picture: Luma,
  { text, x, y, scale = 4, turn = 0, isInverted = false, level = 'M' }: CodePlacement,
): void {
  const { size, modules } = typeof text === 'string' ? drawQr(text, level) : drawBytes(text, level);
  const [dark, light] = isInverted ? [LIGHT, DARK] : [DARK, LIGHT];
  const [cosine, sine] = [Math.cos(turn) / scale, Math.sin(turn) / scale];
  for (let row = 0; row < picture.height; row += 1) {
    for (let column = 0; column < picture.width; column += 1) {
      const [dx, dy] = [column + 0.5 - x, row + 0.5 - y];
      const [u, v] = [Math.floor(dx * cosine + dy * sine), Math.floor(dy * cosine - dx * sine)];
      if (Math.min(u, v) < -4 || Math.max(u, v) >= size + 4) continue;
      const isWithin = Math.min(u, v) >= 0 && Math.max(u, v) < size;
      picture.data[row * picture.width + column] = isWithin && modules[v * size + u] === 1 ? dark : light;
    }
  }
}

function drawBytes(bytes: Uint8Array, level: QrLevel): QrMatrix {
  const code = new Encoder({ level, encode: () => bytes }).encode(new Byte(' '));
  const { size } = code;
  return { size, modules: Uint8Array.from({ length: size * size }, (_, at) => code.get(at % size, (at / size) | 0)) };
}
