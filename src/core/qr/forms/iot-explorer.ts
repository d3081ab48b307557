import type { JsonObject } from '../../bytes/json.ts';
import type { CodeForm } from '../../errors/code-facts.ts';
import type { Verdict } from '../../errors/workbench-error.ts';
import { judgeCode } from '../judge-code.ts';
import type { ConnectCode } from '../payload.ts';
import { hasMember, readTexts } from './json-texts.ts';

const NAMES = { deviceId: ['deviceId'], deviceKey: ['deviceKey'], hubHost: ['hostName'] } as const;

/** Reads what Azure IoT Explorer showed of a hub's device from November 2021 to August 2022; undefined for other JSON. */
export function readIotExplorer(json: JsonObject, form: CodeForm): Verdict<ConnectCode> | undefined {
  if (!hasMember(json, 'hostName') || !hasMember(json, 'deviceKey')) return undefined;
  const texts = readTexts(json, form, NAMES, ['deviceId', 'deviceKey', 'hubHost']);
  if (!texts.ok) return texts;
  const { deviceId, deviceKey, hubHost } = texts.value;
  return judgeCode({
    route: { kind: 'hub', hubHost, deviceId },
    keys: { kind: 'device-key', primaryKey: deviceKey },
  });
}
