import { encodeBase64 } from '../bytes/base64.ts';

/** Gives a new group key of random bytes, base64: 64 bytes as DPS makes them, or 32. */
export function makeGroupKey(crypto: Pick<Crypto, 'getRandomValues'>, byteCount: 64 | 32 = 64): string {
  return encodeBase64(crypto.getRandomValues(new Uint8Array(byteCount)));
}
