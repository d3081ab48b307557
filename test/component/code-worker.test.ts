import { afterEach, expect, test } from 'vitest';
import { readPictureSize } from '#adapters/qr-decode/picture-size';
import { connectCodeReader } from '#adapters/threads/connect-code-reader';
import { createEndableWorker } from '#adapters/threads/start-worker';
import type { CodeReader } from '#core/ports/code-reader';
import codeWorkerUrl from '../../src/entries/code-worker.ts?worker&url';
import { drawPicture, type CodePlacement } from '../support/qr-pictures.ts';

const TEXT = 'Küche und 工場, Gerät 7';

const ends: (() => void)[] = [];
afterEach(() => ends.splice(0).forEach((end) => end()));

function openReader(address = codeWorkerUrl): CodeReader {
  const workers = ['frames', 'pictures'].map((name) => createEndableWorker(address, name, () => undefined));
  ends.push(...workers.map(({ end }) => end));
  const [frames, pictures] = workers;
  if (frames === undefined || pictures === undefined) throw new TypeError('two workers are needed');
  return connectCodeReader(frames.start, pictures);
}

/** A canvas with codes, as a camera's frame or a file would show them. */
function paint(width: number, height: number, codes: readonly CodePlacement[]): OffscreenCanvas {
  const { data } = drawPicture(width, height, codes);
  const canvas = new OffscreenCanvas(width, height);
  const pixels = new ImageData(width, height);
  data.forEach((shade, at) => pixels.data.set([shade, shade, shade, 255], at * 4));
  canvas.getContext('2d')?.putImageData(pixels, 0, 0);
  return canvas;
}

test('a code is read in a frame of a camera, which is closed then, and in a file', async () => {
  const reader = openReader();
  const canvas = paint(1280, 720, [{ text: TEXT, x: 500, y: 200, turn: 0.4 }]);
  const frame = await createImageBitmap(canvas);
  const [inFrame] = await reader.readFrame(frame);
  expect(inFrame?.text).toBe(TEXT);
  expect(inFrame?.corners?.[0].x).toBeCloseTo(500, -1);
  expect(inFrame?.corners?.[0].y).toBeCloseTo(200, -1);
  expect(frame.width).toBe(0);
  const inFile = await reader.readPicture(await canvas.convertToBlob({ type: 'image/png' }));
  expect(inFile.map(({ text }) => text)).toEqual([TEXT]);
});

test('what is no picture and what is too large are refused by name', async () => {
  const reader = openReader();
  await expect(reader.readPicture(new Blob(['{"deviceId":"x"}'], { type: 'image/png' }))).rejects.toMatchObject({
    code: 'qr/not-a-picture',
  });
  await expect(reader.readPicture(new Blob([new Uint8Array(64 * 1024 * 1024 + 1)]))).rejects.toMatchObject({
    code: 'qr/picture-too-large',
    facts: { bytes: 64 * 1024 * 1024 + 1, limit: 64 * 1024 * 1024 },
  });
});

test('a small file that would take gigabytes once it is open is not opened', async () => {
  // A PNG's first chunk, in which it says how large it is.
  const head = new Uint8Array(33);
  head.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52]);
  new DataView(head.buffer).setUint32(16, 30_000);
  new DataView(head.buffer).setUint32(20, 20_000);
  await expect(openReader().readPicture(new Blob([head], { type: 'image/png' }))).rejects.toMatchObject({
    code: 'qr/too-many-pixels',
    facts: { width: 30_000, height: 20_000, limit: 120_000_000 },
  });
});

test.each(['image/png', 'image/jpeg', 'image/webp'])('a file of type %s says its size', async (type) => {
  const file = await paint(301, 207, []).convertToBlob({ type });
  expect(file.type).toBe(type);
  expect(readPictureSize(new Uint8Array(await file.arrayBuffer()))).toEqual({ width: 301, height: 207 });
});

test('another picture ends the one before, and so does a press on Cancel; frames go on', async () => {
  const reader = openReader();
  const file = await paint(300, 300, [{ text: TEXT, x: 60, y: 60 }]).convertToBlob();
  const older = reader.readPicture(file);
  const newer = reader.readPicture(file);
  await expect(older).rejects.toMatchObject({ name: 'AbortError' });
  await expect(newer).resolves.toMatchObject([{ text: TEXT }]);
  const last = reader.readPicture(file);
  await reader.cancel();
  await expect(last).rejects.toMatchObject({ name: 'AbortError' });
  const frame = await createImageBitmap(paint(300, 300, [{ text: TEXT, x: 60, y: 60 }]));
  await expect(reader.readFrame(frame)).resolves.toMatchObject([{ text: TEXT }]);
});

test('a worker whose script does not come is named', async () => {
  const frame = await createImageBitmap(paint(30, 30, []));
  await expect(openReader('/no-such-worker.js').readFrame(frame)).rejects.toMatchObject({
    code: 'browser/part-missing',
  });
});
