import { WorkbenchError } from '../errors/workbench-error.ts';

/**
 * Gives the 32 bytes of HMAC-SHA256 (RFC 2104) under any non-empty key; keys over 64 bytes are hashed first, as the
 * RFC has it. Whether a key is one that a service would issue is for `judgeKey` to say.
 * Throws `key/empty` when the key has no bytes: WebCrypto takes none such.
 */
export async function hmacSha256(subtle: SubtleCrypto, keyBytes: Uint8Array, data: Uint8Array): Promise<Uint8Array> {
  if (keyBytes.length === 0) throw new WorkbenchError('key/empty', {});
  // Copies, because WebCrypto refuses views of shared memory.
  const key = await subtle.importKey('raw', new Uint8Array(keyBytes), { name: 'HMAC', hash: 'SHA-256' }, false, [
    'sign',
  ]);
  return new Uint8Array(await subtle.sign('HMAC', key, new Uint8Array(data)));
}
