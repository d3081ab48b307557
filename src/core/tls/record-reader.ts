import { CONTENT } from './protocol.ts';
import { openUnprotected, type Plaintext, type RecordProtection, type TlsRecord } from './record-protection.ts';
import { createRecordSplitter } from './record-splitter.ts';
import { failOverflow } from './tls-fault.ts';

/** Records that are opened side by side. */
const AHEAD = 32;
/** Bytes that wait to be read: what a server sends faster than we read it is kept up to here. */
const WAITING_LIMIT = 2 ** 26;
/** What a record takes besides its bytes: a server may send them as short as can be. */
const RECORD_COST = 512;

/** Cuts a stream of bytes into records and opens them: several at a time, and gives them in order. */
export interface RecordReader {
  /** Takes bytes, which may be any part of a stream. */
  push(bytes: Uint8Array<ArrayBuffer>): void;
  /** There will be no more bytes. */
  end(): void;
  /** What is read from now on is opened so. */
  changeKeys(protection: RecordProtection): void;
  /** Gives the next record, or undefined after the last one. Rejects with the fault of what came. */
  next(): Promise<Plaintext | undefined>;
}

interface OpeningRecord {
  readonly record: TlsRecord;
  readonly content: Promise<Plaintext>;
}

/** Begins without protection, as every connection does. */
export function createRecordReader(): RecordReader {
  const split = createRecordSplitter();
  const waiting: TlsRecord[] = [];
  /** How many of these are no longer waiting: to move all others up for each one takes minutes where they are short. */
  let taken = 0;
  let waitingBytes = 0;
  let opening: OpeningRecord[] = [];
  let protection: RecordProtection | undefined;
  /** Of the next record to be opened. */
  let sequence = 0;
  let wake = (): void => undefined;
  let isEnded = false;
  /** Why the stream cannot be read on: told behind the records before it. */
  let fault: unknown;

  const open = async (record: TlsRecord): Promise<Plaintext> => {
    // A change_cipher_spec is never sealed (RFC 5246, 7.1; RFC 8446, 5), and takes no number.
    if (protection === undefined || record[0] === CONTENT.change_cipher_spec) return openUnprotected(record);
    return protection.open(sequence++, record);
  };
  const openAhead = (): void => {
    const found = waiting.slice(taken, taken + AHEAD - opening.length);
    taken += found.length;
    for (const record of found) {
      const content = open(record);
      // It may be opened again with other keys, and nobody asks for this one then.
      content.catch(() => undefined);
      opening.push({ record, content });
    }
    if (taken * 2 < waiting.length) return;
    waiting.splice(0, taken);
    taken = 0;
  };
  return {
    push(bytes) {
      if (fault !== undefined) return;
      try {
        for (const record of split(bytes)) {
          waiting.push(record);
          waitingBytes += record.length + RECORD_COST;
        }
        if (waitingBytes > WAITING_LIMIT) failOverflow();
      } catch (error) {
        fault = error;
      }
      wake();
    },
    end() {
      isEnded = true;
      wake();
    },
    changeKeys(next) {
      protection = next;
      sequence = 0;
      // They were opened with keys that are not theirs, or not at all.
      waiting.splice(0, taken, ...opening.map(({ record }) => record));
      taken = 0;
      opening = [];
    },
    async next() {
      for (;;) {
        openAhead();
        const found = opening.shift();
        if (found !== undefined) {
          waitingBytes -= found.record.length + RECORD_COST;
          return found.content;
        }
        if (fault !== undefined) throw fault;
        if (isEnded) return undefined;
        await new Promise<void>((resolve) => (wake = resolve));
      }
    },
  };
}
