import type { RecordKeys } from './ciphers.ts';
import { CONTENT, join, message, record } from './wire.ts';

interface Outlet {
  readonly recordLength?: number | undefined;
  readonly isPacked?: boolean | undefined;
  readonly onRecord?: ((record: Uint8Array<ArrayBuffer>) => Uint8Array) | undefined;
  readonly transmit: (bytes: Uint8Array<ArrayBuffer>) => void;
}

/** Cuts handshake messages into records, and seals them once there are keys. */
export class RecordWriter {
  readonly #outlet: Outlet;
  #keys: RecordKeys | undefined;
  #waiting: Uint8Array = new Uint8Array();

  constructor(outlet: Outlet) {
    this.#outlet = outlet;
  }

  use(keys: RecordKeys): void {
    this.flush();
    this.#keys = keys;
  }

  message(type: number, body: Uint8Array): void {
    this.#waiting = join(this.#waiting, message(type, body));
    if (this.#outlet.isPacked !== true) this.flush();
  }

  /** Ends the record that is being filled. */
  flush(): void {
    const { recordLength = 16_384 } = this.#outlet;
    const whole = this.#waiting;
    this.#waiting = new Uint8Array();
    for (let at = 0; at < whole.length; at += recordLength)
      this.#write(CONTENT.handshake, whole.subarray(at, at + recordLength));
  }

  record(type: number, content: Uint8Array, padding?: number): void {
    this.flush();
    this.#write(type, content, padding);
  }

  raw(bytes: Uint8Array): void {
    this.flush();
    this.#outlet.transmit(join(bytes));
  }

  #write(type: number, content: Uint8Array, padding?: number): void {
    const whole = this.#keys?.seal(type, content, padding) ?? record(type, content);
    this.#outlet.transmit(join(this.#outlet.onRecord?.(whole) ?? whole));
  }
}

/** A record of the client, opened; `isUnreadable`: it is of other keys, or of keys before there are any. */
export interface ReadRecord {
  readonly type: number;
  readonly content: Uint8Array;
  readonly isUnreadable: boolean;
}

/** Finds records in what a client sends, and opens them once there are keys. */
export class RecordReader {
  keys: RecordKeys | undefined;
  #rest: Uint8Array = new Uint8Array();

  /** Gives records one by one, so that keys may be changed between them. */
  *read(received: Uint8Array): Generator<ReadRecord> {
    this.#rest = join(this.#rest, received);
    while (this.#rest.length >= 5) {
      const rest = Buffer.from(this.#rest);
      const end = 5 + rest.readUInt16BE(3);
      if (rest.length < end) return;
      this.#rest = join(rest.subarray(end));
      yield this.#open(rest.subarray(0, 5), rest.subarray(5, end));
    }
  }

  #open(head: Uint8Array, body: Uint8Array): ReadRecord {
    const [type = 0] = head;
    // TLS 1.3 changes the cipher spec in the clear (RFC 8446, D.4), and may send alerts so before it has keys.
    if (type === CONTENT.changeCipherSpec || isPlainAlert(type, body))
      return { type, content: body, isUnreadable: false };
    if (this.keys === undefined) return { type, content: body, isUnreadable: type === CONTENT.applicationData };
    const opened = this.keys.open(head, body);
    return opened === undefined ? { type, content: body, isUnreadable: true } : { ...opened, isUnreadable: false };
  }
}

const isPlainAlert = (type: number, body: Uint8Array): boolean => type === CONTENT.alert && body.length === 2;
