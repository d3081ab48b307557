import { encodeBase64 } from '../bytes/base64.ts';
import { equalBytes } from '../bytes/compare.ts';

/** What a derivation gives (HMAC-SHA256). */
const KEY_BYTES = 32;

/** The keys of many devices in one piece of memory, by their places in the list. */
export interface PackedKeys {
  /** Keeps the 32 bytes of a key. */
  set(index: number, key: Uint8Array): void;
  /** Gives the key as base64. */
  base64At(index: number): string;
  /** Whether one of them is this very key. */
  has(key: Uint8Array): boolean;
  /** Overwrites them with zeros. */
  wipe(): void;
}

/** Makes room for so many keys of 32 bytes. */
export function createPackedKeys(count: number): PackedKeys {
  const bytes = new Uint8Array(count * KEY_BYTES);
  const keyAt = (index: number): Uint8Array => bytes.subarray(index * KEY_BYTES, (index + 1) * KEY_BYTES);
  return {
    set: (index, key) => bytes.set(key, index * KEY_BYTES),
    base64At: (index) => encodeBase64(keyAt(index)),
    has(key) {
      for (let index = 0; index < count; index += 1) {
        if (equalBytes(keyAt(index), key)) return true;
      }
      return false;
    },
    wipe: () => void bytes.fill(0),
  };
}
