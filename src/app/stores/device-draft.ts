import { parseJson, type Json } from '#core/bytes/json';
import { makeFinding, type Finding } from '#core/errors/workbench-error';
import { parseConnectionString } from '#core/identity/connection-string';
import { judgeId } from '#core/identity/device-id';
import type { BehaviourKind } from '#core/identity/device-record';
import { judgeHostName } from '#core/identity/host-name';
import { judgeIdScope } from '#core/identity/id-scope';
import { judgeModelId } from '#core/identity/model-id';
import { judgeKey } from '#core/sas/key';
import { noteLife, type CertificateChoice } from './certificate-choice.ts';
import { placeOfHub, type ServicePlace, type Endpoint, type KnownClouds } from './endpoint.ts';
import { judgementOf, type FieldJudgement } from './field-judgement.ts';

/** What the user has at hand. */
export type DraftWay = 'group-key' | 'device-key' | 'connection-string' | 'certificate';

/** What a device with a certificate is to connect to: a provisioning service, which names its hub, or a hub at once. */
export type DraftService = 'dps' | 'hub';

/** Where a certificate is: kept here with its key, or in the browser's own store, into which no script can look. */
export type CertificateStore = 'kept' | 'browser';

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
  readonly store: CertificateStore;
  /** Of the `CertificateChoice`; empty for none. */
  readonly certificateId: string;
  readonly service: DraftService;
  readonly hubHost: string;
  /** Where the hub is, of a connection string or of a certificate. */
  readonly place: ServicePlace;
  /** A local cloud is told of the certificate before. */
  readonly enrolls: boolean;
  /** DPS is asked to have a certificate issued. */
  readonly wantsCertificate: boolean;
  readonly behaviour: BehaviourKind;
  /** Registration payload; undefined while it follows the model ID. */
  readonly payload: string | undefined;
  readonly startNow: boolean;
}

export type DraftField =
  | 'idScope'
  | 'ownHost'
  | 'hubHost'
  | 'deviceId'
  | 'modelId'
  | 'primaryKey'
  | 'secondaryKey'
  | 'connectionString'
  | 'certificateId'
  | 'payload';

/** What a draft is judged by beside itself. */
export interface DraftSurroundings {
  readonly choices: readonly CertificateChoice[];
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
}

/** Where no certificate is kept. */
export const NO_CERTIFICATES: DraftSurroundings = { choices: [], now: 0 };

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
  store: 'kept',
  certificateId: '',
  service: 'dps',
  hubHost: '',
  place: 'azure',
  enrolls: true,
  wantsCertificate: false,
  behaviour: 'thermostat',
  payload: undefined,
  startNow: true,
};

/** Whether the device of a draft asks a provisioning service for its hub. */
export function usesDps({ way, service }: DeviceDraft): boolean {
  return way === 'certificate' ? service === 'dps' : way !== 'connection-string';
}

/** Whether the device of a draft proves itself with a certificate that is kept here. */
export function usesKeptCertificate({ way, store, connectionString }: DeviceDraft): boolean {
  return way === 'certificate' ? store === 'kept' : way === 'connection-string' && isX509String(connectionString);
}

/** Whether the browser is to show a certificate of its own store for the device of a draft. */
export function usesBrowserStore({ way, store }: DeviceDraft): boolean {
  return way === 'certificate' && store === 'browser';
}

/** Whether a connection string says that its device has a certificate. */
export function isX509String(text: string): boolean {
  const parsed = parseConnectionString(text);
  return parsed.ok && parsed.value.credential.kind === 'x509';
}

