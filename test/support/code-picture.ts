import { deflateSync } from 'node:zlib';
import { drawQr } from '#adapters/qr-image/draw-qr';
import { crc32 } from '#core/bytes/crc32';

const SCALE = 6;
const QUIET = 4;
const WHITE = 255;

/** Gives a PNG with the codes of texts side by side, black on white, as a screenshot has them. */
export function makeCodePicture(...texts: readonly string[]): Buffer {
  const codes = texts.map((text) => drawQr(text, 'M'));
  const width = codes.reduce((sum, { size }) => sum + (size + 2 * QUIET) * SCALE, 0);
  const height = Math.max(...codes.map(({ size }) => (size + 2 * QUIET) * SCALE));
  const pixels = Buffer.alloc(width * height, WHITE);
  let left = 0;
  for (const { size, modules } of codes) {
    for (let row = 0; row < size * SCALE; row += 1) {
      for (let column = 0; column < size * SCALE; column += 1) {
        const isDark = modules[Math.floor(row / SCALE) * size + Math.floor(column / SCALE)] === 1;
        if (isDark) pixels[(QUIET * SCALE + row) * width + left + QUIET * SCALE + column] = 0;
      }
    }
    left += (size + 2 * QUIET) * SCALE;
  }
  return makePng(width, height, pixels);
}

/** PNG (ISO/IEC 15948) of 8-bit grey, without filters. */
function makePng(width: number, height: number, grey: Buffer): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.writeUInt8(8, 8);
  const rows = Array.from({ length: height }, (_, row) =>
    Buffer.concat([Buffer.of(0), grey.subarray(row * width, (row + 1) * width)]),
  );
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const body = deflateSync(Buffer.concat(rows));
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', body), chunk('IEND', Buffer.alloc(0))]);
}

function chunk(name: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}
