import { makeFinding, accept, reject, type Verdict } from '../errors/workbench-error.ts';
import type { TransferPart } from './payload.ts';

/** What a sequence may be at most: bytes of its message, and pieces that this is cut into. */
export const PART_LIMITS = { message: 65_536, pieces: 1_024 } as const;

/** Bytes of a part before those of its piece: sequence 4, length 4, pieces 2, number 4, all with the highest byte first. */
export const PART_HEADER_BYTES = 14;

/** Gives the bytes of a part, to be framed as `DW1P:`. */
export function encodePart({ sequence, length, pieces, number, bytes }: TransferPart): Uint8Array<ArrayBuffer> {
  const encoded = new Uint8Array(PART_HEADER_BYTES + bytes.length);
  const view = new DataView(encoded.buffer);
  view.setUint32(0, sequence);
  view.setUint32(4, length);
  view.setUint16(8, pieces);
  view.setUint32(10, number);
  encoded.set(bytes, PART_HEADER_BYTES);
  return encoded;
}

/**
 * Reads the bytes of a part. Every piece is of the length that its message and the count of pieces leave, the last one
 * filled up; anything else is `qr/field-form` or `qr/cut-short`, and so is what goes beyond `PART_LIMITS`.
 */
export function readPart(encoded: Uint8Array): Verdict<TransferPart> {
  if (encoded.length <= PART_HEADER_BYTES) return reject(makeFinding('qr/cut-short', { form: 'part' }));
  const view = new DataView(encoded.buffer, encoded.byteOffset, encoded.byteLength);
  const part = {
    sequence: view.getUint32(0),
    length: view.getUint32(4),
    pieces: view.getUint16(8),
    number: view.getUint32(10),
    bytes: encoded.slice(PART_HEADER_BYTES),
  };
  const wrong = faultOf(part);
  return wrong === undefined ? accept(part) : reject(makeFinding('qr/field-form', { form: 'part', field: wrong }));
}

function faultOf({ length, pieces, bytes }: TransferPart): 'length' | 'pieces' | 'bytes' | undefined {
  if (length === 0 || length > PART_LIMITS.message) return 'length';
  if (pieces === 0 || pieces > PART_LIMITS.pieces || pieces !== Math.ceil(length / Math.ceil(length / pieces))) {
    return 'pieces';
  }
  return bytes.length === Math.ceil(length / pieces) ? undefined : 'bytes';
}
