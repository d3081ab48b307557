import { createAes192 } from './legacy/aes-192.ts';
import { type BlockCipher, decryptCbc } from './legacy/block-cipher.ts';
import { createTripleDes } from './legacy/des.ts';
import { createRc2 } from './legacy/rc2.ts';
import { applyRc4 } from './legacy/rc4.ts';

/** What a file with a password is encrypted with. */
export interface Cipher {
  readonly name: string;
  /** Octets. */
  readonly keyLength: number;
  /** Octets of the initial vector; 0 for a cipher that has none. */
  readonly ivLength: number;
  /** Whether it is older than AES. */
  readonly isOld: boolean;
  /** Gives the plaintext, or undefined where the padding shows that the key is another one. */
  decrypt(
    subtle: SubtleCrypto,
    key: Uint8Array<ArrayBuffer>,
    iv: Uint8Array<ArrayBuffer>,
    ciphertext: Uint8Array<ArrayBuffer>,
  ): Promise<Uint8Array<ArrayBuffer> | undefined>;
}

const aes = (bits: 128 | 256): Cipher => ({
  name: `AES-${bits}`,
  keyLength: bits / 8,
  ivLength: 16,
  isOld: false,
  async decrypt(subtle, octets, iv, ciphertext) {
    const key = await subtle.importKey('raw', octets, 'AES-CBC', false, ['decrypt']);
    try {
      return new Uint8Array(await subtle.decrypt({ name: 'AES-CBC', iv }, key, ciphertext));
    } catch {
      // Engines tell of padding alone here, each by an error of its own.
      return undefined;
    }
  },
});

const inBlocks = (
  name: string,
  keyLength: number,
  ivLength: 8 | 16,
  create: (key: Uint8Array) => BlockCipher,
): Cipher => ({
  name,
  keyLength,
  ivLength,
  isOld: ivLength === 8,
  decrypt: async (_subtle, key, iv, ciphertext) => decryptCbc(create(key), iv, ciphertext),
});

const rc4 = (bits: 40 | 128): Cipher => ({
  name: `RC4-${bits}`,
  keyLength: bits / 8,
  ivLength: 0,
  isOld: true,
  decrypt: async (_subtle, key, _iv, ciphertext) => applyRc4(key, ciphertext),
});

/** Every cipher that is opened. */
export const CIPHERS = {
  aes128: aes(128),
  aes192: inBlocks('AES-192', 24, 16, createAes192),
  aes256: aes(256),
  des: inBlocks('DES', 8, 8, createTripleDes),
  twoKeyTripleDes: inBlocks('3DES', 16, 8, createTripleDes),
  tripleDes: inBlocks('3DES', 24, 8, createTripleDes),
  rc2With40Bits: inBlocks('RC2-40', 5, 8, (key) => createRc2(key, 40)),
  rc2With128Bits: inBlocks('RC2-128', 16, 8, (key) => createRc2(key, 128)),
  rc4With40Bits: rc4(40),
  rc4With128Bits: rc4(128),
} as const;
