import { encodeHex } from '../bytes/hex.ts';
import { parseJson } from '../bytes/json.ts';
import { decodeUtf8 } from '../bytes/text.ts';
import type { BodyFacts } from '../words/en/trace.ts';
import { TRACE_BODY_LIMIT } from './trace-entry.ts';

/** A body as a row keeps it, and what it is. */
export interface PrintedBody extends BodyFacts {
  readonly text: string;
  readonly cut: boolean;
}

/** UTF-8 has at most four bytes for a character, so this many always hold the limit. */
const BYTES_LOOKED_AT = TRACE_BODY_LIMIT * 4;
/** Control characters that no text has: all but tab and line ends. */
const NO_TEXT = /(?![\t\n\r])\p{Cc}/u;

/**
 * Gives the body of a PUBLISH as text, or as hex where it is no text, cut at `TRACE_BODY_LIMIT` characters. `asJson`
 * says that the sender announced JSON. Looks at the beginning only, so that a large body costs no more than a small one.
 */
export function printBody(payload: Uint8Array, asJson: boolean): PrintedBody {
  const bytes = payload.length;
  const looked = decodeUtf8(wholeCharacters(payload));
  if (looked === undefined || NO_TEXT.test(looked)) {
    const text = encodeHex(payload.subarray(0, TRACE_BODY_LIMIT / 2));
    return { text, cut: bytes > TRACE_BODY_LIMIT / 2, bytes, kind: 'binary' };
  }
  const cut = bytes > BYTES_LOOKED_AT || looked.length > TRACE_BODY_LIMIT;
  return {
    text: cut ? cutText(looked) : looked,
    cut,
    bytes,
    kind: cut ? kindOfCut(looked, asJson) : kindOf(looked, asJson),
  };
}

/** Gives the beginning of the payload without the part of a character at its end. */
function wholeCharacters(payload: Uint8Array): Uint8Array {
  if (payload.length <= BYTES_LOOKED_AT) return payload;
  let end = BYTES_LOOKED_AT;
  while (end > BYTES_LOOKED_AT - 4 && ((payload[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return payload.subarray(0, end);
}

/** Cuts between characters, never inside a surrogate pair. */
function cutText(text: string): string {
  const last = text.charCodeAt(TRACE_BODY_LIMIT - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? TRACE_BODY_LIMIT - 1 : TRACE_BODY_LIMIT);
}

function kindOf(text: string, asJson: boolean): BodyFacts['kind'] {
  if (parseJson(text) !== undefined) return 'json';
  return asJson ? 'not-quite-json' : 'text';
}

/** The end is not looked at, so the beginning has to do. */
function kindOfCut(text: string, asJson: boolean): BodyFacts['kind'] {
  return asJson || /^\s*[[{]/.test(text) ? 'json' : 'text';
}
