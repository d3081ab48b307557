import type { JsonObject } from '../../bytes/json.ts';
import type { CodeForm } from '../../errors/code-facts.ts';
import type { Verdict } from '../../errors/workbench-error.ts';
import { judgeCode } from '../judge-code.ts';
import type { CodeKeys, ConnectCode } from '../payload.ts';
import { hasMember, type JsonNames, readTexts } from './json-texts.ts';

/** What people and scripts call these things. */
const NAMES = {
  deviceId: ['deviceId', 'registrationId', 'device_id', 'registration_id'],
  idScope: ['scopeId', 'idScope', 'id_scope', 'scope_id'],
  hubHost: ['hostName', 'hubHost', 'host_name'],
  primaryKey: ['deviceKey', 'primaryKey', 'symmetricKey', 'device_key', 'primary_key', 'symmetric_key'],
  secondaryKey: ['secondaryKey', 'secondary_key'],
  modelId: ['modelId', 'model_id'],
} as const satisfies JsonNames<string>;

/** Of these, one at least says that it is about a device at all. */
const TELLING = [NAMES.deviceId, NAMES.idScope, NAMES.primaryKey].flat();

/** Reads JSON that somebody made by hand or by a script; undefined for what is about something else. */
export function readPlainJson(json: JsonObject, form: CodeForm): Verdict<ConnectCode> | undefined {
  if (!TELLING.some((name) => hasMember(json, name))) return undefined;
  const hasScope = NAMES.idScope.some((name) => hasMember(json, name));
  const isHub = !hasScope && NAMES.hubHost.some((name) => hasMember(json, name));
  return isHub ? readOfHub(json, form) : readOfDps(json, form);
}

function readOfHub(json: JsonObject, form: CodeForm): Verdict<ConnectCode> {
  const texts = readTexts(json, form, NAMES, ['deviceId', 'hubHost', 'primaryKey']);
  if (!texts.ok) return texts;
  const { deviceId, hubHost, modelId } = texts.value;
  return judgeCode({ route: { kind: 'hub', hubHost, deviceId }, keys: keysOf(texts.value), modelId });
}

function readOfDps(json: JsonObject, form: CodeForm): Verdict<ConnectCode> {
  const texts = readTexts(json, form, NAMES, ['deviceId', 'idScope', 'primaryKey']);
  if (!texts.ok) return texts;
  const { deviceId, idScope, modelId } = texts.value;
  return judgeCode({ route: { kind: 'dps', idScope, registrationId: deviceId }, keys: keysOf(texts.value), modelId });
}

function keysOf({ primaryKey, secondaryKey }: { primaryKey: string; secondaryKey?: string }): CodeKeys {
  return { kind: 'device-key', primaryKey, ...(secondaryKey !== undefined && { secondaryKey }) };
}
