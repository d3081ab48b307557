import { DPS_HOSTS, judgeHostName } from '#core/identity/host-name';
import { judgeId } from '#core/identity/device-id';
import { deviceName, type DeviceRecord, type KeySecret } from '#core/identity/device-record';
import { judgeIdScope } from '#core/identity/id-scope';
import { judgeModelId } from '#core/identity/model-id';
import { makeFinding } from '#core/errors/workbench-error';
import type { KeyedDevice } from '#core/ports/key-maker';
import type { QrLevel } from '#core/ports/qr-drawer';
import type { PrinterDpi } from '#core/qr/code-size';
import { judgeAppAddress } from '#core/qr/connect-link';
import type { CodeRoute } from '#core/qr/payload';
import { judgeKey } from '#core/sas/key';
import type { Endpoint } from './endpoint.ts';
import { judgementOf, valueOf, type FieldJudgement } from './field-judgement.ts';

/** Which device a code is made for: a kept one, one of the Keys room's list, or one that is typed. */
export type CodeSource =
  | { readonly kind: 'device'; readonly record: DeviceRecord }
  | { readonly kind: 'keyed'; readonly device: KeyedDevice }
  | { readonly kind: 'typed' };

/** What a code is made as. */
export const MADE_FORMS = ['workbench', 'locked', 'central'] as const;
export type MadeForm = (typeof MADE_FORMS)[number];

/** What keys go into a code. Of a device with a group key, its own key is worked out from it. */
export const HOLDINGS = ['own-key', 'group-key', 'no-key'] as const;
export type Holding = (typeof HOLDINGS)[number];

/** What is typed for a code, and judged as it is typed. */
export type CodeField =
  'ownHost' | 'idScope' | 'deviceId' | 'primaryKey' | 'secondaryKey' | 'modelId' | 'passphrase' | 'appAddress';

/** What stands in the form of a code. Holds keys and a passphrase. */
export interface CodeDraft extends Readonly<Record<CodeField, string>> {
  readonly source: CodeSource;
  readonly endpoint: Endpoint;
  /** Of the key that is typed. */
  readonly keyKind: KeySecret['kind'];
  readonly form: MadeForm;
  readonly holds: Holding;
  readonly withSecondary: boolean;
  readonly withModel: boolean;
  readonly isMadePassphrase: boolean;
  /** The last day (UTC) of a locked code, as `2026-11-22`; empty for none. */
  readonly endsOn: string;
  readonly dpi: PrinterDpi;
}

export const EMPTY_CODE_DRAFT: CodeDraft = {
  source: { kind: 'typed' },
  endpoint: 'global',
  ownHost: '',
  idScope: '',
  deviceId: '',
  keyKind: 'device-key',
  primaryKey: '',
  secondaryKey: '',
  modelId: '',
  form: 'workbench',
  holds: 'own-key',
  withSecondary: true,
  withModel: true,
  passphrase: '',
  isMadePassphrase: false,
  endsOn: '',
  dpi: 300,
  appAddress: '',
};

/** What is known of the device of a draft before a key was read. */
export interface CodeSubject {
  /** The name that its service knows it by; empty until it is typed. */
  readonly name: string;
  readonly hasKeys: boolean;
  /** Its key is that of an enrollment group. */
  readonly isOfGroup: boolean;
  /** It names its hub, and registers nowhere. */
  readonly isAtHub: boolean;
  /** It registers with a service that IoT Central's code has no place for. */
  readonly isElsewhere: boolean;
  readonly modelId: string | undefined;
}

/** Gives what is known of the device of a draft. */
export function subjectOf(draft: CodeDraft): CodeSubject {
  const { source, endpoint } = draft;
  if (source.kind === 'device') return subjectOfRecord(source.record);
  const isTyped = source.kind === 'typed';
  const modelId = draft.modelId.trim();
  return {
    name: isTyped ? draft.deviceId.trim() : source.device.deviceId,
    hasKeys: true,
    isOfGroup: isTyped && draft.keyKind === 'group-key',
    isAtHub: false,
    isElsewhere: namesService(endpoint),
    modelId: isTyped && modelId !== '' ? modelId : undefined,
  };
}

function subjectOfRecord(record: DeviceRecord): CodeSubject {
  const { route, keyKind, modelId } = record;
  return {
    name: deviceName(route),
    hasKeys: keyKind === 'group-key' || keyKind === 'device-key',
    isOfGroup: keyKind === 'group-key',
    isAtHub: route.kind === 'hub',
    isElsewhere: dpsHostOf(record) !== undefined,
    modelId,
  };
}

/** Gives what a code of this device can hold in this form, the usual one first. */
export function holdingsOf(form: MadeForm, { hasKeys, isOfGroup }: CodeSubject): readonly [Holding, ...Holding[]] {
  if (!hasKeys) return ['no-key'];
  const group = isOfGroup && form !== 'central' ? (['group-key'] as const) : [];
  return ['own-key', ...group, ...(form === 'workbench' ? (['no-key'] as const) : [])];
}

