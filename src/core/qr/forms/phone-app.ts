import type { JsonObject } from '../../bytes/json.ts';
import type { CodeForm } from '../../errors/code-facts.ts';
import { accept, makeFinding, reject, type Verdict } from '../../errors/workbench-error.ts';
import { judgeCode } from '../judge-code.ts';
import type { CodeKeys, ConnectCode } from '../payload.ts';
import { readConnectionStringCode } from './connection-string.ts';
import { hasMember, readTexts } from './json-texts.ts';

const STRING_NAMES = { connectionString: ['connectionString'] } as const;
const NAMES = {
  deviceId: ['deviceId'],
  idScope: ['scopeId'],
  keyType: ['keyType'],
  authKey: ['authKey'],
  deviceKey: ['deviceKey'],
  modelId: ['modelId'],
} as const;

/**
 * Reads what the phone app "IoT Plug and Play" keeps of a device that somebody typed in: a connection string, which
 * counts before everything else, or a key of a kind; undefined for what has neither.
 */
export function readPhoneApp(json: JsonObject, form: CodeForm): Verdict<ConnectCode> | undefined {
  if (hasMember(json, 'connectionString')) {
    const texts = readTexts(json, form, STRING_NAMES, ['connectionString']);
    return texts.ok ? readConnectionStringCode(texts.value.connectionString) : texts;
  }
  return hasMember(json, 'keyType') ? readTyped(json, form) : undefined;
}

function readTyped(json: JsonObject, form: CodeForm): Verdict<ConnectCode> {
  const texts = readTexts(json, form, NAMES, ['deviceId', 'idScope', 'keyType']);
  if (!texts.ok) return texts;
  const { deviceId, idScope, keyType, authKey, deviceKey, modelId } = texts.value;
  if (keyType !== 'group' && keyType !== 'device') {
    return reject(makeFinding('qr/field-form', { form, field: 'keyType' }));
  }
  const keys = chooseKey(keyType, authKey, deviceKey);
  if (keys === undefined) return reject(makeFinding('qr/field-missing', { form, field: 'deviceKey' }));
  const judged = judgeCode({ route: { kind: 'dps', idScope, registrationId: deviceId }, keys, modelId });
  const holdsBoth = keyType === 'group' && authKey !== undefined && keys.kind === 'device-key';
  return judged.ok && holdsBoth
    ? accept(judged.value, [...judged.notes, makeFinding('qr/holds-group-key', {})])
    : judged;
}

/** Of a group, the device's own key is derived already; the group's is not taken where nothing needs it. */
function chooseKey(
  keyType: 'group' | 'device',
  authKey: string | undefined,
  deviceKey: string | undefined,
): CodeKeys | undefined {
  if (deviceKey !== undefined) return { kind: 'device-key', primaryKey: deviceKey };
  return authKey === undefined ? undefined : { kind: `${keyType}-key`, primaryKey: authKey };
}
