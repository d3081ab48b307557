import { WorkbenchError } from '../errors/workbench-error.ts';
import { hasPiece, pickPieces } from './fountain-mix.ts';
import type { TransferPart } from './payload.ts';
import { PART_LIMITS } from './transfer-part.ts';

/** A message cut into pieces, of which there is no end of parts: any few more of them than pieces are enough. */
export interface FountainSource {
  readonly pieces: number;
  /** Gives a part by its number, from 0 to 2^32 - 1. */
  part(number: number): TransferPart;
}

/** Cuts a message into pieces of at most `pieceBytes`. Throws `transfer/too-large`. */
export function createFountainSource(sequence: number, message: Uint8Array, pieceBytes: number): FountainSource {
  const { length } = message;
  if (length > PART_LIMITS.message) {
    throw new WorkbenchError('transfer/too-large', { bytes: length, limit: PART_LIMITS.message });
  }
  const size = Math.max(pieceBytes, Math.ceil(length / PART_LIMITS.pieces));
  const pieces = Math.ceil(length / size);
  // As small as this many pieces can be: the last one is filled up with zeros, and so has the fewest of them.
  const side = Math.ceil(length / pieces);
  const padded = new Uint8Array(pieces * side);
  padded.set(message);
  return {
    pieces,
    part: (number) => ({
      sequence,
      length,
      pieces,
      number,
      bytes: mix(padded, side, pickPieces(sequence, pieces, number)),
    }),
  };
}

function mix(padded: Uint8Array, side: number, picked: Uint32Array): Uint8Array {
  const bytes = new Uint8Array(side);
  for (let piece = 0; piece * side < padded.length; piece += 1) {
    if (!hasPiece(picked, piece)) continue;
    for (let at = 0; at < side; at += 1) bytes[at] = (bytes[at] ?? 0) ^ (padded[piece * side + at] ?? 0);
  }
  return bytes;
}
