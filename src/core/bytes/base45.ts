/** RFC 9285, table 1: the characters of a QR code's alphanumeric mode, in the order of their values. */
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';
const VALUES: ReadonlyMap<string, number> = new Map(Array.from(ALPHABET, (character, value) => [character, value]));

/**
 * Gives base45 (RFC 9285, section 4): three characters for two bytes, two for a last one. It never ends with a blank, for
 * the last character of a group is the one of the highest value, and small.
 */
export function encodeBase45(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 2) {
    const isPair = at + 1 < bytes.length;
    let rest = isPair ? (bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0) : (bytes[at] ?? 0);
    for (let count = isPair ? 3 : 2; count > 0; count -= 1) {
      text += ALPHABET[rest % 45];
      rest = Math.floor(rest / 45);
    }
  }
  return text;
}

/** Gives the bytes, or undefined when the text is anything else than base45 (RFC 9285, section 6), lower case included. */
export function decodeBase45(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (text.length % 3 === 1) return undefined;
  const bytes = new Uint8Array(Math.floor((text.length * 2) / 3));
  for (let at = 0, to = 0; at < text.length; at += 3, to += 2) {
    const isPair = at + 2 < text.length;
    const value = valueOf(text, at, isPair ? 3 : 2);
    if (value === undefined || value > (isPair ? 0xffff : 0xff)) return undefined;
    if (isPair) bytes[to] = value >>> 8;
    bytes[isPair ? to + 1 : to] = value & 0xff;
  }
  return bytes;
}

/** Of some characters, the first of which counts least. */
function valueOf(text: string, start: number, count: number): number | undefined {
  let value = 0;
  for (let at = start + count - 1; at >= start; at -= 1) {
    const digit = VALUES.get(text[at] ?? '');
    if (digit === undefined) return undefined;
    value = value * 45 + digit;
  }
  return value;
}
