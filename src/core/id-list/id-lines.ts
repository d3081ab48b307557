import { judgeId } from '../identity/device-id.ts';
import type { ListedId } from './listed-id.ts';

/** What stands between IDs that share a line, and is in none of them. */
export const SEPARATOR = /[,;\t|]/;

const LINE_END = /\r\n|\r|\n/;
/** `# spare parts`, `// line 2`; not the heading `#`, nor what a spreadsheet writes for an error, such as `#N/A`. */
const COMMENT = /^(?:\/\/|#(?![,;\t|]|[\p{Lu}\d/]+[!?]?$))/u;
/** What stands around each ID in quotation, or in a list of JSON. */
const WRAPPING = new Set(`[]"'“”„«»‘’`);

/** Whether a text would be a good registration ID. */
export function isGoodId(text: string): boolean {
  return judgeId(text, 'dps').ok;
}

/** Whether a line holds something to read: no empty line, no comment, no bracket or separator alone. */
export function isContent(line: string): boolean {
  const text = line.trim();
  return text !== '' && !COMMENT.test(text) && !/^[[\],;|]+$/.test(text);
}

/** Gives the lines of a text, whichever way they end. */
export function splitLines(text: string): string[] {
  return text.split(LINE_END);
}

/**
 * Reads a list with one ID a line. Blanks and quotation marks around an ID go; empty lines and comments (`#`, `//`)
 * are skipped. A line with several IDs, separated by commas, semicolons, tabs, bars or blanks, gives each of them if
 * every one would be a good ID; otherwise the line is one ID as it stands, for `judgeIdList` to refuse.
 */
export function parseIdLines(text: string): ListedId[] {
  return splitLines(text).flatMap((line, index) =>
    isContent(line) ? splitIds(line).map((id) => ({ id, line: index + 1 })) : [],
  );
}

/** Gives the IDs of one line, or the line itself. */
export function splitIds(line: string): string[] {
  const whole = line.trim();
  const bare = stripWrapping(whole);
  if (isGoodId(bare)) return [bare];
  const pieces = splitPieces(whole);
  return pieces.length > 0 && pieces.every(isGoodId) && mayShareLine(whole, pieces) ? pieces : [bare];
}

/** Gives what stands between the separators of a line, without quotation marks around it. */
export function splitPieces(line: string): string[] {
  return line
    .split(SEPARATOR.test(line) ? SEPARATOR : /\s+/)
    .map(stripWrapping)
    .filter((piece) => piece !== '');
}

/** Takes blanks, quotation marks and square brackets from around a text. */
export function stripWrapping(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isWrapping(text.charAt(start))) start++;
  while (end > start && isWrapping(text.charAt(end - 1))) end--;
  return text.slice(start, end);
}

function isWrapping(character: string): boolean {
  return WRAPPING.has(character) || character.trim() === '';
}

/** `Pump house 3` is three words of a name; IDs with blanks between them look alike. */
function mayShareLine(line: string, pieces: readonly string[]): boolean {
  return SEPARATOR.test(line) || haveOneStem(pieces);
}

/** Whether IDs look like members of one family: the same but for their numbers, or hexadecimal digits of one length. */
export function haveOneStem(ids: readonly string[]): boolean {
  return new Set(ids.map(stemOf)).size <= 1;
}

function stemOf(id: string): string {
  return /^[\da-f:.-]{8,}$/i.test(id) ? `hexadecimal ${id.length}` : id.replace(/\d+/g, '0');
}
