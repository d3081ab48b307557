import { digest, type SyncHash } from './sync-digest.ts';

/** The function of a hash that takes one block (FIPS 180-4, 6.1.2 and 6.2.2), for messages that are a digest of it. */
interface Kernel {
  readonly initial: Int32Array;
  /** How many words a block is expanded to. */
  readonly expanded: 64 | 80;
  /** Adds a block, the first 16 words of `schedule`, to the state. */
  compress(state: Int32Array, schedule: Int32Array): void;
}

/** FIPS 180-4, 4.2.2. */
const CONSTANTS = Int32Array.from([
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98,
  0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
  0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8,
  0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
  0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819,
  0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
  0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7,
  0xc67178f2,
]);

const turnRight = (word: number, bits: number): number => (word >>> bits) | (word << (32 - bits));

const SHA_256: Kernel = {
  initial: Int32Array.from([
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
  ]),
  expanded: 64,
  compress(state, schedule) {
    for (let at = 16; at < 64; at += 1) {
      const early = schedule[at - 15] ?? 0;
      const late = schedule[at - 2] ?? 0;
      const first = turnRight(early, 7) ^ turnRight(early, 18) ^ (early >>> 3);
      const second = turnRight(late, 17) ^ turnRight(late, 19) ^ (late >>> 10);
      schedule[at] = (schedule[at - 16] ?? 0) + first + (schedule[at - 7] ?? 0) + second;
    }
    // One by one: a pattern would go through an iterator, for six times the cost of all the rest.
    let a = state[0] ?? 0;
    let b = state[1] ?? 0;
    let c = state[2] ?? 0;
    let d = state[3] ?? 0;
    let e = state[4] ?? 0;
    let f = state[5] ?? 0;
    let g = state[6] ?? 0;
    let h = state[7] ?? 0;
    for (let at = 0; at < 64; at += 1) {
      const chosen = (e & f) ^ (~e & g);
      const mixed = turnRight(e, 6) ^ turnRight(e, 11) ^ turnRight(e, 25);
      const added = (h + mixed + chosen + (CONSTANTS[at] ?? 0) + (schedule[at] ?? 0)) | 0;
      const majority = (a & b) ^ (a & c) ^ (b & c);
      h = g;
      g = f;
      f = e;
      e = (d + added) | 0;
      d = c;
      c = b;
      b = a;
      a = (added + (turnRight(b, 2) ^ turnRight(b, 13) ^ turnRight(b, 22)) + majority) | 0;
    }
    state[0] = (state[0] ?? 0) + a;
    state[1] = (state[1] ?? 0) + b;
    state[2] = (state[2] ?? 0) + c;
    state[3] = (state[3] ?? 0) + d;
    state[4] = (state[4] ?? 0) + e;
    state[5] = (state[5] ?? 0) + f;
    state[6] = (state[6] ?? 0) + g;
    state[7] = (state[7] ?? 0) + h;
  },
};

const SHA_1: Kernel = {
  initial: Int32Array.from([0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0]),
  expanded: 80,
  compress(state, schedule) {
    for (let at = 16; at < 80; at += 1) {
      const word =
        (schedule[at - 3] ?? 0) ^ (schedule[at - 8] ?? 0) ^ (schedule[at - 14] ?? 0) ^ (schedule[at - 16] ?? 0);
      schedule[at] = turnRight(word, 31);
    }
    let a = state[0] ?? 0;
    let b = state[1] ?? 0;
    let c = state[2] ?? 0;
    let d = state[3] ?? 0;
    let e = state[4] ?? 0;
    for (let at = 0; at < 80; at += 1) {
      const mixed =
        at < 20
          ? ((b & c) ^ (~b & d)) + 0x5a827999
          : at < 40
            ? (b ^ c ^ d) + 0x6ed9eba1
            : at < 60
              ? ((b & c) ^ (b & d) ^ (c & d)) + 0x8f1bbcdc
              : (b ^ c ^ d) + 0xca62c1d6;
      const added = (turnRight(a, 27) + mixed + e + (schedule[at] ?? 0)) | 0;
      e = d;
      d = c;
      c = turnRight(b, 2);
      b = a;
      a = added;
    }
    state[0] = (state[0] ?? 0) + a;
    state[1] = (state[1] ?? 0) + b;
    state[2] = (state[2] ?? 0) + c;
    state[3] = (state[3] ?? 0) + d;
    state[4] = (state[4] ?? 0) + e;
  },
};

const KERNELS: Readonly<Partial<Record<SyncHash, Kernel>>> = { 'SHA-1': SHA_1, 'SHA-256': SHA_256 };

/**
 * Gives the digest of the digest of … the bytes, as keys are stretched: hashed `times` times, at least once. For SHA-1 and
 * SHA-256 without a library between the digests, which makes three times as many of them a second: about three million.
 */
export function digestRepeatedly(hash: SyncHash, bytes: Uint8Array, times: number): Uint8Array<ArrayBuffer> {
  const first = digest(hash, bytes);
  const kernel = KERNELS[hash];
  if (kernel !== undefined) return runKernel(kernel, first, times - 1);
  let last = first;
  for (let left = times; left > 1; left -= 1) last = digest(hash, last);
  return last;
}

function runKernel(
  { initial, expanded, compress }: Kernel,
  first: Uint8Array<ArrayBuffer>,
  times: number,
): Uint8Array<ArrayBuffer> {
  const view = new DataView(first.buffer, first.byteOffset, first.length);
  const state = Int32Array.from(initial, (_, at) => view.getInt32(at * 4));
  const schedule = new Int32Array(expanded);
  // The padding of a message of one digest (FIPS 180-4, 5.1.1): none of the rounds writes there.
  schedule[initial.length] = 1 << 31;
  schedule[15] = initial.length * 32;
  for (let left = times; left > 0; left -= 1) {
    schedule.set(state);
    state.set(initial);
    compress(state, schedule);
  }
  for (const [at, word] of state.entries()) view.setInt32(at * 4, word);
  return first;
}
