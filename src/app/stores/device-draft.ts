import { parseJson, type Json } from '#core/bytes/json';
import { makeFinding } from '#core/errors/workbench-error';
import { parseConnectionString, type ConnectionString } from '#core/identity/connection-string';
import { judgeId } from '#core/identity/device-id';
import type { BehaviourKind, DeviceRoute } from '#core/identity/device-record';
import { judgeHostName } from '#core/identity/host-name';
import { judgeIdScope } from '#core/identity/id-scope';
import { judgeModelId } from '#core/identity/model-id';
import type { NewDevice } from '#core/ports/device-host';
import { judgeKey } from '#core/sas/key';
import { addressOf, hostOf, placeOf, type ServicePlace, type Endpoint, type KnownClouds } from './endpoint.ts';
import { judgementOf, valueOf, type FieldJudgement } from './field-judgement.ts';

/** What the user has at hand. */
export type DraftWay = 'group-key' | 'device-key' | 'connection-string';

/** A device while it is being typed: text as it stands in the fields. */
export interface DeviceDraft {
  readonly way: DraftWay;
  readonly idScope: string;
  readonly endpoint: Endpoint;
  readonly ownHost: string;
  readonly deviceId: string;
  readonly modelId: string;
  readonly primaryKey: string;
  readonly secondaryKey: string;
  readonly connectionString: string;
  /** Where the hub of the connection string is. */
  readonly place: ServicePlace;
  readonly behaviour: BehaviourKind;
  /** Registration payload; undefined while it follows the model ID. */
  readonly payload: string | undefined;
  readonly startNow: boolean;
}

export type DraftField =
  'idScope' | 'ownHost' | 'deviceId' | 'modelId' | 'primaryKey' | 'secondaryKey' | 'connectionString' | 'payload';

export const EMPTY_DRAFT: DeviceDraft = {
  way: 'group-key',
  idScope: '',
  endpoint: 'global',
  ownHost: '',
  deviceId: '',
  modelId: '',
  primaryKey: '',
  secondaryKey: '',
  connectionString: '',
  place: 'azure',
  behaviour: 'thermostat',
  payload: undefined,
  startNow: true,
};

/** Gives a judgement for every field that the draft's way uses, in the order they stand in the form. */
export function judgeDraft(draft: DeviceDraft): ReadonlyMap<DraftField, FieldJudgement> {
  const judged = new Map<DraftField, FieldJudgement>();
  if (draft.way === 'connection-string') {
    judged.set('connectionString', judgeString(draft.connectionString));
  } else {
    judged.set('idScope', judgementOf(judgeIdScope(draft.idScope)));
    if (draft.endpoint === 'own') judged.set('ownHost', judgementOf(judgeHostName(draft.ownHost)));
    judged.set('deviceId', judgementOf(judgeId(draft.deviceId, 'dps')));
    judged.set('primaryKey', judgementOf(judgeKey(draft.primaryKey, { role: roleOf(draft) })));
    if (draft.way === 'device-key' && draft.secondaryKey.trim() !== '') {
      judged.set('secondaryKey', judgementOf(judgeKey(draft.secondaryKey, { role: 'device' })));
    }
  }
  if (draft.modelId.trim() !== '') judged.set('modelId', judgementOf(judgeModelId(draft.modelId)));
  if (draft.way !== 'connection-string' && draft.payload !== undefined) {
    judged.set('payload', judgePayload(draft.payload));
  }
  return judged;
}

/** Gives the first of the fields that needs a change, or undefined when the draft is good. */
export function firstFault(judged: ReadonlyMap<DraftField, FieldJudgement>): DraftField | undefined {
  return [...judged].find(([, judgement]) => judgement.error !== undefined)?.[0];
}

/** Whether text that was pasted into some field is a connection string, so that it can be offered as one. */
export function looksLikeConnectionString(text: string): boolean {
  return /(^|;)\s*HostName\s*=/i.test(text) && /;\s*DeviceId\s*=/i.test(text);
}

/** Gives where a connection string's hub is, guessed from its host: Azure unless a local cloud has that name. */
export function guessPlace(connectionString: string, clouds: KnownClouds): ServicePlace {
  const parsed = parseConnectionString(connectionString);
  if (!parsed.ok) return 'azure';
  const host = parsed.value.hostName.toLowerCase();
  if (/\.azure-devices\.(net|cn|us)$/.test(host)) return 'azure';
  if (clouds.server?.host.toLowerCase() === host) return 'server';
  return clouds.browser?.host.toLowerCase() === host ? 'browser' : 'azure';
}

