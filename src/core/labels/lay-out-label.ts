import {
  chooseArrangement,
  lineHeights,
  ROUNDING,
  smallerType,
  type Arrangement,
  type LabelContent,
} from './arrangement.ts';
import type { LabelSheet, Size } from './label-sheet.ts';
import { breakId, cutLine, type LabelFace, type LabelWords, type MeasureText } from './label-words.ts';

/** A place on a page. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A line of a label: where its baseline begins, or has its middle. */
export interface PlacedLine extends Point {
  readonly text: string;
  /** Size of type. */
  readonly size: number;
  readonly face: LabelFace;
}

/** A label as it is printed; places count from the corner of the page. */
export interface LaidLabel {
  /** The corner of the code with its quiet zone, and the side of one of its squares; 0 where there is no room for it. */
  readonly code: Point & { readonly module: number };
  readonly anchor: 'start' | 'middle';
  readonly lines: readonly PlacedLine[];
  /** Whether all of the ID stands there in words. */
  readonly isIdWhole: boolean;
}

/** Office printers leave this much of a page's edge white. */
const UNPRINTED = 4.3;
const BORDER = { share: 0.04, least: 0.8, most: 2 } as const;
/** From the top of a line to its baseline, as a part of its size of type. */
const ASCENT = 0.92;

/**
 * Lays out the label that has a corner of its page: code and words side by side or one above the other, whichever gives
 * both more room. Where the printer's dots are known, a square of the code is a whole number of them, and begins with one.
 */
export function layOutLabel(sheet: LabelSheet, corner: Point, content: LabelContent, measure: MeasureText): LaidLabel {
  const { dotMm, label } = sheet;
  const border = borderOf(sheet);
  const room = { width: label.width - 2 * border.x, height: label.height - 2 * border.y };
  const chosen = chooseArrangement(room, content, dotMm, measure);
  const words = fitWords(content.words, chosen, measure);
  const isBeside = chosen.place === 'beside';
  const side = chosen.module * content.squares;
  const used = isBeside ? Math.max(side, words.height) : side + words.height;
  const top = corner.y + border.y + (room.height - used) / 2;
  const left = corner.x + border.x;
  const snap = (value: number): number => (dotMm === undefined ? value : Math.round(value / dotMm) * dotMm);
  const code = {
    x: snap(isBeside ? left : left + (room.width - side) / 2),
    y: snap(isBeside ? top + (used - side) / 2 : top),
    module: chosen.module,
  };
  const begin = isBeside
    ? { x: left + side, y: top + (used - words.height) / 2 }
    : { x: left + room.width / 2, y: top + side };
  const lines = placeLines(words, chosen.type, begin);
  return { code, anchor: isBeside ? 'start' : 'middle', lines, isIdWhole: words.isIdWhole };
}

/** Gives the border of a label that stays free: a little for the looks, and more where the printer reaches no further. */
function borderOf({ label, left, top, dotMm }: LabelSheet): Point {
  const own = Math.min(label.width, label.height) * BORDER.share;
  const least = Math.min(BORDER.most, Math.max(BORDER.least, own));
  if (dotMm !== undefined) return { x: least, y: least };
  return { x: Math.max(least, UNPRINTED - left), y: Math.max(least, UNPRINTED - top) };
}

interface FittedWords {
  readonly idLines: readonly string[];
  readonly lines: readonly string[];
  readonly height: number;
  readonly isIdWhole: boolean;
}

/** Where there is too little room, the ID goes first, and what is below it goes. */
function fitWords(words: LabelWords, { type, words: room }: Arrangement, measure: MeasureText): FittedWords {
  const heights = lineHeights(type);
  const broken = breakId(words.id, room.width / type, measure);
  const idLines = broken.slice(0, linesIn(room.height, heights.id));
  const rest = room.height - idLines.length * heights.id;
  const lines = words.lines
    .slice(0, linesIn(rest, heights.line))
    .map((line) => cutLine(line, room.width / smallerType(type), measure));
  const height = idLines.length * heights.id + lines.length * heights.line;
  return { idLines, lines, height, isIdWhole: idLines.length === broken.length && isWideEnough(room, type, measure) };
}

function linesIn(height: number, line: number): number {
  return Math.max(0, Math.floor(height / line + ROUNDING));
}

/** One letter has a line of its own at the least. */
function isWideEnough({ width }: Size, type: number, measure: MeasureText): boolean {
  return width / type >= measure('0', 'id');
}

function placeLines({ idLines, lines }: FittedWords, type: number, begin: Point): readonly PlacedLine[] {
  const heights = lineHeights(type);
  const small = smallerType(type);
  const below = begin.y + idLines.length * heights.id;
  return [
    ...idLines.map((text, at) => ({
      text,
      x: begin.x,
      y: begin.y + at * heights.id + ASCENT * type,
      size: type,
      face: 'id' as const,
    })),
    ...lines.map((text, at) => ({
      text,
      x: begin.x,
      y: below + at * heights.line + ASCENT * small,
      size: small,
      face: 'line' as const,
    })),
  ];
}
