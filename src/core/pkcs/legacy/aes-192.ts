import type { BlockCipher } from './block-cipher.ts';

const ROUNDS = 12;
const BLOCK = 16;

/** FIPS 197, 4.2: multiplied by x in GF(2^8). */
const double = (octet: number): number => ((octet << 1) ^ (octet & 0x80 ? 0x11b : 0)) & 0xff;

/** FIPS 197, 5.1.1. Powers of x + 1 are all octets but 0, and counted backwards they are the inverses. */
function makeSubstitutions(): Uint8Array {
  const powers: number[] = [];
  for (let octet = 1; powers.length < 255; octet ^= double(octet)) powers.push(octet);
  const table = new Uint8Array(256).fill(0x63, 0, 1);
  for (const [exponent, octet] of powers.entries()) {
    const inverse = powers[(255 - exponent) % 255] ?? 0;
    const twice = inverse | (inverse << 8);
    table[octet] = 0x63 ^ inverse ^ (twice >> 7) ^ (twice >> 6) ^ (twice >> 5) ^ (twice >> 4);
  }
  return table;
}

const SUBSTITUTIONS = makeSubstitutions();
const SUBSTITUTIONS_BACK = Uint8Array.from(SUBSTITUTIONS, (_, octet) => SUBSTITUTIONS.indexOf(octet));

/** AES with a key of 24 octets (FIPS 197), which Chromium's WebCrypto does not have: it opens files, and writes none. */
export function createAes192(key: Uint8Array): BlockCipher {
  const roundKeys = expandKey(key);
  return {
    blockLength: BLOCK,
    decryptBlock(bytes, at) {
      const state = bytes.subarray(at, at + BLOCK);
      addRoundKey(state, roundKeys, ROUNDS);
      for (let round = ROUNDS - 1; round >= 0; round -= 1) {
        shiftAndSubstituteBack(state);
        addRoundKey(state, roundKeys, round);
        if (round > 0) mixColumnsBack(state);
      }
    },
  };
}

/** FIPS 197, 5.2, for a key of six words. */
function expandKey(key: Uint8Array): Uint8Array {
  const octets = new Uint8Array(BLOCK * (ROUNDS + 1));
  octets.set(key);
  let constant = 1;
  for (let at = key.length; at < octets.length; at += 4) {
    const last = octets.subarray(at - 4, at);
    const isFirst = at % key.length === 0;
    for (let index = 0; index < 4; index += 1) {
      const turned = isFirst ? (SUBSTITUTIONS[last[(index + 1) % 4] ?? 0] ?? 0) : (last[index] ?? 0);
      octets[at + index] = (octets[at + index - key.length] ?? 0) ^ turned ^ (isFirst && index === 0 ? constant : 0);
    }
    if (isFirst) constant = double(constant);
  }
  return octets;
}

function addRoundKey(state: Uint8Array, roundKeys: Uint8Array, round: number): void {
  for (let at = 0; at < BLOCK; at += 1) state[at] = (state[at] ?? 0) ^ (roundKeys[round * BLOCK + at] ?? 0);
}

/** FIPS 197, 5.3.1 and 5.3.2: octets of row n come from n columns before. */
function shiftAndSubstituteBack(state: Uint8Array): void {
  const before = state.slice();
  for (let at = 0; at < BLOCK; at += 1)
    state[at] = SUBSTITUTIONS_BACK[before[(at + BLOCK - (at % 4) * 4) % BLOCK] ?? 0] ?? 0;
}

/** FIPS 197, 5.3.3: each column is multiplied by {0b}x^3 + {0d}x^2 + {09}x + {0e}. */
function mixColumnsBack(state: Uint8Array): void {
  const before = state.slice();
  for (let at = 0; at < BLOCK; at += 1) {
    const [a, b, c, d] = [0, 1, 2, 3].map((step) => before[(at & 12) + ((at + step) % 4)] ?? 0) as [
      number,
      number,
      number,
      number,
    ];
    const all = double(double(double(a ^ b ^ c ^ d)));
    state[at] = all ^ double(double(a ^ c)) ^ double(a ^ b) ^ b ^ c ^ d;
  }
}
