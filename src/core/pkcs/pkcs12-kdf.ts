import { digestRepeatedly } from '../bytes/repeat-digest.ts';
import { blockLengthOf, digestLengthOf, type SyncHash } from '../bytes/sync-digest.ts';

/** What derived octets are for, by the number of RFC 7292, B.3. */
export const PURPOSE = { key: 1, iv: 2, mac: 3 } as const;
export type Purpose = (typeof PURPOSE)[keyof typeof PURPOSE];

/** How a key is made of a password. */
export interface Pkcs12Derivation {
  readonly hash: SyncHash;
  /** As `encodePkcs12Password` gives it. */
  readonly password: Uint8Array;
  readonly salt: Uint8Array;
  readonly iterations: number;
}

/** Gives a password as PKCS #12 takes it: UTF-16 in big-endian order with two zeros behind it (RFC 7292, B.1). */
export function encodePkcs12Password(password: string): Uint8Array<ArrayBuffer> {
  return encodeBmp(`${password}\0`);
}

/** Gives the content of a BMPString: two octets for each code unit. */
export function encodeBmp(text: string): Uint8Array<ArrayBuffer> {
  const octets = new Uint8Array(text.length * 2);
  const view = new DataView(octets.buffer);
  for (let at = 0; at < text.length; at += 1) view.setUint16(at * 2, text.charCodeAt(at));
  return octets;
}

/**
 * Derives octets as PKCS #12 does, for old ciphers and for the MAC (RFC 7292, B.2). Stretched with one digest after the
 * other, it would wait for WebCrypto longer than it takes to hash; a second has about three million digests.
 */
export function deriveForPkcs12(
  { hash, password, salt, iterations }: Pkcs12Derivation,
  purpose: Purpose,
  length: number,
): Uint8Array<ArrayBuffer> {
  const blockLength = blockLengthOf(hash);
  const digestLength = digestLengthOf(hash);
  const saltLength = roundUp(salt.length, blockLength);
  const input = new Uint8Array(blockLength + saltLength + roundUp(password.length, blockLength));
  input.fill(purpose, 0, blockLength);
  fillWith(input.subarray(blockLength, blockLength + saltLength), salt);
  fillWith(input.subarray(blockLength + saltLength), password);
  const octets = new Uint8Array(roundUp(length, digestLength));
  for (let at = 0; at < length; at += digestLength) {
    // Steps 6 A and B; C is of use only if there is a further block.
    const digest = digestRepeatedly(hash, input, iterations);
    octets.set(digest, at);
    for (let block = blockLength; block < input.length; block += blockLength) {
      addOneMore(input.subarray(block, block + blockLength), digest);
    }
  }
  return octets.slice(0, length);
}

const roundUp = (length: number, step: number): number => Math.ceil(length / step) * step;

/** Copies of the source one after the other, the last one cut (steps 2 and 3). */
function fillWith(target: Uint8Array, source: Uint8Array): void {
  for (let at = 0; at < target.length; at += 1) target[at] = source[at % source.length] ?? 0;
}

/** Adds copies of the digest, and one, to a number in big-endian order (step 6 C). */
function addOneMore(block: Uint8Array, digest: Uint8Array): void {
  let sum = 1;
  for (let at = block.length - 1; at >= 0; at -= 1) {
    sum += (block[at] ?? 0) + (digest[at % digest.length] ?? 0);
    block[at] = sum;
    sum >>= 8;
  }
}
