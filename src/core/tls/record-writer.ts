import { encodeRecord, FRAGMENT_LIMIT, type RecordProtection, type TlsRecord } from './record-protection.ts';

/** Puts records on their way: numbered in order, sealed side by side, transmitted in order. */
export class RecordWriter {
  readonly #transmit: (bytes: TlsRecord) => void;
  readonly #onFailure: (error: unknown) => void;
  #protection: RecordProtection | undefined;
  #sequence = 0;
  #last: Promise<void> = Promise.resolve();
  #isClosed = false;
  #isBroken = false;

  /** `onFailure`: called when a record cannot be sealed or transmitted; nothing is transmitted after it. */
  constructor(transmit: (bytes: TlsRecord) => void, onFailure: (error: unknown) => void) {
    this.#transmit = transmit;
    this.#onFailure = onFailure;
  }

  /** How many records were sealed with the present keys. */
  get sequence(): number {
    return this.#sequence;
  }

  /** What is written from now on is sealed so. */
  changeKeys(protection: RecordProtection, sequence = 0): void {
    this.#protection = protection;
    this.#sequence = sequence;
  }

  /** Writes a message, in several records if it must be. The bytes are the writer's. Resolves when it was transmitted. */
  async write(type: number, data: Uint8Array<ArrayBuffer>, version?: number): Promise<void> {
    for (let at = 0; at < data.length && !this.#isClosed; at += FRAGMENT_LIMIT) {
      const fragment = data.subarray(at, at + FRAGMENT_LIMIT);
      this.#put(this.#protection?.seal(this.#sequence, type, fragment) ?? encodeRecord(type, fragment, version));
      this.#sequence += 1;
    }
    return this.flushed();
  }

  /** Resolves when all that was written before was transmitted, or cannot be any more. */
  async flushed(): Promise<void> {
    return this.#last;
  }

  /** What was written goes out, and nothing else does. */
  close(): void {
    this.#isClosed = true;
  }

  #put(record: TlsRecord | Promise<TlsRecord>): void {
    const sealed = Promise.all([record, this.#last]);
    this.#last = sealed
      .then(([bytes]) => {
        // After a record that is lost the server would refuse all others.
        if (!this.#isBroken) this.#transmit(bytes);
      })
      .catch((error: unknown) => {
        this.#isBroken = true;
        this.#onFailure(error);
      });
  }
}