/** Gives a judgement for every field that the draft's way uses, in the order they stand in the form. */
export function judgeDraft(
  draft: DeviceDraft,
  surroundings: DraftSurroundings = NO_CERTIFICATES,
): ReadonlyMap<DraftField, FieldJudgement> {
  const judged = new Map<DraftField, FieldJudgement>();
  if (draft.way === 'connection-string') judged.set('connectionString', judgeString(draft.connectionString));
  if (usesKeptCertificate(draft)) judged.set('certificateId', judgeCertificate(draft, surroundings));
  if (usesDps(draft)) judgeDps(draft, judged);
  else if (draft.way === 'certificate') judgeHub(draft, surroundings, judged);
  if (draft.way === 'group-key' || draft.way === 'device-key') judgeKeys(draft, judged);
  if (draft.modelId.trim() !== '') judged.set('modelId', judgementOf(judgeModelId(draft.modelId)));
  if (usesDps(draft) && draft.payload !== undefined) judged.set('payload', judgePayload(draft.payload));
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
  return parsed.ok ? placeOfHub(parsed.value.hostName, clouds) : 'azure';
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

/** Gives what the key of a draft is for. */
export function roleOf(draft: DeviceDraft): 'group' | 'device' {
  return draft.way === 'group-key' ? 'group' : 'device';
}

function judgeDps(draft: DeviceDraft, judged: Map<DraftField, FieldJudgement>): void {
  judged.set('idScope', judgementOf(judgeIdScope(draft.idScope)));
  if (draft.endpoint === 'own') judged.set('ownHost', judgementOf(judgeHostName(draft.ownHost)));
  if (!usesKeptCertificate(draft)) judged.set('deviceId', judgementOf(judgeId(draft.deviceId, 'dps')));
}

function judgeKeys(draft: DeviceDraft, judged: Map<DraftField, FieldJudgement>): void {
  judged.set('primaryKey', judgementOf(judgeKey(draft.primaryKey, { role: roleOf(draft) })));
  if (draft.way !== 'device-key' || draft.secondaryKey.trim() === '') return;
  judged.set('secondaryKey', judgementOf(judgeKey(draft.secondaryKey, { role: 'device' })));
}

function judgeHub(draft: DeviceDraft, { choices }: DraftSurroundings, judged: Map<DraftField, FieldJudgement>): void {
  judged.set('hubHost', judgementOf(judgeHostName(draft.hubHost)));
  const { deviceId: id } = draft;
  const parts = id.split('/', 2).map((part) => judgeId(part, 'hub'));
  const bad = parts.find((part) => !part.ok);
  const name = draft.store === 'kept' ? choices.find((one) => one.id === draft.certificateId)?.name : undefined;
  const isOther = bad === undefined && name !== undefined && name !== id;
  const notes = parts.flatMap((part) => (part.ok ? part.notes : []));
  judged.set(
    'deviceId',
    bad === undefined
      ? {
          error: undefined,
          notes: isOther ? [...notes, makeFinding('device/certificate-for-other', { name, id })] : notes,
        }
      : judgementOf(bad),
  );
}

/** The name in it is the registration ID, so it is judged as one. Its dates are no fault: services say what they think. */
function judgeCertificate(draft: DeviceDraft, { choices, now }: DraftSurroundings): FieldJudgement {
  const choice = choices.find(({ id }) => id === draft.certificateId);
  if (choice === undefined) return { error: makeFinding('device/certificate-missing', {}), notes: [] };
  const named =
    draft.way === 'certificate' && draft.service === 'dps' ? judgementOf(judgeId(choice.name, 'dps')) : GOOD;
  return { error: named.error, notes: [...named.notes, ...otherName(draft, choice), ...noteLife(choice, now)] };
}

const GOOD: FieldJudgement = { error: undefined, notes: [] };

/** Of a connection string the name stands in the text, and nothing but another certificate mends it. */
function otherName({ way, connectionString }: DeviceDraft, { name }: CertificateChoice): readonly Finding[] {
  const parsed = way === 'connection-string' ? parseConnectionString(connectionString) : undefined;
  if (parsed?.ok !== true) return [];
  const { deviceId, moduleId } = parsed.value;
  const id = moduleId === undefined ? deviceId : `${deviceId}/${moduleId}`;
  return id === name ? [] : [makeFinding('device/certificate-for-other', { name, id })];
}

/** Judges the form first, then the values in it. */
function judgeString(text: string): FieldJudgement {
  const parsed = parseConnectionString(text);
  if (!parsed.ok) return judgementOf(parsed);
  const { hostName, deviceId, moduleId, gatewayHostName, credential } = parsed.value;
  if (credential.kind === 'token') return { error: makeFinding('key/is-token', {}), notes: [] };
  const verdicts = [
    judgeHostName(hostName),
    judgeId(deviceId, 'hub'),
    ...(moduleId === undefined ? [] : [judgeId(moduleId, 'hub')]),
    ...(gatewayHostName === undefined ? [] : [judgeHostName(gatewayHostName)]),
    ...(credential.kind === 'x509' ? [] : [judgeKey(credential.sharedAccessKey, { role: 'device' })]),
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
