import type { Finding, Verdict } from '../errors/workbench-error.ts';
import { accept, makeFinding, reject } from '../errors/workbench-error.ts';
import { quoteInput } from '../identity/quote-input.ts';
import type { ParseCsv } from '../ports/csv-parser.ts';
import { findSureIdColumn, isIdHeading, isLikelyIdHeading, isNameHeading } from './headings.ts';
import { haveOneStem, isContent, isGoodId, parseIdLines, SEPARATOR, splitLines, splitPieces } from './id-lines.ts';
import { isSecret, judgeListedId, SHORT_NUMBER } from './judge-listed-id.ts';
import type { ListedId, TableReading } from './listed-id.ts';
import { ID_LIMIT } from './listed-id.ts';
import { readIdTable, type IdReading } from './read-id-table.ts';
import { recogniseTextForm } from './text-form.ts';

/** Enough to tell a table from a list by. */
const PREVIEW_CHARACTERS = 65_536;
const PREVIEW_LINES = 200;
/** Lines that a text may have for its IDs: some are empty, some are comments, and quoted cells may spread over several. */
const LINES_PER_ID = 5;

/**
 * Reads the IDs of a text, pasted or out of a file: a plain list (`parseIdLines`), or a table with delimiters
 * (`readIdTable`), whichever it is; with a `reading` that says anything it is a table. A first line that is no more than
 * a heading is left out of a list with the note `list/heading-skipped`; one that may be a device is kept with
 * `list/may-be-heading`. Rejects with `list/empty`, `list/too-long`, `list/other-form`, `list/no-id-column`.
 */
export function readIdText(text: string, parseCsv: ParseCsv, reading?: TableReading): Verdict<IdReading> {
  const lines = countLines(text);
  if (lines > ID_LIMIT * LINES_PER_ID) return reject(makeFinding('list/too-long', { count: lines, limit: ID_LIMIT }));
  const isChosen = reading !== undefined && Object.keys(reading).length > 0;
  if (isChosen) return readIdTable(parseCsv(text, reading.delimiter), reading);
  const form = recogniseTextForm(text);
  if (form !== undefined) return reject(makeFinding('list/other-form', { form }));
  return isTable(text) ? readIdTable(parseCsv(text)) : readList(text);
}

function readList(text: string): Verdict<IdReading> {
  const [first, ...rest] = parseIdLines(text);
  if (first === undefined) return reject(makeFinding('list/empty', {}));
  const isAlone = rest[0] !== undefined && rest[0].line > first.line;
  const isOdd = isAlone && isOddFirst(first, rest);
  const hasHeading =
    isAlone && (isIdHeading(first.id) || isNameHeading(first.id) || (isOdd && !judgeListedId(first.id).ok));
  const ids = hasHeading ? rest : [first, ...rest];
  if (ids.length > ID_LIMIT) return reject(makeFinding('list/too-long', { count: ids.length, limit: ID_LIMIT }));
  const notes = hasHeading || isOdd ? [noteHeading(first, hasHeading)] : [];
  return accept({ ids, problems: [], shape: undefined }, notes);
}

/** A first line without a digit above several that have some, as IDs mostly do. */
function isOddFirst({ id }: ListedId, rest: readonly ListedId[]): boolean {
  const sample = rest.slice(0, PREVIEW_LINES);
  return sample.length > 1 && !/\d/.test(id) && sample.every((other) => /\d/.test(other.id));
}

function noteHeading({ id }: ListedId, isSkipped: boolean): Finding {
  return makeFinding(isSkipped ? 'list/heading-skipped' : 'list/may-be-heading', { heading: quoteInput(id) });
}

/**
 * A list may have several IDs on a line. Then those of each line look alike, or the lines have different numbers of
 * them and either all have digits or none: in `sensor-1, Pump` the second is a name.
 */
function isTable(text: string): boolean {
  const lines = previewLines(text);
  const [first = ''] = lines;
  if (/^sep=.$/i.test(first)) return true;
  const split = lines.filter((line) => SEPARATOR.test(line) && splitPieces(line).length > 1);
  if (split.length === 0 || first.trimStart().startsWith('[')) return false;
  if (split.every((line) => SHORT_NUMBER.test(line.trim()))) return false;
  if (namesIds(lines)) return true;

  const rows = split.map(splitPieces);
  const pieces = rows.flat();
  const widths = new Set(lines.map((line) => line.split(SEPARATOR).length));
  if (!pieces.some(isGoodId)) return widths.size === 1 && !lines.some(isSecret);
  if (!pieces.every(isGoodId) || split.some(hasOpenQuote)) return true;
  if (lines.length === 1 || rows.every(haveOneStem)) return false;
  const areMixed = new Set(pieces.map((piece) => /\d/.test(piece))).size > 1;
  return widths.size === 1 || areMixed || split.some((line) => line.includes('\t'));
}

function namesIds([first = '', ...rest]: readonly string[]): boolean {
  const cells = SEPARATOR.test(first) ? splitPieces(first) : [];
  return findSureIdColumn(cells) !== undefined || (rest.length > 0 && cells.some(isLikelyIdHeading));
}

/** Whether a quotation mark opens in one piece of a line and closes in another, as around `Pump, big`. */
function hasOpenQuote(line: string): boolean {
  return line.split(SEPARATOR).some((piece) => piece.split('"').length % 2 === 0);
}

function previewLines(text: string): string[] {
  const lines = splitLines(text.slice(0, PREVIEW_CHARACTERS));
  if (text.length > PREVIEW_CHARACTERS && lines.length > 1) lines.pop();
  return lines.filter(isContent).slice(0, PREVIEW_LINES);
}

/** Counts lines without taking the text apart: they may be too many for that. */
function countLines(text: string): number {
  return 1 + Math.max(countOf(text, '\n'), countOf(text, '\r'));
}

function countOf(text: string, character: string): number {
  let count = 0;
  for (let at = text.indexOf(character); at !== -1; at = text.indexOf(character, at + 1)) count++;
  return count;
}
