import type { FoundCode } from '#core/ports/code-reader';
import { binarize } from './binarize.ts';
import { readCodes, type Tries } from './find-codes.ts';
import { findFinders } from './find-finders.ts';
import { invertLuma, type Luma } from './luma.ts';

/** How much is tried, and how closely a picture is looked through. */
export interface Care extends Tries {
  /** Every so many rows are looked at for finder patterns. */
  readonly rowStep: number;
  /** More finder patterns than these are not looked at. */
  readonly finderLimit: number;
}

/** Reads the codes of a picture, dark on light and light on dark, but for those that are `known`. */
export function readLumaCodes(picture: Luma, care: Care, known: readonly FoundCode[] = []): FoundCode[] {
  let inverted: Luma | undefined;
  const finders = findFinders(binarize(picture), care.rowStep, care.finderLimit);
  return readCodes(picture, () => (inverted ??= invertLuma(picture)), finders, known, care);
}

/** Gives codes with their corners in a picture that is `scale` times as large and has this one at `x`, `y`. */
export function placeCodes(codes: readonly FoundCode[], scale: number, x = 0, y = 0): FoundCode[] {
  const place = (point: { x: number; y: number }) => ({ x: point.x * scale + x, y: point.y * scale + y });
  return codes.map(({ text, corners }) => {
    if (corners === undefined) return { text, corners };
    const [a, b, c, d] = corners;
    return { text, corners: [place(a), place(b), place(c), place(d)] };
  });
}
