import { accept, makeFinding, reject, type Verdict } from '../../errors/workbench-error.ts';
import { parseConnectionString } from '../../identity/connection-string.ts';
import { judgeKey } from '../../sas/key.ts';
import { judgeCode } from '../judge-code.ts';
import type { ConnectCode } from '../payload.ts';

/** How any field of a connection string begins, in any case of its letters. */
const START =
  /^(?:HostName|DeviceId|ModuleId|GatewayHostName|SharedAccessKeyName|SharedAccessKey|SharedAccessSignature|x509)\s*=/i;

/** Says whether a text begins as a connection string. */
export function isConnectionString(text: string): boolean {
  return START.test(text);
}

/**
 * Reads the connection string of a device or a module as a code. It has no end that could be looked for, so a key is
 * refused that is shorter than any that a service takes.
 */
export function readConnectionStringCode(text: string): Verdict<ConnectCode> {
  const parsed = parseConnectionString(text);
  if (!parsed.ok) return parsed;
  const { hostName, credential, ...ids } = parsed.value;
  if (credential.kind === 'token') return reject(makeFinding('key/is-token', {}));
  const key = credential.kind === 'key' ? judgeKey(credential.sharedAccessKey, { role: 'device' }) : undefined;
  if (key?.ok === false) return key;
  const judged = judgeCode({
    route: { kind: 'hub', hubHost: hostName, ...ids },
    ...(key !== undefined && { keys: { kind: 'device-key', primaryKey: key.value.keyBase64 } }),
  });
  return judged.ok ? accept(judged.value, [...parsed.notes, ...judged.notes]) : judged;
}
