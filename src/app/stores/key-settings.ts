import { missingNeeds } from '#core/export/export-facts';
import type { ExportFormat, ExportSettings } from '#core/export/flashed-device';
import { judgeHostName } from '#core/identity/host-name';
import { judgeIdScope } from '#core/identity/id-scope';
import { hostOf, type KnownClouds } from './endpoint.ts';
import { judgementOf, type FieldJudgement } from './field-judgement.ts';
import type { KeyDraft } from './key-draft.ts';

/** What can be set of an export. */
export type ExportField = 'idScope' | 'hubHost';

/** What the files of each format have a place for. */
const PLACES: Readonly<Record<ExportFormat, readonly ExportField[]>> = {
  'central-csv': [],
  env: ['idScope', 'hubHost'],
  'edge-toml': ['idScope'],
  'arduino-header': ['idScope', 'hubHost'],
  'freertos-header': ['idScope', 'hubHost'],
  'threadx-header': ['idScope', 'hubHost'],
  json: ['idScope', 'hubHost'],
  'connection-strings': ['hubHost'],
  'sas-tokens': [],
  enrollments: [],
};

/** A field of an export, and whether the format cannot do without it. */
export interface ExportFieldState extends FieldJudgement {
  readonly needed: boolean;
}

/** Gives the fields that the chosen format has a place for, each with its judgement; an empty one that is not needed is good. */
export function judgeExport(draft: KeyDraft): ReadonlyMap<ExportField, ExportFieldState> {
  const { format, tokenFor } = draft;
  const needs = missingNeeds(format, { idScope: '', hubHost: undefined, tokenFor });
  const fields = format === 'sas-tokens' ? needs : PLACES[format];
  return new Map(
    fields.map((field) => {
      const needed = needs.includes(field);
      const isFree = !needed && draft[field].trim() === '';
      return [field, { needed, ...(isFree ? { error: undefined, notes: [] } : judgementOf(judge(field, draft))) }];
    }),
  );
}

/** Gives the settings of an export; what is not given, or does not pass, is left out. `nowMs`: when tokens begin. */
export function exportSettingsOf(draft: KeyDraft, clouds: KnownClouds, nowMs: number): ExportSettings {
  const ownHost = judgeHostName(draft.ownHost);
  const idScope = judgeIdScope(draft.idScope);
  const hubHost = judgeHostName(draft.hubHost);
  return {
    idScope: idScope.ok ? idScope.value : '',
    dpsHost: hostOf(draft.endpoint, ownHost.ok ? ownHost.value : '', clouds),
    hubHost: hubHost.ok ? hubHost.value : undefined,
    tokenFor: draft.tokenFor,
    tokenEndsAtSeconds: Math.floor(nowMs / 1000) + draft.tokenLifeSeconds,
    exactKeys: draft.exactKeys,
  };
}

function judge(field: ExportField, draft: KeyDraft): ReturnType<typeof judgeIdScope> {
  return field === 'idScope' ? judgeIdScope(draft.idScope) : judgeHostName(draft.hubHost);
}
