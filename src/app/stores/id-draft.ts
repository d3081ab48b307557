import { makeFinding } from '#core/errors/workbench-error';
import { parseIdPattern } from '#core/id-list/id-pattern';
import { judgeListedId } from '#core/id-list/judge-listed-id';
import type { IdSource, TableReading } from '#core/id-list/listed-id';
import { judgementOf, type FieldJudgement } from './field-judgement.ts';

/** Where IDs come from. */
export const ID_WAYS = ['one', 'list', 'pattern', 'file'] as const;
export type IdWay = (typeof ID_WAYS)[number];

/** A file that was chosen or dropped. */
export interface PickedFile {
  readonly file: Blob;
  readonly name: string;
}

/** Text that is too long for a text area: held beside it, with how many lines it has. */
export interface HeldText {
  readonly text: string;
  readonly lines: number;
}

/** IDs as they are given in one of the ways; what was given in the others stays. */
export interface IdDraft {
  readonly way: IdWay;
  readonly oneId: string;
  readonly list: string;
  readonly held: HeldText | undefined;
  readonly pattern: string;
  readonly file: PickedFile | undefined;
  /** What the user chose differently from what was guessed of a table. */
  readonly reading: TableReading;
}

/** What is typed; `list` and `file` for whether there is one. */
export type IdField = 'oneId' | 'list' | 'pattern' | 'file';

export const EMPTY_ID_DRAFT: IdDraft = {
  way: 'one',
  oneId: '',
  list: '',
  held: undefined,
  pattern: '',
  file: undefined,
  reading: {},
};

/** A text area stays quick up to here; longer text is held beside it. */
const LIST_LINES = 2000;
const LIST_CHARACTERS = 65_536;

/** Gives a list as it is kept: in the text area, or held beside it where it is too long for one. */
export function placeList(text: string): Pick<IdDraft, 'list' | 'held'> {
  const lines = countLines(text);
  const isLong = text.length > LIST_CHARACTERS || lines > LIST_LINES;
  return isLong ? { list: '', held: { text, lines } } : { list: text, held: undefined };
}

/** Lines with something in them are not told from empty ones: whoever reads the list counts those. */
function countLines(text: string): number {
  let lines = 1;
  const end = text.trimEnd().length;
  for (let at = text.indexOf('\n'); at >= 0 && at < end; at = text.indexOf('\n', at + 1)) lines += 1;
  return lines;
}

/** Gives the field that IDs are given in. */
export function fieldOf(way: IdWay): IdField {
  return way === 'one' ? 'oneId' : way;
}

/** Judges what was given in the way that is chosen, as far as that can be done without reading it whole. */
export function judgeIds({ way, oneId, list, held, pattern, file }: IdDraft): FieldJudgement {
  if (way === 'one') return judgementOf(judgeListedId(oneId.trim()));
  if (way === 'pattern') return judgementOf(parseIdPattern(pattern));
  const isEmpty = way === 'file' ? file === undefined : held === undefined && list.trim() === '';
  return { error: isEmpty ? makeFinding('list/empty', {}) : undefined, notes: [] };
}

/** Gives where the IDs come from, or undefined while nothing can be read there. */
export function sourceOf(draft: IdDraft): IdSource | undefined {
  const { way, oneId, list, held, pattern, file, reading } = draft;
  if (judgeIds(draft).error !== undefined) return undefined;
  if (way === 'one') return { kind: 'text', text: oneId.trim() };
  if (way === 'pattern') return { kind: 'pattern', pattern };
  if (way === 'list') return { kind: 'text', text: held?.text ?? list, reading };
  return file && { kind: 'file', file: file.file, reading };
}

const SOURCE_PARTS = ['way', 'oneId', 'list', 'held', 'pattern', 'file', 'reading'] as const;
const TYPED_PARTS: readonly string[] = ['oneId', 'list', 'pattern'];

/** Says when the IDs are to be read anew after a change: what is typed waits for its end. Undefined: they are the same. */
export function sourceChange(before: IdDraft, after: IdDraft): 'now' | 'soon' | undefined {
  const changed = SOURCE_PARTS.filter((name) => after[name] !== before[name]);
  if (changed.length === 0) return undefined;
  return changed.every((name) => TYPED_PARTS.includes(name)) ? 'soon' : 'now';
}
