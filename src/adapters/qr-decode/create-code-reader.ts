import type { CodeReader } from '#core/ports/code-reader';
import { createFrameReader, type Frame } from './frame-reader.ts';
import type { NativeDetector } from './native-detector.ts';
import { createLumaGrabber, openPicture, type GrabLuma } from './open-picture.ts';
import { readPictureLuma } from './picture-reader.ts';
import { placeCodes } from './read-luma.ts';

/** Frames are looked at in this size, in pixels of the longer side; their middle, which is half as wide, in that one. */
const FRAME_SIDE = 1280;
const CENTRE_SIDE = 960;
/** Pictures are, at most. */
const PICTURE_SIDE = 4096;

/**
 * Reads codes by the platform where it can, and by our own means what it does not see. To live in a worker: pictures keep
 * it busy for seconds.
 */
export function createCodeReader(native: Promise<NativeDetector | undefined>): Omit<CodeReader, 'cancel'> {
  const grab = createLumaGrabber();
  const readOwnFrame = createFrameReader();
  return {
    async readFrame(frame) {
      try {
        const seen = await (await native)?.(frame);
        if (seen !== undefined && seen.length > 0) return seen;
        const scale = scaleTo(frame, FRAME_SIDE);
        return placeCodes(readOwnFrame(takeFrame(grab, frame, scale)), 1 / scale);
      } finally {
        frame.close();
      }
    },
    async readPicture(picture) {
      const opened = await openPicture(picture);
      try {
        const seen = (await (await native)?.(opened)) ?? [];
        const scale = scaleTo(opened, PICTURE_SIDE);
        const own = await readPictureLuma(grab(opened, wholeOf(opened), scale));
        return [...seen, ...placeCodes(own, 1 / scale).filter(({ text }) => !seen.some((code) => code.text === text))];
      } finally {
        opened.close();
      }
    },
  };
}

function scaleTo({ width, height }: ImageBitmap, side: number): number {
  return Math.min(1, side / Math.max(width, height));
}

function wholeOf({ width, height }: ImageBitmap) {
  return { x: 0, y: 0, width, height };
}

function takeFrame(grab: GrabLuma, frame: ImageBitmap, scale: number): Frame {
  return {
    whole: () => grab(frame, wholeOf(frame), scale),
    centre() {
      const { width, height } = frame;
      const middle = { x: width / 4, y: height / 4, width: width / 2, height: height / 2 };
      const enlarged = CENTRE_SIDE / Math.max(middle.width, middle.height);
      return {
        luma: grab(frame, middle, enlarged),
        enlarged: enlarged / scale,
        x: middle.x * scale,
        y: middle.y * scale,
      };
    },
  };
}
