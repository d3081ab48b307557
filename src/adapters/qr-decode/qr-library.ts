import { decodeQR, decodeQRBatch, type DecodeOpts, type FinderPoints } from 'qr/decode.js';
import type { FoundCode } from '#core/ports/code-reader';
import { readCodeText } from './code-text.ts';
import type { Luma } from './luma.ts';

/** Beyond this many milliseconds the library stops what it need not do. A frame has no more, and a picture can be made to keep it busy. */
const TIME_LIMITS = { frame: 12, picture: 700 };

/** Reads the first code that `qr` finds in a frame of at most 4096 x 4096. */
export function readFrameByQr(frame: Luma): FoundCode[] {
  const found: FoundCode[] = [];
  try {
    decodeQR(frame, optionsFor(found, TIME_LIMITS.frame));
  } catch {
    // It throws when it finds none.
  }
  return found;
}

/** Reads every code that `qr` finds in a picture of at most 4096 x 4096, as hard as it can. */
export async function readPictureByQr(picture: Luma): Promise<FoundCode[]> {
  const found: FoundCode[] = [];
  const { width, height } = picture;
  const options = { ...optionsFor(found, TIME_LIMITS.picture), effort: Infinity, maxSize: { width, height } };
  await decodeQRBatch([picture], options);
  return found;
}

function optionsFor(found: FoundCode[], timeLimit: number): DecodeOpts {
  return {
    // Of this format it reads the brightness alone.
    format: 'I420',
    timeLimit,
    textDecoder: readCodeText,
    pointsOnDetect: (points, result) => {
      if (typeof result === 'string' && result !== '') found.push({ text: result, corners: cornersOf(points) });
    },
  };
}

function cornersOf({ bounds }: FinderPoints): NonNullable<FoundCode['corners']> {
  const [a, b, c, d] = bounds;
  return [{ ...a }, { ...b }, { ...c }, { ...d }];
}
