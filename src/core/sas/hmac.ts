import { WorkbenchError } from '../errors/workbench-error.ts';

/** Gives the 32 bytes of HMAC-SHA256 of some data. */
export type HmacSigner = (data: Uint8Array) => Promise<Uint8Array>;

/**
 * Gives HMAC-SHA256 (RFC 2104) under one non-empty key, which is imported once; keys over 64 bytes are hashed first, as
 * the RFC has it. Whether a key is one that a service would issue is for `judgeKey` to say.
 * Throws `key/empty` when the key has no bytes: WebCrypto takes none such.
 */
export async function createHmacSigner(subtle: SubtleCrypto, keyBytes: Uint8Array): Promise<HmacSigner> {
  if (keyBytes.length === 0) throw new WorkbenchError('key/empty', {});
  // Copies, here and below, because WebCrypto refuses views of shared memory.
  const key = await subtle.importKey('raw', new Uint8Array(keyBytes), { name: 'HMAC', hash: 'SHA-256' }, false, [
    'sign',
  ]);
  return async (data) => new Uint8Array(await subtle.sign('HMAC', key, new Uint8Array(data)));
}

/** Gives the 32 bytes of HMAC-SHA256 under a key that is used once. Throws `key/empty`. */
export async function hmacSha256(subtle: SubtleCrypto, keyBytes: Uint8Array, data: Uint8Array): Promise<Uint8Array> {
  return (await createHmacSigner(subtle, keyBytes))(data);
}
