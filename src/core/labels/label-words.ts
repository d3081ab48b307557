/** What a label says beside its code. */
export interface LabelWords {
  /** Whole, however long it is. */
  readonly id: string;
  /** Each on a line of its own, cut where it is longer than that. */
  readonly lines: readonly string[];
}

/** The faces of a label: identifiers in letters of one width, the rest in the usual one. */
export type LabelFace = 'id' | 'line';

/** Gives the width of a text in a face, as a multiple of the size of type. */
export type MeasureText = (text: string, face: LabelFace) => number;

/** After these an ID is broken with no harm to its reading. */
const BREAKS = /[-._:/@]/;
/** So much of a line may stay empty for the sake of a good break. */
const RAGGED = 0.4;
const CUT = '…';
/** What moves or hides what stands around it: controls, directions, marks without width (Unicode, categories Cc and Cf). */
const UNSEEN = /[\p{Cc}\p{Cf}]/gu;
/** Joins characters to one, as in emoji and in Persian. */
const JOINERS = /^[\u200c\u200d]$/;

/** Breaks an ID into lines no wider than `room`, a multiple of the size of type; behind a sign where there is one. */
export function breakId(id: string, room: number, measure: MeasureText): readonly string[] {
  const perLine = Math.max(1, Math.floor(room / measure('0', 'id') + 1e-6));
  const lines: string[] = [];
  let rest = id;
  while (rest.length > perLine) {
    const at = breakBefore(rest, perLine);
    lines.push(rest.slice(0, at));
    rest = rest.slice(at);
  }
  return [...lines, rest];
}

function breakBefore(text: string, perLine: number): number {
  for (let at = perLine; at > perLine * (1 - RAGGED); at -= 1) if (BREAKS.test(text.charAt(at - 1))) return at;
  return perLine;
}

/** Gives as much of a line as `room` has place for, a multiple of the size of type; what is cut ends with `…`. */
export function cutLine(line: string, room: number, measure: MeasureText): string {
  if (measure(line, 'line') <= room) return line;
  const characters = [...new Intl.Segmenter().segment(line)].map(({ segment }) => segment);
  let least = 0;
  let most = characters.length;
  while (least < most) {
    const middle = Math.ceil((least + most) / 2);
    const fits = measure(characters.slice(0, middle).join('') + CUT, 'line') <= room;
    if (fits) least = middle;
    else most = middle - 1;
  }
  return characters.slice(0, least).join('').trimEnd() + CUT;
}

/** Gives a text as it may stand on a label: on one line, and with nothing in it that cannot be seen. */
export function showOnLabel(text: string): string {
  return text
    .replace(/[\r\n\t]+/g, ' ')
    .replace(UNSEEN, (sign) => (JOINERS.test(sign) ? sign : '\ufffd'))
    .trim();
}
