import { encodeBase64 } from '../../bytes/base64.ts';
import type { JsonObject } from '../../bytes/json.ts';
import { encodeUtf8 } from '../../bytes/text.ts';
import type { CodeForm } from '../../errors/code-facts.ts';
import type { Verdict } from '../../errors/workbench-error.ts';
import { judgeCode } from '../judge-code.ts';
import type { ConnectCode } from '../payload.ts';
import { hasMember, readTexts } from './json-texts.ts';

/** What IoT Central's code of a device holds. */
export interface CentralCode {
  readonly deviceId: string;
  readonly idScope: string;
  /** Base64. */
  readonly deviceKey: string;
}

/**
 * Gives the text of the QR code on IoT Central's page "Device connection": JSON without blanks, its members in this
 * order, as base64 with padding. It holds the key in clear.
 */
export function printCentralCode({ deviceId, idScope, deviceKey }: CentralCode): string {
  return encodeBase64(encodeUtf8(JSON.stringify({ deviceId, scopeId: idScope, deviceKey })));
}

const NAMES = {
  deviceId: ['deviceId'],
  idScope: ['scopeId'],
  deviceKey: ['deviceKey'],
  modelId: ['modelId'],
} as const;

/**
 * Reads what IoT Central writes, and what the generator of Microsoft's sample for patients writes, which has a model ID
 * beside it, and somebody's ID that is not taken; undefined for what has no `scopeId`.
 */
export function readCentral(json: JsonObject, form: CodeForm): Verdict<ConnectCode> | undefined {
  if (!hasMember(json, 'scopeId') || !hasMember(json, 'deviceKey')) return undefined;
  const texts = readTexts(json, form, NAMES, ['deviceId', 'idScope', 'deviceKey']);
  if (!texts.ok) return texts;
  const { deviceId, idScope, deviceKey, modelId } = texts.value;
  return judgeCode({
    route: { kind: 'dps', idScope, registrationId: deviceId },
    keys: { kind: 'device-key', primaryKey: deviceKey },
    modelId,
  });
}
