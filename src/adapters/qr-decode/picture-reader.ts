import type { FoundCode } from '#core/ports/code-reader';
import { halveLuma, invertLuma, resizeLuma, type Luma } from './luma.ts';
import { readPictureByQr } from './qr-library.ts';
import { placeCodes, readLumaCodes, type Care } from './read-luma.ts';

/** What may take a second or two. */
const CARE: Care = {
  rowStep: 1,
  finderLimit: 600,
  finders: 70,
  neighbours: 12,
  trios: 1500,
  decodings: 12,
  sizes: 4,
  sharpenings: [0, 0.25, 0.5],
};

/** A picture in a size of its own: `scale` times as large it is the one that was given. */
interface Level {
  readonly luma: Luma;
  readonly scale: number;
}

/** The longer side of a picture that is small enough to be looked at twice as large, in another size, and by `qr`. */
const MODEST = 1600;
/** And of one that is not made smaller any more. */
const SMALL = 500;

const longerSide = ({ width, height }: Luma): number => Math.max(width, height);

/**
 * Reads every code in a picture, of at most 4096 x 4096, each text once; corners are in the picture. Looks at it in every
 * size first: large codes with grain in them are seen in small ones, small codes in large ones.
 */
export async function readPictureLuma(picture: Luma): Promise<FoundCode[]> {
  const levels = makeLevels(picture);
  const found: FoundCode[] = [];
  for (const { luma, scale } of levels) {
    const known = placeCodes(found, 1 / scale);
    found.push(...placeCodes(readLumaCodes(luma, CARE, known), scale));
  }
  return found.length > 0 ? withoutRepeats(found) : lookAgain(levels.filter(({ luma }) => longerSide(luma) <= MODEST));
}

function withoutRepeats(codes: readonly FoundCode[]): FoundCode[] {
  return [...new Map(codes.map((code) => [code.text, code])).values()];
}

function makeLevels(picture: Luma): Level[] {
  const levels = [{ luma: picture, scale: 1 }];
  for (let last = picture, scale = 2; longerSide(last) > SMALL; scale *= 2) {
    last = halveLuma(last);
    levels.push({ luma: last, scale });
  }
  return levels;
}

/** Looks for one code more closely, and by other means. */
async function lookAgain(levels: readonly Level[]): Promise<FoundCode[]> {
  const [largest] = levels;
  const enlarged = largest === undefined ? [] : [resizeLevel(largest, 2)];
  for (const { luma, scale } of [...enlarged, ...levels.map((level) => resizeLevel(level, 0.75))]) {
    const codes = readLumaCodes(luma, CARE);
    if (codes.length > 0) return placeCodes(codes, scale);
  }
  for (const { luma, scale } of levels) {
    for (const seen of [luma, invertLuma(luma)]) {
      const codes = await readPictureByQr(seen);
      if (codes.length > 0) return placeCodes(codes, scale);
    }
  }
  return [];
}

function resizeLevel({ luma, scale }: Level, by: number): Level {
  return { luma: resizeLuma(luma, by), scale: scale / by };
}
