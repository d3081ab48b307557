import { decodeBase64, encodeBase64 } from '#core/bytes/base64';
import type { Json } from '#core/bytes/json';

/** What DPS takes as a symmetric key of an entry, in bytes. */
const SHORTEST_BYTES = 16;
const LONGEST_BYTES = 64;

/** What an entry's key must be, for the answer to whoever sent another one. */
export const ENTRY_KEY_FORM = 'must be base64 of 16 to 64 bytes';

/** Gives a key for an entry as the one base64 text of its bytes, or undefined when DPS would not take it. */
export function readEntryKey(value: Json | undefined): string | undefined {
  const bytes = typeof value === 'string' ? decodeBase64(value) : undefined;
  if (bytes === undefined || bytes.length < SHORTEST_BYTES || bytes.length > LONGEST_BYTES) return undefined;
  return encodeBase64(bytes);
}
