import { advisedModule, snapModule } from './code-fit.ts';
import type { Size } from './label-sheet.ts';
import { breakId, type LabelWords, type MeasureText } from './label-words.ts';

/** What is put on a label. */
export interface LabelContent {
  readonly words: LabelWords;
  /** Squares on a side of the code, with its quiet zone. */
  readonly squares: number;
}

/** A way to share a label between code and words. */
export interface Arrangement {
  /** The words stand to the right of the code, or below it. */
  readonly place: 'beside' | 'below';
  /** The side of a square of the code; 0 where there is no room for it. */
  readonly module: number;
  /** The size of type of the ID. */
  readonly type: number;
  /** What the words have. */
  readonly words: Size;
}

/** The largest type first; the smallest is four points and a half, which a good eye can read. */
const TYPES = [3.6, 3.2, 2.9, 2.6, 2.3, 2.05, 1.8, 1.6] as const;
/** Six points and a half: what is read without effort. */
const GOOD_TYPE = 2.3;
/** Of the height of a label: what the code takes beside the words. */
const SHARES = [1, 0.9, 0.8, 0.7, 0.6, 0.5] as const;
/** From this ratio of the sides on words below the code would leave a label empty at both sides. */
const WIDE = 1.4;
/** Of the width of a label: what the words leave to the code. */
const WIDEST = 0.7;
const IN_SHAPE = 0.4;
const LINE_HEIGHT = 1.22;
/** Other lines are smaller than the ID. */
const SMALLER = 0.86;
/** Lengths are sums of fractions. */
export const ROUNDING = 1e-6;

/** The height of a line of the ID, and of another one. */
export function lineHeights(type: number): { readonly id: number; readonly line: number } {
  return { id: LINE_HEIGHT * type, line: LINE_HEIGHT * type * SMALLER };
}

/** The size of type of lines other than the ID. */
export function smallerType(type: number): number {
  return type * SMALLER;
}

/** Gives the way that has room for all words, with the largest code and type up to what is good for either. */
export function chooseArrangement(
  room: Size,
  content: LabelContent,
  dotMm: number | undefined,
  measure: MeasureText,
): Arrangement {
  const good = advisedModule(dotMm);
  let best: { readonly arrangement: Arrangement; readonly score: number } | undefined;
  for (const arrangement of listArrangements(room, content, dotMm, measure)) {
    const isInShape = (arrangement.place === 'beside') === room.width >= WIDE * room.height;
    const score = rate(arrangement, content.words, good, measure) + (isInShape ? IN_SHAPE : 0);
    if (best === undefined || score > best.score) best = { arrangement, score };
  }
  if (best === undefined) throw new TypeError('there is always a way beside');
  return best.arrangement;
}

function* listArrangements(
  room: Size,
  { words, squares }: LabelContent,
  dotMm: number | undefined,
  measure: MeasureText,
): Generator<Arrangement> {
  for (const type of TYPES) {
    for (const share of SHARES) {
      const module = snapModule((Math.min(room.height, room.width * WIDEST) * share) / squares, dotMm);
      yield { place: 'beside', module, type, words: { width: room.width - module * squares, height: room.height } };
    }
    const needed = heightOf(words, type, breakId(words.id, room.width / type, measure).length);
    const module = snapModule(Math.min(room.width, room.height - needed) / squares, dotMm);
    yield { place: 'below', module, type, words: { width: room.width, height: room.height - module * squares } };
  }
}

/** Whole words come before all, then a code and a type that are read well; what is larger than that counts little. */
function rate(
  { module, type, words: { width, height } }: Arrangement,
  words: LabelWords,
  goodModule: number,
  measure: MeasureText,
): number {
  const idLines = breakId(words.id, width / type, measure).length;
  const isWhole = heightOf(words, type, idLines) <= height + ROUNDING;
  const code = module / goodModule;
  const print = type / GOOD_TYPE;
  const reading = 3 * Math.min(1, code) + 1.5 * Math.min(1, print);
  const beyond = 0.5 * Math.min(2, code) + 0.3 * print - 0.15 * idLines;
  return (isWhole ? 10 : 0) + reading + beyond;
}

function heightOf({ lines }: LabelWords, type: number, idLines: number): number {
  const heights = lineHeights(type);
  return heights.id * idLines + heights.line * lines.length;
}
