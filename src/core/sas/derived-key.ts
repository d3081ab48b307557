import { encodeUtf8 } from '../bytes/text.ts';
import { createHmacSigner } from './hmac.ts';

/** Gives the 32 bytes of the key of the device with a registration ID. */
export type DeviceKeyDeriver = (registrationId: string) => Promise<Uint8Array>;

/**
 * Gives the keys of devices in one symmetric key enrollment group: HMAC-SHA256 of the registration ID's UTF-8 bytes
 * under the group key ("Symmetric key attestation" in the DPS documentation). The ID goes in as typed: another case is
 * another key. The group key is imported once, for any number of devices. Throws `key/empty`.
 */
export async function createDeviceKeyDeriver(
  subtle: SubtleCrypto,
  groupKeyBytes: Uint8Array,
): Promise<DeviceKeyDeriver> {
  const sign = await createHmacSigner(subtle, groupKeyBytes);
  return (registrationId) => sign(encodeUtf8(registrationId));
}

/** Gives the 32 bytes of one device's key, as `createDeviceKeyDeriver` has it. Throws `key/empty`. */
export async function deriveDeviceKey(
  subtle: SubtleCrypto,
  groupKeyBytes: Uint8Array,
  registrationId: string,
): Promise<Uint8Array> {
  return (await createDeviceKeyDeriver(subtle, groupKeyBytes))(registrationId);
}
