import { decodeBase64 } from '../bytes/base64.ts';
import type { FactsByCode, KeyFault } from '../errors/facts.ts';

/** The characters of a key, and the line breaks that openssl puts among them. */
const OF_KEY = /[A-Za-z0-9+/\r\n]/;
const SHORTEST_KEY_BYTES = 16;
/** Far more than any key has; what is longer is not read again in other forms. */
const LOOKED_AT = 1000;

/**
 * Says what keeps a text from being read as base64, and where: the index of the first character that cannot stand there,
 * or of the end when something is missing.
 */
export function findKeyFault(text: string): FactsByCode['key/not-base64'] {
  const end = text.trimEnd().length;
  const start = text.length - text.trimStart().length;
  let at = start;
  while (at < end && OF_KEY.test(text.charAt(at))) at += 1;
  const behind = skipPadding(text, at, end);
  if (behind === end) return { fault: 'cut-short', position: end };
  if (behind > at && isKey(text.slice(start, behind))) return { fault: 'more-behind', position: behind };
  return { fault: nameFault(text.slice(start, end), text.charAt(at)), position: at };
}

function skipPadding(text: string, from: number, end: number): number {
  let at = from;
  while (at < end && /[=\r\n]/.test(text.charAt(at))) at += 1;
  return at;
}

function nameFault(text: string, character: string): KeyFault {
  if (/\s/.test(character)) return 'blank';
  if (/["'`\u2018-\u201f\u00ab\u00bb]/.test(character)) return 'quotes';
  if (/\p{C}/u.test(character)) return 'unseen';
  if (/[-_]/.test(character) && isKey(text.replaceAll('-', '+').replaceAll('_', '/'))) return 'url-form';
  if (character === '%' && isKey(unescapePercents(text))) return 'percent-form';
  return 'other';
}

function unescapePercents(text: string): string {
  return text.replace(/%(2B|2F|3D)/gi, (escaped) => String.fromCharCode(Number.parseInt(escaped.slice(1), 16)));
}

function isKey(text: string): boolean {
  if (text.length > LOOKED_AT) return false;
  const bytes = decodeBase64(text.replace(/[\r\n]+/g, ''));
  return bytes !== undefined && bytes.length >= SHORTEST_KEY_BYTES;
}
