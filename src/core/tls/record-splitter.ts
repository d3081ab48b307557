import { concatBytes } from '../bytes/compare.ts';
import { CONTENT, nameOf } from './protocol.ts';
import { FRAGMENT_LIMIT, HEADER_LENGTH, type TlsRecord } from './record-protection.ts';
import { fail, failOrder } from './tls-fault.ts';

/** What protection may add to the data of a record: RFC 5246, 6.2.3; in TLS 1.3 it is less, and looked at there. */
const EXPANSION_LIMIT = 2048;

/** Cuts a stream of bytes into records, and looks at their headers; keeps less than one record. */
export class RecordSplitter {
  #parts: Uint8Array<ArrayBuffer>[] = [];
  #held = 0;
  /** Bytes of the header, or of the record once that is known. */
  #needed = HEADER_LENGTH;
  #isFirst = true;

  /** Takes bytes, which may be any part of a stream, and gives the records that are whole with them. Throws faults. */
  *push(bytes: Uint8Array<ArrayBuffer>): Generator<TlsRecord> {
    this.#parts.push(bytes);
    this.#held += bytes.length;
    if (this.#held < this.#needed) return;
    // Joined only when they are enough: a record may come byte by byte.
    let rest = this.#parts.length === 1 ? bytes : concatBytes(this.#parts);
    for (;;) {
      this.#needed = rest.length < HEADER_LENGTH ? HEADER_LENGTH : HEADER_LENGTH + this.#readLength(rest);
      if (rest.length < this.#needed) break;
      yield rest.subarray(0, this.#needed);
      rest = rest.subarray(this.#needed);
    }
    this.#parts = [rest];
    this.#held = rest.length;
  }

  #readLength([type = 0, major = 0, , high = 0, low = 0]: Uint8Array): number {
    const name = nameOf(CONTENT, type, 'record');
    const isKnown = name in CONTENT;
    if (this.#isFirst && (!isKnown || major !== 3)) fail('unexpected_message', 'tls/not-tls', {});
    // RFC 5246, 6.2.1; RFC 8446, 5.
    if (!isKnown) failOrder(name, []);
    this.#isFirst = false;
    const length = high * 256 + low;
    if (length > FRAGMENT_LIMIT + EXPANSION_LIMIT) fail('record_overflow', 'tls/record-overflow', {});
    return length;
  }
}
