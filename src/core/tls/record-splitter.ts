import { concatBytes } from '../bytes/compare.ts';
import { CONTENT, nameOf } from './protocol.ts';
import { FRAGMENT_LIMIT, HEADER_LENGTH, type TlsRecord } from './record-protection.ts';
import { fail, failOrder, failOverflow } from './tls-fault.ts';

/** What protection may add to the data of a record: RFC 5246, 6.2.3; in TLS 1.3 it is less, and looked at there. */
const EXPANSION_LIMIT = 2048;

/** Takes bytes, which may be any part of a stream, and gives the records that are whole with them. Throws faults. */
export type RecordSplitter = (bytes: Uint8Array<ArrayBuffer>) => Generator<TlsRecord>;

/** Cuts a stream of bytes into records, and looks at their headers; keeps less than one record. */
export function createRecordSplitter(): RecordSplitter {
  let parts: Uint8Array<ArrayBuffer>[] = [];
  let held = 0;
  /** Bytes of the header, or of the record once that is known. */
  let needed = HEADER_LENGTH;
  let isFirst = true;
  return function* (bytes) {
    parts.push(bytes);
    held += bytes.length;
    if (held < needed) return;
    // Joined only when they are enough: a record may come byte by byte.
    let rest = parts.length === 1 ? bytes : concatBytes(parts);
    for (;;) {
      const hasHeader = rest.length >= HEADER_LENGTH;
      needed = HEADER_LENGTH + (hasHeader ? readLength(rest, isFirst) : 0);
      if (hasHeader) isFirst = false;
      if (rest.length < needed) break;
      yield rest.subarray(0, needed);
      rest = rest.subarray(needed);
    }
    parts = [rest];
    held = rest.length;
  };
}

function readLength([type = 0, major = 0, , high = 0, low = 0]: Uint8Array, isFirst: boolean): number {
  const name = nameOf(CONTENT, type, 'record');
  const isKnown = name in CONTENT;
  if (isFirst && (!isKnown || major !== 3)) fail('unexpected_message', 'tls/not-tls', {});
  // RFC 5246, 6.2.1; RFC 8446, 5.
  if (!isKnown) failOrder(name, []);
  const length = high * 256 + low;
  if (length > FRAGMENT_LIMIT + EXPANSION_LIMIT) failOverflow();
  return length;
}
