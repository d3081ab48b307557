/** Bytes that are looked at to tell how text is written. */
const LOOKED_AT = 256;

/**
 * Gives the text of bytes: UTF-8, or UTF-16 with a byte order mark or without one, as Windows saves and pipes it. A mark
 * at the beginning goes.
 */
export function decodeSource(bytes: Uint8Array): string {
  return new TextDecoder(findEncoding(bytes)).decode(bytes);
}

/** In UTF-16 every other byte of what is inspected here is 0. */
function findEncoding(bytes: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  const start = bytes.subarray(0, LOOKED_AT);
  const zeros = [0, 1].map((phase) => start.filter((byte, index) => byte === 0 && index % 2 === phase).length);
  const [even = 0, odd = 0] = zeros;
  if (odd > start.length / 3 && even === 0) return 'utf-16le';
  return even > start.length / 3 && odd === 0 ? 'utf-16be' : 'utf-8';
}

/**
 * Gives the text as it was meant before a program wrote it into JSON, C or an environment variable: line ends, slashes
 * and signs that were escaped. A text without such marks is given back as it is.
 */
export function unescapeText(text: string): string {
  if (!text.includes('\\')) return text;
  return text
    .replace(/\\r\\n|\\n|\\r/g, '\n')
    .replace(/\\u00(2[bf]|3[d])/gi, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)))
    .replaceAll('\\/', '/')
    .replaceAll('\\"', '"');
}
