import { makeFinding } from '#core/errors/workbench-error';
import type { ExportFormat } from '#core/export/flashed-device';
import { judgeHostName } from '#core/identity/host-name';
import { judgeIdScope } from '#core/identity/id-scope';
import { parseIdPattern } from '#core/id-list/id-pattern';
import { judgeListedId } from '#core/id-list/judge-listed-id';
import type { IdSource, TableReading } from '#core/id-list/listed-id';
import type { GroupKeys } from '#core/ports/key-maker';
import { judgeKey, type JudgedKey } from '#core/sas/key';
import type { Verdict } from '#core/errors/workbench-error';
import type { Endpoint } from './endpoint.ts';
import { judgementOf, valueOf, type FieldJudgement } from './field-judgement.ts';

/** Where the IDs come from. */
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

/**
 * Where the group's keys come from. `new`: made here, and nowhere else until they are copied or saved. `kept`: made
 * here, and copied or saved since.
 */
export type KeyOrigin = 'typed' | 'new' | 'kept';

/** What stands in the Keys room: text as it is in the fields, and what was chosen. Holds keys. */
export interface KeyDraft {
  readonly endpoint: Endpoint;
  readonly ownHost: string;
  readonly idScope: string;
  readonly primaryKey: string;
  readonly secondaryKey: string;
  readonly origin: KeyOrigin;
  readonly way: IdWay;
  readonly oneId: string;
  readonly list: string;
  readonly held: HeldText | undefined;
  readonly pattern: string;
  readonly file: PickedFile | undefined;
  /** What the user chose differently from what was guessed of a table. */
  readonly reading: TableReading;
  readonly format: ExportFormat;
  readonly hubHost: string;
  readonly tokenFor: 'dps' | 'hub';
  readonly tokenLifeSeconds: number;
  /** Keys in a CSV stand as they are, for programs. */
  readonly exactKeys: boolean;
}

/** What is typed, and judged as it is typed; `list` and `file` for whether there is one. */
export type KeyField =
  'ownHost' | 'idScope' | 'primaryKey' | 'secondaryKey' | 'oneId' | 'list' | 'pattern' | 'file' | 'hubHost';

export const EMPTY_KEY_DRAFT: KeyDraft = {
  endpoint: 'global',
  ownHost: '',
  idScope: '',
  primaryKey: '',
  secondaryKey: '',
  origin: 'typed',
  way: 'one',
  oneId: '',
  list: '',
  held: undefined,
  pattern: '',
  file: undefined,
  reading: {},
  format: 'central-csv',
  hubHost: '',
  tokenFor: 'dps',
  tokenLifeSeconds: 86_400,
  exactKeys: false,
};

/** A text area stays quick up to here; longer text is held beside it. */
const LIST_LINES = 2000;
const LIST_CHARACTERS = 65_536;

/** Gives a list as it is kept: in the text area, or held beside it where it is too long for one. */
export function placeList(text: string): Pick<KeyDraft, 'list' | 'held'> {
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

/** Gives a judgement for every field that making keys uses, in the order they stand. `madeHere`: keys of devices, base64. */
export function judgeKeyDraft(
  draft: KeyDraft,
  madeHere: readonly string[] = [],
): ReadonlyMap<KeyField, FieldJudgement> {
  const judged = new Map<KeyField, FieldJudgement>();
  if (draft.endpoint === 'own') judged.set('ownHost', judgementOf(judgeHostName(draft.ownHost)));
  if (draft.idScope.trim() !== '') judged.set('idScope', judgementOf(judgeIdScope(draft.idScope)));
  judged.set('primaryKey', judgementOf(judgeGroupKey(draft, 'primaryKey', madeHere)));
  if (draft.secondaryKey.trim() !== '') {
    judged.set('secondaryKey', judgementOf(judgeGroupKey(draft, 'secondaryKey', madeHere)));
  }
  judged.set(fieldOf(draft.way), judgeWay(draft));
  return judged;
}

/** Gives the field that IDs are given in. */
export function fieldOf(way: IdWay): 'oneId' | 'list' | 'pattern' | 'file' {
  return way === 'one' ? 'oneId' : way;
}

/** Gives where the IDs come from, or undefined while nothing can be read there. */
export function sourceOf(draft: KeyDraft): IdSource | undefined {
  const { way, oneId, list, held, pattern, file, reading } = draft;
  if (judgeWay(draft).error !== undefined) return undefined;
  if (way === 'one') return { kind: 'text', text: oneId.trim() };
  if (way === 'pattern') return { kind: 'pattern', pattern };
  if (way === 'list') return { kind: 'text', text: held?.text ?? list, reading };
  return file && { kind: 'file', file: file.file, reading };
}

/** Gives the keys to make others from. Only for a draft without faults; throws `TypeError` otherwise. */
export function groupKeysOf(draft: KeyDraft): GroupKeys {
  const primaryKey = valueOf(judgeGroupKey(draft, 'primaryKey')).keyBase64;
  if (draft.secondaryKey.trim() === '') return { primaryKey };
  return { primaryKey, secondaryKey: valueOf(judgeGroupKey(draft, 'secondaryKey')).keyBase64 };
}

/** Judges one of the group's keys; any length goes, as it does with `az`. */
export function judgeGroupKey(
  draft: KeyDraft,
  field: 'primaryKey' | 'secondaryKey',
  madeHere: readonly string[] = [],
): Verdict<JudgedKey> {
  const text = draft[field];
  return judgeKey(text, {
    role: 'group',
    length: 'any',
    knownGroupKeys: draft.origin === 'typed' ? [] : [text],
    knownDerivedKeys: madeHere,
  });
}

function judgeWay({ way, oneId, list, held, pattern, file }: KeyDraft): FieldJudgement {
  if (way === 'one') return judgementOf(judgeListedId(oneId.trim()));
  if (way === 'pattern') return judgementOf(parseIdPattern(pattern));
  const isEmpty = way === 'file' ? file === undefined : held === undefined && list.trim() === '';
  return { error: isEmpty ? makeFinding('list/empty', {}) : undefined, notes: [] };
}
