/**
 * Gives which pieces stand in a part, one bit a piece, the lowest bit of the first word being piece 0. A part below
 * `pieces` is that piece alone. From there on the words are published, so that others can read our sequences: with
 * scramble the finaliser of MurmurHash3 and s = scramble(sequence xor scramble(number)), word i is
 * scramble(s + (i + 1) * 0x9e3779b9), all in 32 bits; bits from `pieces` on are cleared, and where none is left the part
 * is the piece `number` modulo `pieces`. So each piece is in every second mix, and `pieces` and about 1.6 more parts
 * solve for all, whichever came in.
 */
export function pickPieces(sequence: number, pieces: number, number: number): Uint32Array {
  const picked = new Uint32Array(Math.ceil(pieces / 32));
  if (number < pieces) return addPiece(picked, number);
  const seed = scramble(sequence ^ scramble(number));
  for (let at = 0; at < picked.length; at += 1) picked[at] = scramble(seed + Math.imul(at + 1, 0x9e3779b9));
  const beyond = picked.length * 32 - pieces;
  picked[picked.length - 1] = ((picked.at(-1) ?? 0) << beyond) >>> beyond;
  return picked.some((word) => word !== 0) ? picked : addPiece(picked, number % pieces);
}

/** Says whether a piece is among those picked. */
export function hasPiece(picked: Uint32Array, piece: number): boolean {
  return (((picked[piece >>> 5] ?? 0) >>> (piece & 31)) & 1) === 1;
}

function addPiece(picked: Uint32Array, piece: number): Uint32Array {
  picked[piece >>> 5] = 1 << (piece & 31);
  return picked;
}

/** The finaliser of MurmurHash3 (Austin Appleby, public domain): every bit that goes in turns about half of those that come out. */
function scramble(value: number): number {
  let mixed = value ^ (value >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
