import type { CodeReader, FoundCode } from '#core/ports/code-reader';
import { createFrameReader } from './frame-reader.ts';
import type { NativeDetector } from './native-detector.ts';
import { createLumaGrabber, openPicture } from './open-picture.ts';
import { readPictureLuma } from './picture-reader.ts';

/** Frames are looked at in this size, in pixels of the longer side. */
const FRAME_SIDE = 1280;
/** Pictures are, at most. */
const PICTURE_SIDE = 4096;

/**
 * Reads codes by the platform where it can, and by our own means what it does not see. To live in a worker: pictures keep
 * it busy for seconds.
 */
export function createCodeReader(native: Promise<NativeDetector | undefined>): Omit<CodeReader, 'cancel'> {
  const grab = createLumaGrabber();
  const readFrameLuma = createFrameReader();
  return {
    async readFrame(frame) {
      try {
        const seen = await (await native)?.(frame);
        if (seen !== undefined && seen.length > 0) return seen;
        const luma = grab(frame, FRAME_SIDE);
        return readFrameLuma(luma).map((code) => scaleCorners(code, frame.width / luma.width));
      } finally {
        frame.close();
      }
    },
    async readPicture(picture) {
      const opened = await openPicture(picture);
      try {
        const seen = (await (await native)?.(opened)) ?? [];
        const luma = grab(opened, PICTURE_SIDE);
        const scale = opened.width / luma.width;
        const read = (await readPictureLuma(luma)).map((code) => scaleCorners(code, scale));
        return [...seen, ...read.filter(({ text }) => !seen.some((code) => code.text === text))];
      } finally {
        opened.close();
      }
    },
  };
}

function scaleCorners({ text, corners }: FoundCode, scale: number): FoundCode {
  if (corners === undefined) return { text, corners };
  const [a, b, c, d] = corners;
  const place = ({ x, y }: { x: number; y: number }) => ({ x: x * scale, y: y * scale });
  return { text, corners: [place(a), place(b), place(c), place(d)] };
}
