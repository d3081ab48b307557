import type { FoundCode } from '#core/ports/code-reader';
import { invertLuma, type Luma } from './luma.ts';
import { readByNuintun } from './nuintun-library.ts';
import { readFrameByQr } from './qr-library.ts';

/** Every so many frames in which nothing was seen, light codes on dark ground are looked for. */
const INVERTED_EVERY = 3;

/** Gives a function that reads frames in a few milliseconds each. */
export function createFrameReader(): (frame: Luma) => FoundCode[] {
  let missed = 0;
  return (frame) => {
    const inverted = missed % INVERTED_EVERY === INVERTED_EVERY - 1;
    const seen = inverted ? invertLuma(frame) : frame;
    const byQr = readFrameByQr(seen);
    const found = byQr.length > 0 ? byQr : readByNuintun(seen);
    missed = found.length > 0 ? 0 : missed + 1;
    return found;
  };
}
