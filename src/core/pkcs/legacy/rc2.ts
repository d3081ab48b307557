import { decodeHex } from '../../bytes/hex.ts';
import type { BlockCipher } from './block-cipher.ts';

/** PITABLE (RFC 2268, section 2). */
const PI =
  decodeHex(
    [
      'd978f9c419ddb5ed28e9fd794aa0d89dc67e37832b76538e624c6488448bfba2',
      '179a59f587b34f1361456d8d09817d32bd8f40eb86b77b0bf09521225c6b4e82',
      '54d66593ce60b21c7356c014a78cf1dc1275ca1f3bbee4d1423dd430a33cb626',
      '6fbf0eda4669075727f21d9bbc944303f811c7f690ef3ee706c3d52fc8661ed7',
      '08e8eade8052eef784aa72ac354d6a2a961ad2715a1549744b9fd05e0418a4ec',
      'c2e0416e0f51cbcc2491af50a1f47039997c3a8523b8b47afc02365b25559731',
      '2d5dfa98e38a92ae05df2910676cbac9d300e6cfe19ea82c6316013f58e289a9',
      '0d38341bab33ffb0bb480c5fb9b1cd2ec5f3db47e5a59c770aa62068fe7fc1ad',
    ].join(''),
  ) ?? new Uint8Array();

/** How far each of the four words is turned in a mixing round (RFC 2268, 3.1). */
const TURNS = [1, 2, 3, 5] as const;

/**
 * RC2 (RFC 2268), of which files with passwords have two: 40 and 128 `effectiveBits`. WebCrypto has none; it opens old
 * files, and writes nothing.
 */
export function createRc2(key: Uint8Array, effectiveBits: number): BlockCipher {
  const words = expandKey(key, effectiveBits);
  return { blockLength: 8, decryptBlock: (bytes, at) => decryptBlock(words, bytes, at) };
}

/** RFC 2268, section 2. */
function expandKey(key: Uint8Array, effectiveBits: number): Uint16Array {
  const octets = new Uint8Array(128);
  octets.set(key);
  for (let at = key.length; at < 128; at += 1) {
    octets[at] = substitute((octets[at - 1] ?? 0) + (octets[at - key.length] ?? 0));
  }
  const effective = Math.ceil(effectiveBits / 8);
  const mask = 255 >> (effective * 8 - effectiveBits);
  octets[128 - effective] = substitute((octets[128 - effective] ?? 0) & mask);
  for (let at = 127 - effective; at >= 0; at -= 1) {
    octets[at] = substitute((octets[at + 1] ?? 0) ^ (octets[at + effective] ?? 0));
  }
  return Uint16Array.from({ length: 64 }, (_, at) => (octets[at * 2] ?? 0) | ((octets[at * 2 + 1] ?? 0) << 8));
}

const substitute = (octet: number): number => PI[octet & 255] ?? 0;

/** RFC 2268, section 4: 16 mixing rounds, with mashing before the sixth and the twelfth from either end. */
function decryptBlock(key: Uint16Array, bytes: Uint8Array, at: number): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, 8);
  const words = Uint16Array.from(TURNS, (_, index) => view.getUint16(index * 2, true));
  for (let round = 15; round >= 0; round -= 1) {
    mixBack(key, round, words);
    if (round === 11 || round === 5) mashBack(key, words);
  }
  for (const [index, word] of words.entries()) view.setUint16(index * 2, word, true);
}

function mixBack(key: Uint16Array, round: number, words: Uint16Array): void {
  const wordAt = (index: number): number => words[index & 3] ?? 0;
  for (let index = 3; index >= 0; index -= 1) {
    const turn = TURNS[index] ?? 0;
    const turned = (wordAt(index) >>> turn) | (wordAt(index) << (16 - turn));
    const chosen = (wordAt(index - 1) & wordAt(index - 2)) + (~wordAt(index - 1) & wordAt(index - 3));
    words[index] = turned - (key[round * 4 + index] ?? 0) - chosen;
  }
}

function mashBack(key: Uint16Array, words: Uint16Array): void {
  for (let index = 3; index >= 0; index -= 1) {
    words[index] = (words[index] ?? 0) - (key[(words[(index + 3) & 3] ?? 0) & 63] ?? 0);
  }
}
