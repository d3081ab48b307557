import { decodeBase64Forgiving } from '#core/bytes/base64';
import { WorkbenchError } from '#core/errors/workbench-error';
import { deviceName, type DeviceRoute, type KeySecret } from '#core/identity/device-record';
import { deriveDeviceKey } from '#core/sas/derived-key';
import { issueSasToken } from '#core/sas/sas-token';

/** Life of a token, for DPS and hub alike: what the SDKs of Microsoft use. */
export const TOKEN_LIFE_SECONDS = 3600;

/** A token and its end. */
export interface IssuedToken {
  readonly password: string;
  /** Milliseconds since the Unix epoch. */
  readonly endsAt: number;
}

/**
 * Gives the device keys that a secret stands for, the first one first: those of a group are derived for this device.
 * Throws `device/key-missing` when a key is no base64, or is empty.
 */
export async function deriveKeys(
  subtle: SubtleCrypto,
  secret: KeySecret,
  route: DeviceRoute,
): Promise<readonly [Uint8Array, ...Uint8Array[]]> {
  const derive = (text: string): Promise<Uint8Array> | Uint8Array => {
    const key = decodeKey(text);
    return secret.kind === 'device-key' ? key : deriveDeviceKey(subtle, key, deviceName(route));
  };
  const primary = await derive(secret.primaryKey);
  return secret.secondaryKey === undefined ? [primary] : [primary, await derive(secret.secondaryKey)];
}

/** Gives a token for registering with DPS; its `skn` is the literal `registration`. */
export function issueDpsToken(
  subtle: SubtleCrypto,
  keyBytes: Uint8Array,
  route: { readonly idScope: string; readonly registrationId: string },
  now: number,
): Promise<IssuedToken> {
  const resource = `${route.idScope}/registrations/${route.registrationId}`;
  return issueToken(subtle, keyBytes, resource, now, 'registration');
}

/** Gives a token for connecting to a hub as a device, or as a module of it. */
export function issueHubToken(
  subtle: SubtleCrypto,
  keyBytes: Uint8Array,
  identity: { readonly hub: string; readonly deviceId: string; readonly moduleId?: string },
  now: number,
): Promise<IssuedToken> {
  const moduleId = identity.moduleId === undefined ? '' : `/modules/${identity.moduleId}`;
  return issueToken(subtle, keyBytes, `${identity.hub}/devices/${identity.deviceId}${moduleId}`, now);
}

async function issueToken(
  subtle: SubtleCrypto,
  keyBytes: Uint8Array,
  resource: string,
  now: number,
  policy?: string,
): Promise<IssuedToken> {
  const expiresAtSeconds = Math.floor(now / 1000) + TOKEN_LIFE_SECONDS;
  const request = { resource, keyBytes, expiresAtSeconds, ...(policy === undefined ? {} : { policy }) };
  return { password: await issueSasToken(subtle, request), endsAt: expiresAtSeconds * 1000 };
}

function decodeKey(text: string): Uint8Array {
  const bytes = decodeBase64Forgiving(text);
  if (bytes === undefined || bytes.length === 0) throw new WorkbenchError('device/key-missing', {});
  return bytes;
}
