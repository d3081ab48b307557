import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** 256 bits, which nobody finds by trying. */
const TOKEN_BYTES = 32;

/** Also what a sub-protocol of a WebSocket may hold (RFC 6455, 4.1; RFC 9110, 5.6.2). */
const FORM = /^[A-Za-z0-9._~-]{16,256}$/;

/** Makes a token that no earlier start had. */
export function makeRelayToken(): string {
  return randomBytes(TOKEN_BYTES).toString('base64url');
}

/** Whether a text can be a token: 16 to 256 letters, digits and `- . _ ~`. */
export function isRelayToken(text: string): boolean {
  return FORM.test(text);
}

/** Compares two tokens in a time that says nothing of either, not even of its length. */
export function isSameToken(found: string, expected: string): boolean {
  const [one, other] = [found, expected].map((text) => createHash('sha256').update(text).digest());
  return one !== undefined && other !== undefined && timingSafeEqual(one, other);
}
