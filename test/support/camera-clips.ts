import { writeFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import type { QrMatrix } from '#core/ports/qr-drawer';

/** What a camera sees in one frame: a code on a desk. Lengths in pixels of a picture of 1280 × 720. */
export interface ClipFrame {
  /** Undefined: the desk alone. */
  readonly code: QrMatrix | undefined;
  /** Frames of the camera for which it stays; there are 30 a second. */
  readonly repeat: number;
  /** Of the code's middle, from that of the picture. */
  readonly offset?: readonly [number, number];
  /** Side of the code with its quiet zone; 420 unless told. */
  readonly side?: number;
  /** Radians, clockwise. */
  readonly angle?: number;
  /** How far the code moves while the shutter is open. */
  readonly smear?: readonly [number, number];
  /** Standard deviation of what is out of focus. */
  readonly blur?: number;
  /** Light on dark. */
  readonly isInverted?: boolean;
  /** 1 is daylight; noise stays as strong as it is in any light. */
  readonly light?: number;
  /** The upper left corner of the picture is painted in this grey, of 0 to 255, for whoever wants to know which frame it sees. */
  readonly mark?: number;
}

const FLAGS = ['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream'];

/** Frames of a camera in a second; Chromium plays every clip so. */
export const CLIP_RATE = 30;

/** Gives the flags with which a Chromium has a camera that plays a clip, over and over, and allows it to every page. */
export function cameraFlags(file: string): readonly string[] {
  return [...FLAGS, `--use-file-for-fake-video-capture=${file}`];
}

/**
 * Draws frames in a page and writes them to `file`, which ends in `.mjpeg`: JPEG after JPEG, which is what Chromium reads.
 * Drawn on a desk that is lit from one side, with noise, so that a reader has to look for the code.
 */
export async function writeClip(page: Page, file: string, frames: readonly ClipFrame[]): Promise<void> {
  const drawn = await page.evaluate(
    drawFrames,
    frames.map(({ code, ...frame }) => ({ ...frame, size: code?.size ?? 0, modules: [...(code?.modules ?? [])] })),
  );
  const bytes = drawn.flatMap((base64, index) => {
    const jpeg = Buffer.from(base64, 'base64');
    return Array.from({ length: frames[index]?.repeat ?? 0 }, () => jpeg);
  });
  writeFileSync(file, Buffer.concat(bytes));
}

type DrawnFrame = Omit<ClipFrame, 'code'> & { readonly size: number; readonly modules: readonly number[] };

/** Runs in the page: gives each frame as base64 of a JPEG. */
async function drawFrames(frames: readonly DrawnFrame[]): Promise<string[]> {
  const [width, height, quiet] = [1280, 720, 4];
  // Pixels a square, so that edges are soft only where the camera makes them so.
  const sharp = 8;
  const open = (wide: number, high: number): OffscreenCanvasRenderingContext2D => {
    const context = new OffscreenCanvas(wide, high).getContext('2d', { willReadFrequently: true });
    if (context === null) throw new TypeError('no canvas');
    return context;
  };
  let seed = 7;
  const random = (): number => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return seed / 2 ** 32;
  };

  const desk = open(width, height);
  const light = desk.createLinearGradient(0, 0, width, height);
  light.addColorStop(0, '#b9b4aa');
  light.addColorStop(1, '#6c6f78');
  desk.fillStyle = light;
  desk.fillRect(0, 0, width, height);
  for (let thing = 0; thing < 24; thing += 1) {
    desk.fillStyle = thing % 3 === 0 ? '#2d3138' : thing % 3 === 1 ? '#e8e4da' : '#7d5a3c';
    desk.fillRect(random() * width, random() * height, 12 + random() * 150, 6 + random() * 70);
  }

  const noise = open(256, 256);
  const grains = noise.createImageData(256, 256);
  for (let grain = 0; grain < grains.data.length; grain += 4) {
    grains.data.fill(random() * 255, grain, grain + 3);
    grains.data[grain + 3] = 22;
  }
  noise.putImageData(grains, 0, 0);

  const drawCode = ({ size, modules, isInverted = false }: DrawnFrame): OffscreenCanvas => {
    const side = size + 2 * quiet;
    const code = open(side * sharp, side * sharp);
    code.scale(sharp, sharp);
    code.fillStyle = isInverted ? '#111111' : '#f4f4f0';
    code.fillRect(0, 0, side, side);
    code.fillStyle = isInverted ? '#f4f4f0' : '#111111';
    modules.forEach((dark, at) => dark && code.fillRect(quiet + (at % size), quiet + Math.floor(at / size), 1, 1));
    return code.canvas;
  };

  const picture = open(width, height);
  const draw = async (frame: DrawnFrame): Promise<string> => {
    const { offset = [0, 0], side = 420, angle = 0, smear = [0, 0], blur = 0, light: lit = 1, mark } = frame;
    picture.filter = blur > 0 ? `blur(${blur}px)` : 'none';
    picture.drawImage(desk.canvas, 0, 0);
    const steps = frame.size === 0 ? 0 : smear.some((length) => length !== 0) ? 4 : 1;
    for (let step = 0; step < steps; step += 1) {
      const part = steps === 1 ? 0 : step / (steps - 1) - 0.5;
      // So that each step counts as much as those before it.
      picture.globalAlpha = 1 / (step + 1);
      picture.translate(width / 2 + offset[0] + smear[0] * part, height / 2 + offset[1] + smear[1] * part);
      picture.rotate(angle);
      picture.drawImage(drawCode(frame), -side / 2, -side / 2, side, side);
      picture.resetTransform();
    }
    picture.globalAlpha = 1;
    picture.filter = 'none';
    picture.fillStyle = `rgb(0 0 0 / ${1 - lit})`;
    picture.fillRect(0, 0, width, height);
    const [left, top] = [random() * 256, random() * 256];
    for (let x = -left; x < width; x += 256) {
      for (let y = -top; y < height; y += 256) picture.drawImage(noise.canvas, x, y);
    }
    if (mark !== undefined) {
      picture.fillStyle = `rgb(${mark} ${mark} ${mark})`;
      picture.fillRect(0, 0, 64, 64);
    }
    const blob = await picture.canvas.convertToBlob({ type: 'image/jpeg', quality: 0.7 });
    let text = '';
    for (const byte of new Uint8Array(await blob.arrayBuffer())) text += String.fromCharCode(byte);
    return btoa(text);
  };

  const drawn: string[] = [];
  for (const frame of frames) drawn.push(await draw(frame));
  return drawn;
}