/** Gives the forms that a code of this device can have. IoT Central's has a key, and no place for another service. */
export function formsOf({ hasKeys, isAtHub, isElsewhere }: CodeSubject): readonly MadeForm[] {
  const isCentral = hasKeys && !isAtHub && !isElsewhere;
  return MADE_FORMS.filter((form) => form === 'workbench' || (form === 'locked' ? hasKeys : isCentral));
}

/** Gives the draft with what its device cannot have taken back to what it can. */
export function mendCodeDraft(draft: CodeDraft): CodeDraft {
  const subject = subjectOf(draft);
  const form = formsOf(subject).includes(draft.form) ? draft.form : 'workbench';
  const holdings = holdingsOf(form, subject);
  const holds = holdings.includes(draft.holds) ? draft.holds : holdings[0];
  return form === draft.form && holds === draft.holds ? draft : { ...draft, form, holds };
}

/** Gives how much of the code may be lost. IoT Central's own codes are of level L; labels are best with M. */
export function levelFor(form: MadeForm): QrLevel {
  return form === 'central' ? 'L' : 'M';
}

/** Gives a judgement for every field that the code uses, in the order they stand. */
export function judgeCodeDraft(draft: CodeDraft): ReadonlyMap<CodeField, FieldJudgement> {
  const judged = new Map<CodeField, FieldJudgement>();
  const { source, endpoint, form, appAddress } = draft;
  if (source.kind === 'typed') judged.set('deviceId', judgementOf(judgeId(draft.deviceId.trim(), 'dps')));
  if (source.kind !== 'device') {
    if (endpoint === 'own') judged.set('ownHost', judgementOf(judgeHostName(draft.ownHost)));
    judged.set('idScope', judgementOf(judgeIdScope(draft.idScope)));
  }
  if (source.kind === 'typed') judgeTyped(draft, judged);
  if (form === 'locked') judged.set('passphrase', draft.passphrase === '' ? NO_PASSPHRASE : GOOD);
  if (appAddress.trim() !== '') judged.set('appAddress', judgementOf(judgeAppAddress(appAddress)));
  return judged;
}

function judgeTyped(draft: CodeDraft, judged: Map<CodeField, FieldJudgement>): void {
  if (draft.holds !== 'no-key') {
    const role = draft.keyKind === 'group-key' ? 'group' : 'device';
    judged.set('primaryKey', judgementOf(judgeKey(draft.primaryKey, { role })));
    if (draft.secondaryKey.trim() !== '')
      judged.set('secondaryKey', judgementOf(judgeKey(draft.secondaryKey, { role })));
  }
  if (draft.modelId.trim() !== '') judged.set('modelId', judgementOf(judgeModelId(draft.modelId)));
}

const GOOD: FieldJudgement = { error: undefined, notes: [] };
const NO_PASSPHRASE: FieldJudgement = { error: makeFinding('qr/passphrase-missing', {}), notes: [] };

/** Gives the end of a locked code in milliseconds since the Unix epoch: that of its last day, UTC; undefined for none. */
export function endOf({ form, endsOn }: CodeDraft): number | undefined {
  if (form !== 'locked' || endsOn === '') return undefined;
  const end = Date.parse(`${endsOn}T23:59:59Z`);
  return Number.isNaN(end) ? undefined : end;
}

/** Gives where the device finds its hub, as a code says it. Only for a draft without faults; throws `TypeError` otherwise. */
export function routeOf(draft: CodeDraft): CodeRoute {
  const { source, endpoint } = draft;
  if (source.kind === 'device') return routeOfRecord(source.record);
  const registrationId = source.kind === 'typed' ? draft.deviceId.trim() : source.device.deviceId;
  const idScope = valueOf(judgeIdScope(draft.idScope));
  const place = { kind: 'dps', idScope, registrationId } as const;
  if (endpoint === 'own') return { ...place, dpsHost: valueOf(judgeHostName(draft.ownHost)) };
  return endpoint === 'china' || endpoint === 'us' ? { ...place, dpsHost: DPS_HOSTS[endpoint] } : place;
}

/** Gives where a kept device finds its hub, as a code says it. */
export function routeOfRecord(record: DeviceRecord): CodeRoute {
  const { route } = record;
  if (route.kind === 'hub') return route;
  const { idScope, registrationId } = route;
  const dpsHost = dpsHostOf(record);
  return { kind: 'dps', idScope, registrationId, ...(dpsHost === undefined ? {} : { dpsHost }) };
}

/** Without a host it is the global service of Azure; a local cloud is known by its ID scope. */
function dpsHostOf({ cloud, route }: DeviceRecord): string | undefined {
  if (route.kind === 'hub' || cloud.kind !== 'azure') return undefined;
  return route.dpsHost.toLowerCase() === DPS_HOSTS.global ? undefined : route.dpsHost;
}

const namesService = (endpoint: Endpoint): boolean => endpoint === 'own' || endpoint === 'china' || endpoint === 'us';

/** Whether the last day of a locked code is over already. */
export function isOver(draft: CodeDraft, now: number): boolean {
  return (endOf(draft) ?? Infinity) <= now;
}
