import type { TwoWayCipher } from './block-cipher.ts';

/** Bits of the key, counted from 1, in the order of PC-1, and of its halves in that of PC-2 (FIPS 46-3, appendix 1). */
const PC1 = [
  57, 49, 41, 33, 25, 17, 9, 1, 58, 50, 42, 34, 26, 18, 10, 2, 59, 51, 43, 35, 27, 19, 11, 3, 60, 52, 44, 36, 63, 55,
  47, 39, 31, 23, 15, 7, 62, 54, 46, 38, 30, 22, 14, 6, 61, 53, 45, 37, 29, 21, 13, 5, 28, 20, 12, 4,
] as const;
const PC2 = [
  14, 17, 11, 24, 1, 5, 3, 28, 15, 6, 21, 10, 23, 19, 12, 4, 26, 8, 16, 7, 27, 20, 13, 2, 41, 52, 31, 37, 47, 55, 30,
  40, 51, 45, 33, 48, 44, 49, 39, 56, 34, 53, 46, 42, 50, 36, 29, 32,
] as const;

/** How far the halves have been turned left in each round. */
const TURNS = [1, 2, 4, 6, 8, 10, 12, 14, 15, 17, 19, 21, 23, 25, 27, 28] as const;

/** What S1 to S8 give, row after row. */
const S = [
  'e4d12fb83a6c59070f74e2d1a6cb953841e8d62bfc973a50fc8249175b3ea06d',
  'f18e6b34972dc05a3d47f28ec01a69b50e7ba4d158c6932fd8a13f42b67c05e9',
  'a09e63f51dc7b428d709346a285ecbf1d6498f30b12c5ae71ad069874fe3b52c',
  '7de3069a1285bc4fd8b56f03472c1ae9a690cb7df13e52843f06a1d8945bc72e',
  '2c417ab6853fd0e9eb2c47d150fa3986421bad78f9c5630eb8c71e2d6f09a453',
  'c1af92680d34e75baf427c9561de0b389ef528c3704a1db6432c95fabe17608d',
  '4b2ef08d3c975a61d0b7491ae35c2f8614bdc37eaf6805926bd814a7950fe23c',
  'd2846fb1a93e50c71fd8a374c56b0e927b419ce206adf35821e74a8dfc90356b',
] as const;
const P = [
  16, 7, 20, 21, 29, 12, 28, 17, 1, 15, 23, 26, 5, 18, 31, 10, 2, 8, 24, 14, 32, 27, 3, 9, 19, 13, 30, 6, 22, 11, 4, 25,
] as const;

/** IP as exchanges of bits between the halves: which one is shifted, how far, and which bits take part. */
const EXCHANGES = [
  [0, 4, 0x0f0f0f0f],
  [0, 16, 0x0000ffff],
  [1, 2, 0x33333333],
  [1, 8, 0x00ff00ff],
  [0, 1, 0x55555555],
] as const;
const EXCHANGES_BACK = [...EXCHANGES].reverse();

const ROUND_KEYS_LENGTH = TURNS.length * S.length;

/** For each S-box and its six bits, what it gives where P puts it. */
const SUBSTITUTIONS = makeSubstitutions();

function makeSubstitutions(): Uint32Array {
  const table = new Uint32Array(8 * 64);
  for (const [box, digits] of S.entries()) {
    for (let bits = 0; bits < 64; bits += 1) {
      // The outer two of the six bits are the row (FIPS 46-3, page 13).
      const place = ((bits >> 4) & 2) * 16 + (bits & 1) * 16 + ((bits >> 1) & 15);
      const word = Number.parseInt(digits.charAt(place), 16) << (28 - box * 4);
      table[box * 64 + bits] = P.reduce((sum, from) => sum * 2 + ((word >>> (32 - from)) & 1), 0);
    }
  }
  return table;
}

/**
 * Triple DES, EDE (NIST SP 800-67), of a key of 24 octets; of 16, whose first half serves twice; or of 8, which makes it
 * DES. Parity bits are passed over. WebCrypto has none of them; they open old files, and write those that old systems take.
 */
export function createTripleDes(key: Uint8Array): TwoWayCipher {
  const keyAt = (at: number): number[][] => makeRoundKeys(key.subarray(at % key.length, (at % key.length) + 8));
  const forward = [...keyAt(0), ...keyAt(8).reverse(), ...keyAt(16)];
  const encryption = Uint8Array.from(forward.flat());
  const decryption = Uint8Array.from(forward.reverse().flat());
  return {
    blockLength: 8,
    encryptBlock: (bytes, at) => runBlock(encryption, bytes, at),
    decryptBlock: (bytes, at) => runBlock(decryption, bytes, at),
  };
}

/** Eight times six bits for each of the rounds. */
function makeRoundKeys(key: Uint8Array): number[][] {
  const chosen = PC1.map((from) => ((key[(from - 1) >> 3] ?? 0) >> (-from & 7)) & 1);
  return TURNS.map((turn) => {
    const bits = PC2.map((from) => {
      const half = from > 28 ? 28 : 0;
      return chosen[half + ((from - 1 - half + turn) % 28)] ?? 0;
    });
    return S.map((_, box) => bits.slice(box * 6, box * 6 + 6).reduce((sum, bit) => sum * 2 + bit, 0));
  });
}

type Halves = [left: number, right: number];

function runBlock(roundKeys: Uint8Array, bytes: Uint8Array, at: number): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, 8);
  const halves: Halves = [view.getUint32(0), view.getUint32(4)];
  for (const [shifted, shift, mask] of EXCHANGES) exchangeBits(halves, shifted, shift, mask);
  // Between the three ciphers FP and the next IP undo each other.
  for (let from = 0; from < roundKeys.length; from += ROUND_KEYS_LENGTH) runRounds(roundKeys, from, halves);
  for (const [shifted, shift, mask] of EXCHANGES_BACK) exchangeBits(halves, shifted, shift, mask);
  view.setUint32(0, halves[0]);
  view.setUint32(4, halves[1]);
}

function exchangeBits(halves: Halves, shifted: 0 | 1, shift: number, mask: number): void {
  const other = shifted === 0 ? 1 : 0;
  const difference = ((halves[shifted] >>> shift) ^ halves[other]) & mask;
  halves[other] ^= difference;
  halves[shifted] ^= difference << shift;
}

/** The 16 rounds of one cipher, after which the halves have changed places. */
function runRounds(roundKeys: Uint8Array, from: number, halves: Halves): void {
  let [left, right] = halves;
  for (let at = from; at < from + ROUND_KEYS_LENGTH; at += S.length) {
    let mixed = left;
    for (let box = 0; box < S.length; box += 1) {
      // E takes the four bits of a box and their two neighbours, around the end.
      const turn = 4 * box + 5;
      const bits = ((right << turn) | (right >>> -turn)) & 63;
      mixed ^= SUBSTITUTIONS[box * 64 + (bits ^ (roundKeys[at + box] ?? 0))] ?? 0;
    }
    left = right;
    right = mixed;
  }
  halves[0] = right;
  halves[1] = left;
}