/** Gives the presets of the registration payload that Central has understood over the years. */
export function payloadPresets(modelId: string): Readonly<Record<'model' | 'central' | 'preview', Json>> {
  const id = modelId.trim();
  return {
    model: { modelId: id },
    central: { iotcModelId: id },
    preview: { '__iot:interfaces': { CapabilityModelId: id } },
  };
}

/** Gives what the device host keeps. Only for a draft without faults; throws `TypeError` otherwise. */
export function makeNewDevice(draft: DeviceDraft, clouds: KnownClouds): NewDevice {
  const modelId = draft.modelId.trim();
  const shared = { behaviour: draft.behaviour, ...(modelId === '' ? {} : { modelId }) };
  if (draft.way === 'connection-string') {
    const parsed = valueOf(parseConnectionString(draft.connectionString));
    return {
      record: { ...shared, cloud: addressOf(draft.place, clouds), route: routeOf(parsed) },
      secret: { kind: 'device-key', primaryKey: keyOf(parsed) },
    };
  }
  const payload = draft.payload === undefined ? undefined : parseJson(draft.payload);
  return {
    record: {
      ...shared,
      ...(payload === undefined ? {} : { payload }),
      cloud: addressOf(placeOf(draft.endpoint), clouds),
      route: {
        kind: 'dps',
        dpsHost: dpsHostOf(draft, clouds),
        idScope: valueOf(judgeIdScope(draft.idScope)),
        registrationId: draft.deviceId,
      },
    },
    secret: { kind: draft.way, ...keysOf(draft) },
  };
}

function keysOf(draft: DeviceDraft): { primaryKey: string; secondaryKey?: string } {
  const primaryKey = valueOf(judgeKey(draft.primaryKey, { role: roleOf(draft) })).keyBase64;
  if (draft.way !== 'device-key' || draft.secondaryKey.trim() === '') return { primaryKey };
  return { primaryKey, secondaryKey: valueOf(judgeKey(draft.secondaryKey, { role: 'device' })).keyBase64 };
}

function roleOf(draft: DeviceDraft): 'group' | 'device' {
  return draft.way === 'group-key' ? 'group' : 'device';
}

function dpsHostOf({ endpoint, ownHost }: DeviceDraft, clouds: KnownClouds): string {
  return hostOf(endpoint, endpoint === 'own' ? valueOf(judgeHostName(ownHost)) : '', clouds);
}

function routeOf(parsed: ConnectionString): DeviceRoute {
  const { hostName, credential: _credential, ...identity } = parsed;
  return { kind: 'hub', hubHost: hostName, ...identity };
}

function keyOf(parsed: ConnectionString): string {
  if (parsed.credential.kind !== 'key') throw new TypeError('The connection string holds no key');
  return valueOf(judgeKey(parsed.credential.sharedAccessKey, { role: 'device' })).keyBase64;
}

/** Judges the form first, then the values in it. Only keys can be used here so far. */
function judgeString(text: string): FieldJudgement {
  const parsed = parseConnectionString(text);
  if (!parsed.ok) return judgementOf(parsed);
  const { hostName, deviceId, moduleId, gatewayHostName, credential } = parsed.value;
  if (credential.kind === 'x509') return { error: makeFinding('connection-string/x509', {}), notes: [] };
  if (credential.kind === 'token') return { error: makeFinding('key/is-token', {}), notes: [] };
  const verdicts = [
    judgeHostName(hostName),
    judgeId(deviceId, 'hub'),
    ...(moduleId === undefined ? [] : [judgeId(moduleId, 'hub')]),
    ...(gatewayHostName === undefined ? [] : [judgeHostName(gatewayHostName)]),
    judgeKey(credential.sharedAccessKey, { role: 'device' }),
  ];
  const bad = verdicts.find((verdict) => !verdict.ok);
  if (bad !== undefined) return judgementOf(bad);
  return {
    error: undefined,
    notes: [...parsed.notes, ...verdicts.flatMap((verdict) => (verdict.ok ? verdict.notes : []))],
  };
}

function judgePayload(text: string): FieldJudgement {
  if (parseJson(text) !== undefined) return { error: undefined, notes: [] };
  return { error: makeFinding('payload/not-json', { position: undefined }), notes: [] };
}
