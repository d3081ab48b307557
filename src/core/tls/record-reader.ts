import { CONTENT } from './protocol.ts';
import { openUnprotected, type Plaintext, type RecordProtection, type TlsRecord } from './record-protection.ts';
import { RecordSplitter } from './record-splitter.ts';
import { fail } from './tls-fault.ts';

/** Records that are opened side by side. */
const AHEAD = 32;
/** Bytes that wait to be read: what a server sends faster than we read it is kept up to here. */
const WAITING_LIMIT = 2 ** 26;

/** Cuts a stream of bytes into records and opens them: several at a time, and gives them in order. */
export class RecordReader {
  readonly #splitter = new RecordSplitter();
  #waiting: TlsRecord[] = [];
  #waitingBytes = 0;
  #opening: { readonly record: TlsRecord; readonly content: Promise<Plaintext> }[] = [];
  #protection: RecordProtection | undefined;
  /** Of the next record to be opened. */
  #sequence = 0;
  #wake: (() => void) | undefined;
  #isEnded = false;
  /** Why the stream cannot be read on: told behind the records before it. */
  #fault: unknown;

  /** Takes bytes, which may be any part of a stream. */
  push(bytes: Uint8Array<ArrayBuffer>): void {
    if (this.#fault !== undefined) return;
    try {
      for (const record of this.#splitter.push(bytes)) {
        this.#waiting.push(record);
        this.#waitingBytes += record.length;
      }
      if (this.#waitingBytes > WAITING_LIMIT) fail('record_overflow', 'tls/record-overflow', {});
    } catch (error) {
      this.#fault = error;
    }
    this.#wake?.();
  }

  /** There will be no more bytes. */
  end(): void {
    this.#isEnded = true;
    this.#wake?.();
  }

  /** What is read from now on is opened so. */
  changeKeys(protection: RecordProtection): void {
    this.#protection = protection;
    this.#sequence = 0;
    // They were opened with keys that are not theirs, or not at all.
    this.#waiting.unshift(...this.#opening.map(({ record }) => record));
    this.#opening = [];
  }

  /** Gives the next record, or undefined after the last one. Rejects with the fault of what came. */
  async next(): Promise<Plaintext | undefined> {
    this.#openAhead();
    while (this.#opening.length === 0) {
      if (this.#fault !== undefined) throw this.#fault;
      if (this.#isEnded) return undefined;
      await new Promise<void>((resolve) => (this.#wake = resolve));
      this.#openAhead();
    }
    const next = this.#opening.shift();
    this.#waitingBytes -= next?.record.length ?? 0;
    return next?.content;
  }

  #openAhead(): void {
    for (const record of this.#waiting.splice(0, AHEAD - this.#opening.length)) {
      const content = this.#open(record);
      // It may be opened again with other keys, and nobody asks for this one then.
      content.catch(() => undefined);
      this.#opening.push({ record, content });
    }
  }

  async #open(record: TlsRecord): Promise<Plaintext> {
    // A change_cipher_spec is never sealed (RFC 5246, 7.1; RFC 8446, 5), and takes no number.
    if (this.#protection === undefined || record[0] === CONTENT.change_cipher_spec) return openUnprotected(record);
    return this.#protection.open(this.#sequence++, record);
  }
}
