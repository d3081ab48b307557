import { encodeRecord, FRAGMENT_LIMIT, type RecordProtection, type TlsRecord } from './record-protection.ts';

/** Puts records on their way: numbered in order, sealed side by side, transmitted in order. */
export interface RecordWriter {
  /** How many records were sealed with the present keys. */
  readonly sequence: number;
  /** What is written from now on is sealed so. */
  changeKeys(protection: RecordProtection): void;
  /** Writes a message, in several records if it must be. The bytes are the writer's. Resolves when it was transmitted. */
  write(type: number, data: Uint8Array<ArrayBuffer>, version?: number): Promise<void>;
  /** Resolves when all that was written before was transmitted, or cannot be any more. */
  flushed(): Promise<void>;
  /** What was written goes out, and nothing else does. */
  close(): void;
}

/** `onFailure`: called when a record cannot be sealed or transmitted; nothing is transmitted after it. */
export function createRecordWriter(
  transmit: (bytes: TlsRecord) => void,
  onFailure: (error: unknown) => void,
): RecordWriter {
  let protection: RecordProtection | undefined;
  let sequence = 0;
  let last = Promise.resolve();
  let isClosed = false;
  let isBroken = false;
  const put = (record: TlsRecord | Promise<TlsRecord>): void => {
    last = Promise.all([record, last])
      // After a record that is lost the server would refuse all others.
      .then(([bytes]) => void (isBroken || transmit(bytes)))
      .catch((error: unknown) => {
        isBroken = true;
        onFailure(error);
      });
  };
  return {
    get sequence() {
      return sequence;
    },
    changeKeys(next) {
      protection = next;
      sequence = 0;
    },
    async write(type, data, version) {
      for (let at = 0; at < data.length && !isClosed; at += FRAGMENT_LIMIT) {
        const fragment = data.subarray(at, at + FRAGMENT_LIMIT);
        put(protection?.seal(sequence, type, fragment) ?? encodeRecord(type, fragment, version));
        sequence += 1;
      }
      return last;
    },
    flushed: async () => last,
    close() {
      isClosed = true;
    },
  };
}
