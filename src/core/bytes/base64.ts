const CHUNK_BYTES = 0x8000;

/** Of ECMAScript 2026: browsers have it, and take a small part of the time; Node has it from 25 on. */
interface NativeBase64 {
  toBase64?(): string;
}

/** Gives standard base64 with padding and without line breaks (RFC 4648 section 4). */
export function encodeBase64(bytes: Uint8Array & NativeBase64): string {
  if (bytes.toBase64 !== undefined) return bytes.toBase64();
  let binary = '';
  // A call takes a limited number of arguments, so large inputs go in pieces.
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
    binary += String.fromCharCode(...bytes.subarray(at, at + CHUNK_BYTES));
  }
  return btoa(binary);
}

/**
 * Gives the bytes of standard base64 (RFC 4648 section 4), or undefined when the text is anything else: padding is
 * required, white space and the URL alphabet are not taken. Unused bits before the padding may be set (section 3.5
 * leaves it open, and .NET, on which the services run, takes them).
 */
export function decodeBase64(text: string): Uint8Array | undefined {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return undefined;
  return decodeBase64Forgiving(text);
}

/**
 * Gives the bytes as browsers and lenient SDKs read them (WHATWG forgiving-base64: padding may be missing, ASCII white
 * space is skipped), or undefined when even that fails. For what a service or an SDK takes, not for judging a paste.
 */
export function decodeBase64Forgiving(text: string): Uint8Array | undefined {
  let binary: string;
  try {
    binary = atob(text);
  } catch {
    return undefined;
  }
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at += 1) bytes[at] = binary.charCodeAt(at);
  return bytes;
}
