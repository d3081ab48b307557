import { concatBytes, equalBytes } from '../bytes/compare.ts';
import { accept, makeFinding, reject, type Verdict } from '../errors/workbench-error.ts';

/** Sealed bytes as they travel in parts, with what both sides show of them. */
export interface TransferMessage {
  /** The first four bytes of the digest, as a number. */
  readonly sequence: number;
  /** The sealed bytes, and behind them their SHA-256. */
  readonly bytes: Uint8Array;
}

const DIGEST_BYTES = 32;

/** Gives the message of sealed bytes. */
export async function makeTransferMessage(
  subtle: SubtleCrypto,
  sealed: Uint8Array<ArrayBuffer>,
): Promise<TransferMessage> {
  const digest = await digestOf(subtle, sealed);
  return { sequence: sequenceOf(digest), bytes: concatBytes([sealed, digest]) };
}

/** Gives the sealed bytes of a message if its digest says that each of them is right: else `transfer/mismatch`. */
export async function openTransferMessage(
  subtle: SubtleCrypto,
  { sequence, bytes }: TransferMessage,
): Promise<Verdict<Uint8Array<ArrayBuffer>>> {
  const sealed = Uint8Array.from(bytes.subarray(0, -DIGEST_BYTES));
  const digest = await digestOf(subtle, sealed);
  const isWhole = sequenceOf(digest) === sequence && equalBytes(digest, bytes.subarray(-DIGEST_BYTES));
  return isWhole ? accept(sealed) : reject(makeFinding('transfer/mismatch', {}));
}

/** Gives six digits that both sides show of the same sealed bytes, `123 456`: for people to compare. */
export async function makeCheckNumber(subtle: SubtleCrypto, sealed: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = await digestOf(subtle, sealed);
  // Not of the bytes that name the sequence, which whoever shows other parts can copy.
  const number = new DataView(digest.buffer).getUint32(4) % 1_000_000;
  return String(number).padStart(6, '0').replace(/^.../, '$& ');
}

async function digestOf(subtle: SubtleCrypto, sealed: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await subtle.digest('SHA-256', sealed));
}

const sequenceOf = (digest: Uint8Array<ArrayBuffer>): number => new DataView(digest.buffer).getUint32(0);
