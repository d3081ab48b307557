import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import jsQR from 'jsqr';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import { halveLuma, type Luma } from '#adapters/qr-decode/luma';

/** Gives the texts of the QR codes that others see in a picture, which is given as a PGM file. */
export type ReadByOthers = (pgm: Uint8Array, folder: string) => Promise<Record<Other, readonly string[]>>;

export type Other = 'zxing-cpp' | 'zbarimg' | 'jsQR';

/** Above it, in pixels of the longer side, jsQR is given the picture in half its size: it would take seconds for each. */
const JSQR_SIDE = 1600;

/** Makes ready zxing-cpp (as WebAssembly), zbarimg and jsQR, each to try as hard as it can. */
export async function prepareOthers(): Promise<ReadByOthers> {
  const wasm = createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm');
  const wasmBinary = new Uint8Array(readFileSync(wasm)).buffer;
  await prepareZXingModule({ overrides: { wasmBinary }, fireImmediately: true });
  if (spawnSync('zbarimg', ['--version']).status !== 0) throw new Error('zbarimg is needed (Debian: zbar-tools)');
  return async (pgm, folder) => {
    const picture = parsePgm(pgm);
    return {
      'zxing-cpp': await readByZxing(picture),
      zbarimg: await readByZbar(pgm, folder),
      jsQR: readByJsQr(picture),
    };
  };
}

/** Reads the one form of PGM that our page writes: three lines, and a byte for each pixel. */
function parsePgm(pgm: Uint8Array): Luma {
  const head = new TextDecoder('latin1').decode(pgm.subarray(0, 40)).split('\n', 3);
  const [width = 0, height = 0] = (head[1] ?? '').split(' ').map(Number);
  return { width, height, data: pgm.subarray(head.join('\n').length + 1) };
}

function toPixels({ data }: Luma): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(data.length * 4);
  for (let at = 0; at < data.length; at += 1) pixels.fill(data[at] ?? 0, at * 4, at * 4 + 3);
  for (let at = 3; at < pixels.length; at += 4) pixels[at] = 255;
  return pixels;
}

async function readByZxing(picture: Luma): Promise<readonly string[]> {
  const { width, height } = picture;
  const image = { data: toPixels(picture), width, height, colorSpace: 'srgb' } as ImageData;
  const codes = await readBarcodes(image, { formats: ['QRCode'], tryHarder: true });
  return codes.map(({ text }) => text).filter((text) => text !== '');
}

async function readByZbar(pgm: Uint8Array, folder: string): Promise<readonly string[]> {
  const path = join(folder, 'picture.pgm');
  await writeFile(path, pgm);
  const args = ['-q', '--xml', '-Sdisable', '-Sqrcode.enable', path];
  const { stdout } = spawnSync('zbarimg', args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  return [...stdout.matchAll(/<!\[CDATA\[([\s\S]*?)\]\]><\/data>/g)]
    .map(([, text = '']) => text)
    .filter((text) => text !== '');
}

function readByJsQr(picture: Luma): readonly string[] {
  let seen = picture;
  while (Math.max(seen.width, seen.height) > JSQR_SIDE) seen = halveLuma(seen);
  const text = jsQR(toPixels(seen), seen.width, seen.height)?.data ?? '';
  return text === '' ? [] : [text];
}
