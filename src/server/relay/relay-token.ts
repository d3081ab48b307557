import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** 256 bits, which nobody finds by trying. */
const TOKEN_BYTES = 32;

/** Makes a token that no earlier start had. */
export function makeRelayToken(): string {
  return randomBytes(TOKEN_BYTES).toString('base64url');
}

/** Compares two tokens in a time that says nothing of either, not even of its length. */
export function isSameToken(found: string, expected: string): boolean {
  const [one, other] = [found, expected].map((text) => createHash('sha256').update(text).digest());
  return one !== undefined && other !== undefined && timingSafeEqual(one, other);
}
