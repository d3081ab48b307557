import { hasPiece, pickPieces } from './fountain-mix.ts';
import type { TransferPart } from './payload.ts';

/** What parts of one sequence are put together in, in any order, and from any of them on. */
export interface FountainSink {
  readonly pieces: number;
  /** How many pieces can be told from what came in; `pieces` when it is whole. */
  readonly known: number;
  /** Takes a part of this sequence; false where it says nothing that was not known. */
  take(part: TransferPart): boolean;
  /** Gives the message once it is whole; whether it is the one that was sent is for its digest to say. */
  message(): Uint8Array | undefined;
}

/** A mix of pieces: the first of them, in whose place it stands, is in no other row below. */
interface Row {
  readonly picked: Uint32Array;
  readonly bytes: Uint8Array;
}

/**
 * Gives the sink for the sequence that a part belongs to, empty. It solves by Gaussian elimination over GF(2), a row at a
 * time; what it holds is bounded by `PART_LIMITS`, whatever comes in.
 */
export function createFountainSink({ sequence, length, pieces }: TransferPart): FountainSink {
  const rows = Array.from<unknown, Row | undefined>({ length: pieces }, () => undefined);
  let known = 0;
  return {
    pieces,
    get known() {
      return known;
    },
    take({ number, bytes }) {
      if (known === pieces) return false;
      const row = { picked: pickPieces(sequence, pieces, number), bytes: Uint8Array.from(bytes) };
      const isNew = placeRow(rows, row);
      if (isNew) known += 1;
      if (known === pieces) solve(rows);
      return isNew;
    },
    message: () => (known === pieces ? joinRows(rows, length) : undefined),
  };
}

/** Takes out of the row what others stand for; false when nothing is left of it. */
function placeRow(rows: (Row | undefined)[], row: Row): boolean {
  for (let piece = 0; piece < rows.length; piece += 1) {
    if (!hasPiece(row.picked, piece)) continue;
    const other = rows[piece];
    if (other === undefined) {
      rows[piece] = row;
      return true;
    }
    addRow(row, other);
  }
  return false;
}

/** From the last row up, each row loses all pieces but its own. */
function solve(rows: readonly (Row | undefined)[]): void {
  for (let at = rows.length - 1; at >= 0; at -= 1) {
    const row = rows[at];
    if (row === undefined) return;
    for (let piece = at + 1; piece < rows.length; piece += 1) {
      const other = rows[piece];
      if (other !== undefined && hasPiece(row.picked, piece)) addRow(row, other);
    }
  }
}

function addRow({ picked, bytes }: Row, other: Row): void {
  for (let at = 0; at < picked.length; at += 1) picked[at] = (picked[at] ?? 0) ^ (other.picked[at] ?? 0);
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = (bytes[at] ?? 0) ^ (other.bytes[at] ?? 0);
}

function joinRows(rows: readonly (Row | undefined)[], length: number): Uint8Array {
  const message = new Uint8Array(length);
  let at = 0;
  for (const row of rows) {
    const piece = row?.bytes ?? new Uint8Array();
    message.set(piece.subarray(0, length - at), at);
    at += piece.length;
  }
  return message;
}
