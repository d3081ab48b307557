import type { FoundCode } from '#core/ports/code-reader';
import { halveLuma, invertLuma, type Luma } from './luma.ts';
import { readFrameByQr } from './qr-library.ts';
import { placeCodes, readLumaCodes, type Care } from './read-luma.ts';

/** A frame of a camera, of which each part is taken only when it is looked at. */
export interface Frame {
  /** The whole of it. */
  whole(): Luma;
  /** Its middle, enlarged: how much larger it is than in the whole, and where its corner is there. */
  centre(): { readonly luma: Luma; readonly enlarged: number; readonly x: number; readonly y: number };
}

/** What comes to a few milliseconds. */
const CARE: Care = {
  rowStep: 2,
  finderLimit: 200,
  finders: 40,
  neighbours: 0,
  trios: 100,
  decodings: 6,
  sizes: 2,
  sharpenings: [0, 0.25],
};

/** What a frame is looked at for besides when nothing is seen in it, each in its turn. */
const SECOND_LOOKS: readonly ((frame: Frame, whole: Luma) => FoundCode[])[] = [
  (_frame, whole) => readFrameByQr(whole),
  (frame) => {
    const { luma, enlarged, x, y } = frame.centre();
    return placeCodes(readLumaCodes(luma, CARE), 1 / enlarged, x, y);
  },
  (_frame, whole) => readFrameByQr(invertLuma(whole)),
];

/** Gives a function that reads frames which follow one another, in a few milliseconds each; corners are in the whole. */
export function createFrameReader(): (frame: Frame) => FoundCode[] {
  let turn = 0;
  return (frame) => {
    const whole = frame.whole();
    const inWhole = readLumaCodes(whole, CARE);
    if (inWhole.length > 0) return inWhole;
    // Grain and moiré hide finder patterns in the whole and not in the half; small codes are the other way about.
    const inHalf = readLumaCodes(halveLuma(whole), CARE);
    if (inHalf.length > 0) return placeCodes(inHalf, 2);
    const look = SECOND_LOOKS[turn];
    turn = (turn + 1) % SECOND_LOOKS.length;
    return look?.(frame, whole) ?? [];
  };
}
