import { concatBytes } from '../bytes/compare.ts';
import { encodeUtf8 } from '../bytes/text.ts';
import type { TlsHash } from './cipher-suites.ts';
import { encodeUint, encodeVector } from './presentation.ts';

/** HMAC under one secret (RFC 2104). */
export type Mac = (data: Uint8Array<ArrayBuffer>) => Promise<Uint8Array<ArrayBuffer>>;

/** Gives HMAC under this secret, whose key is imported once. */
export async function makeMac(subtle: SubtleCrypto, hash: TlsHash, secret: Uint8Array<ArrayBuffer>): Promise<Mac> {
  const key = await subtle.importKey('raw', secret, { name: 'HMAC', hash }, false, ['sign']);
  return async (data) => new Uint8Array(await subtle.sign('HMAC', key, data));
}

/** The PRF of TLS 1.2 (RFC 5246, 5). */
export async function expandPrf(
  mac: Mac,
  label: string,
  seed: Uint8Array,
  length: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const labelled = concatBytes([encodeUtf8(label), seed]);
  const output = new Uint8Array(length);
  let a = labelled;
  for (let at = 0; at < length;) {
    a = await mac(a);
    const block = (await mac(concatBytes([a, labelled]))).subarray(0, length - at);
    output.set(block, at);
    at += block.length;
  }
  return output;
}

/** HKDF-Expand-Label of TLS 1.3 (RFC 8446, 7.1). What is asked for there is never longer than one block (RFC 5869, 2.3). */
export async function expandLabel(
  mac: Mac,
  label: string,
  context: Uint8Array,
  length: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const info = [encodeUint(length, 2), encodeVector(1, encodeUtf8(`tls13 ${label}`)), encodeVector(1, context)];
  return (await mac(concatBytes([...info, Uint8Array.of(1)]))).slice(0, length);
}
