import { decodeBase64Forgiving, encodeBase64 } from '#core/bytes/base64';
import { WorkbenchError } from '#core/errors/workbench-error';
import { printConnectionString } from '#core/identity/connection-string';
import type { DeviceRoute, KeySecret } from '#core/identity/device-record';
import { deriveDeviceKey } from '#core/sas/derived-key';
import type { Services } from '../services.ts';

/** Gives the key that this device signs with, base64: its own, or the one worked out from the group key. */
export async function deriveKeyOf(
  services: Pick<Services, 'crypto'>,
  route: DeviceRoute,
  secret: KeySecret,
): Promise<string> {
  if (secret.kind === 'device-key' || route.kind === 'hub') return secret.primaryKey;
  const groupKey = decodeBase64Forgiving(secret.primaryKey);
  if (groupKey === undefined) throw new WorkbenchError('device/key-missing', {});
  return encodeBase64(await deriveDeviceKey(services.crypto.subtle, groupKey, route.registrationId));
}

/** Gives the connection string of this device for the hub that it was given. Errors: `device/key-missing`. */
export async function connectionStringOf(
  services: Pick<Services, 'crypto'>,
  route: DeviceRoute,
  secret: KeySecret,
  hubHost: string,
): Promise<string> {
  const sharedAccessKey = await deriveKeyOf(services, route, secret);
  const credential = { kind: 'key', sharedAccessKey } as const;
  if (route.kind === 'dps') {
    return printConnectionString({ hostName: hubHost, deviceId: route.registrationId, credential });
  }
  const { kind: _kind, hubHost: _hubHost, ...identity } = route;
  return printConnectionString({ hostName: hubHost, ...identity, credential });
}
