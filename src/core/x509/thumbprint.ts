import { encodeHex } from '../bytes/hex.ts';

/** Gives the thumbprint of a certificate as the portal and `az` print it: upper-case hex without colons. */
export async function makeThumbprint(
  subtle: SubtleCrypto,
  der: Uint8Array,
  hash: 'SHA-1' | 'SHA-256',
): Promise<string> {
  const digest = await subtle.digest(hash, new Uint8Array(der));
  return encodeHex(new Uint8Array(digest)).toUpperCase();
}
