import { encodeBase64 } from '#core/bytes/base64';
import { encodeHex } from '#core/bytes/hex';
import { encodeUtf8 } from '#core/bytes/text';

/** Gives `count` random bytes. */
export function makeRandomBytes(crypto: Crypto, count: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(count));
}

/** Gives a random GUID (RFC 9562, version 4). `crypto.randomUUID` is missing on pages without TLS. */
export function makeGuid(crypto: Crypto): string {
  const bytes = makeRandomBytes(crypto, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return encodeHex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** Gives an ETag as Azure prints them: base64 of a quoted text. */
export function makeEtag(crypto: Crypto): string {
  return encodeBase64(encodeUtf8(`"${makeGuid(crypto)}"`));
}

/** Gives a random key of `count` bytes, base64. */
export function makeKeyBase64(crypto: Crypto, count: number): string {
  return encodeBase64(makeRandomBytes(crypto, count));
}

/** Prints a time as DPS and IoT Hub do: UTC with seven digits of the second. */
export function printServiceDate(ms: number): string {
  return new Date(ms).toISOString().replace('Z', '0000Z');
}
