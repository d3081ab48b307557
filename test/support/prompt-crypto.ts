import { createHmac } from 'node:crypto';

interface PromptKey {
  readonly bytes: Uint8Array;
}

/**
 * The platform's crypto, but that HMAC is answered in the same turn: WebCrypto answers from a thread, which on a busy
 * machine may take longer than a test on a fake clock lets promises settle. The signatures are the same.
 */
export function createPromptCrypto(): Crypto {
  const platform = globalThis.crypto;
  const subtle = {
    importKey: (_format: 'raw', bytes: Uint8Array): Promise<PromptKey> => Promise.resolve({ bytes }),
    sign: (_algorithm: 'HMAC', key: PromptKey, data: Uint8Array): Promise<ArrayBuffer> =>
      Promise.resolve(new Uint8Array(createHmac('sha256', key.bytes).update(data).digest()).buffer),
  };
  return {
    subtle: subtle as unknown as SubtleCrypto,
    getRandomValues: (array) => platform.getRandomValues(array),
    randomUUID: () => platform.randomUUID(),
  };
}
