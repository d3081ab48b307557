import { decodeBase64Forgiving } from '../bytes/base64.ts';
import { memberOf, parseJson } from '../bytes/json.ts';
import { decodeUtf8 } from '../bytes/text.ts';
import { judgeId } from '../identity/device-id.ts';
import { judgeIdScope } from '../identity/id-scope.ts';
import { judgeKey } from '../sas/key.ts';
import { inspectValues as words } from '../words/en/inspect-values.ts';
import { findingsOf } from './findings-of.ts';
import type { FoundItem } from './found-item.ts';
import { listFacts, makeCodeFact, makeFact } from './item-facts.ts';

/** Characters of a code; IoT Central's has about 150. */
const CODE_LIMIT = 4000;

/** Reads the text of the code that IoT Central shows for a device: base64 of JSON, or that JSON as it stands. */
export function readConnectCode(text: string): FoundItem | undefined {
  if (text.length > CODE_LIMIT) return undefined;
  const isJson = text.startsWith('{');
  const json = isJson ? text : decodeUtf8(decodeBase64Forgiving(text) ?? new Uint8Array());
  const code = json?.startsWith('{') === true ? parseJson(json) : undefined;
  const [deviceId, idScope, key] = ['deviceId', 'scopeId', 'deviceKey'].map((name) => memberOf(code, name));
  if (typeof deviceId !== 'string' || typeof idScope !== 'string' || typeof key !== 'string') return undefined;
  return {
    kind: 'connect-code',
    title: deviceId,
    facts: listFacts([
      makeFact('use', words.uses.central),
      makeCodeFact('device-id', deviceId),
      makeCodeFact('id-scope', idScope),
      makeFact('credential', words.credentials.key),
      makeFact('form', isJson ? words.forms.json : words.forms.base64),
    ]),
    findings: [
      ...findingsOf(judgeId(deviceId, 'central')),
      ...findingsOf(judgeIdScope(idScope)),
      ...findingsOf(judgeKey(key, { role: 'device' })),
    ],
    printSecret: () => JSON.stringify({ deviceId, scopeId: idScope, deviceKey: key }),
  };
}
