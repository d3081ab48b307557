import { readLuma, type Luma } from '#adapters/qr-decode/luma';
import { connectCodeReader } from '#adapters/threads/connect-code-reader';
import { createEndableWorker, startOnce } from '#adapters/threads/start-worker';
import type { FoundCode } from '#core/ports/code-reader';
import codeWorkerUrl from '../../src/entries/code-worker.ts?worker&url';

/** A picture at an address of the bench, which takes what others are to look at beside it (`…?file`, `…?frame`). */
export interface QrTask {
  readonly address: string;
}

/** What was read, and in what time, the way to the worker and back included. */
export interface QrAnswer {
  readonly file: Look;
  /** One call, for one frame of 1280 x 720 that the picture was fitted into. */
  readonly frame: Look;
}

export interface Look {
  readonly texts: readonly string[];
  readonly milliseconds: number;
}

const FRAME = { width: 1280, height: 720 };
const FILE_SIDE = 4096;

const failures: Error[] = [];
const fail = (error: Error): void => void failures.push(error);
const reader = connectCodeReader(
  startOnce(codeWorkerUrl, 'frames', fail),
  createEndableWorker(codeWorkerUrl, 'pictures', fail),
);

async function run({ address }: QrTask): Promise<QrAnswer | undefined> {
  const blob = await (await fetch(address)).blob();
  const picture = await createImageBitmap(blob).catch(() => undefined);
  if (picture === undefined) return undefined;
  const scale = Math.min(1, FILE_SIDE / Math.max(picture.width, picture.height));
  const whole = draw(picture, picture.width * scale, picture.height * scale, '#fff');
  const framed = draw(picture, FRAME.width, FRAME.height, '#808080');
  await post(`${address}?file`, lumaOf(whole));
  await post(`${address}?frame`, lumaOf(framed));
  const frame = await createImageBitmap(framed);
  const inFrame = await look(() => reader.readFrame(frame));
  const inFile = await look(() => reader.readPicture(blob));
  if (failures[0] !== undefined) throw failures[0];
  return { file: inFile, frame: inFrame };
}

/** Fits a picture into the middle of a canvas, never larger than it is. */
function draw(picture: ImageBitmap, width: number, height: number, ground: string): OffscreenCanvas {
  const canvas = new OffscreenCanvas(Math.max(1, Math.round(width)), Math.max(1, Math.round(height)));
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) throw new TypeError('There is no canvas');
  context.fillStyle = ground;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingQuality = 'high';
  const scale = Math.min(1, canvas.width / picture.width, canvas.height / picture.height);
  const [w, h] = [picture.width * scale, picture.height * scale];
  context.fillStyle = '#fff';
  context.fillRect((canvas.width - w) / 2, (canvas.height - h) / 2, w, h);
  context.drawImage(picture, (canvas.width - w) / 2, (canvas.height - h) / 2, w, h);
  return canvas;
}

function lumaOf(canvas: OffscreenCanvas): Luma {
  const { width, height } = canvas;
  const pixels = canvas.getContext('2d')?.getImageData(0, 0, width, height).data;
  if (pixels === undefined) throw new TypeError('There is no canvas');
  return readLuma(pixels, width, height);
}

/** Sends shades as the file format PGM has them. */
async function post(address: string, { width, height, data }: Luma): Promise<void> {
  const body = new Blob([`P5\n${width} ${height}\n255\n`, data as Uint8Array<ArrayBuffer>]);
  const { ok } = await fetch(address, { method: 'POST', body });
  if (!ok) throw new Error(`The bench did not take ${address}`);
}

async function look(read: () => Promise<readonly FoundCode[]>): Promise<Look> {
  const startedAt = performance.now();
  const codes = await read();
  return { texts: codes.map(({ text }) => text), milliseconds: performance.now() - startedAt };
}

Object.assign(globalThis, { bench: { run } });
