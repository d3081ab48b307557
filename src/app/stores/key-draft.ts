import type { ExportFormat } from '#core/export/flashed-device';
import { judgeHostName } from '#core/identity/host-name';
import { judgeIdScope } from '#core/identity/id-scope';
import type { GroupKeys } from '#core/ports/key-maker';
import { judgeKey, type JudgedKey } from '#core/sas/key';
import type { Verdict } from '#core/errors/workbench-error';
import type { Endpoint } from './endpoint.ts';
import { judgementOf, valueOf, type FieldJudgement } from './field-judgement.ts';
import { EMPTY_ID_DRAFT, fieldOf, judgeIds, type IdDraft, type IdField } from './id-draft.ts';

/**
 * Where the group's keys come from. `new`: made here, and nowhere else until they are copied or saved. `kept`: made
 * here, and copied or saved since.
 */
export type KeyOrigin = 'typed' | 'new' | 'kept';

/** What stands in the Keys room: text as it is in the fields, and what was chosen. Holds keys. */
export interface KeyDraft extends IdDraft {
  readonly endpoint: Endpoint;
  readonly ownHost: string;
  readonly idScope: string;
  readonly primaryKey: string;
  readonly secondaryKey: string;
  readonly origin: KeyOrigin;
  readonly format: ExportFormat;
  readonly hubHost: string;
  readonly tokenFor: 'dps' | 'hub';
  readonly tokenLifeSeconds: number;
  /** Keys in a CSV stand as they are, for programs. */
  readonly exactKeys: boolean;
}

/** What is typed, and judged as it is typed. */
export type KeyField = 'ownHost' | 'idScope' | 'primaryKey' | 'secondaryKey' | 'hubHost' | IdField;

export const EMPTY_KEY_DRAFT: KeyDraft = {
  endpoint: 'global',
  ownHost: '',
  idScope: '',
  primaryKey: '',
  secondaryKey: '',
  origin: 'typed',
  ...EMPTY_ID_DRAFT,
  format: 'central-csv',
  hubHost: '',
  tokenFor: 'dps',
  tokenLifeSeconds: 86_400,
  exactKeys: false,
};

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
  judged.set(fieldOf(draft.way), judgeIds(draft));
  return judged;
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
