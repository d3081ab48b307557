import { encodeUtf8 } from '../bytes/text.ts';
import { hmacSha256 } from './hmac.ts';

/**
 * Gives the 32 bytes of a device's key in a symmetric key enrollment group: HMAC-SHA256 of the registration ID's UTF-8
 * bytes under the group key ("Symmetric key attestation" in the DPS documentation). The ID goes in as typed: another
 * case is another key. Throws `key/empty`.
 */
export function deriveDeviceKey(
  subtle: SubtleCrypto,
  groupKeyBytes: Uint8Array,
  registrationId: string,
): Promise<Uint8Array> {
  return hmacSha256(subtle, groupKeyBytes, encodeUtf8(registrationId));
}
