import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeHex } from '#core/bytes/hex';
import { sha1, sha256 } from '#core/bytes/sync-digest';

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);

/** FIPS 180-4, examples of NIST's "Cryptographic Standards and Guidelines". */
const TWO_BLOCKS = 'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq';

test.each([
  [sha1, '', 'da39a3ee5e6b4b0d3255bfef95601890afd80709'],
  [sha1, 'abc', 'a9993e364706816aba3e25717850c26c9cd0d89d'],
  [sha1, TWO_BLOCKS, '84983e441c3bd26ebaae4aa1f95129e5e54670f1'],
  [sha256, '', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
  [sha256, 'abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
  [sha256, TWO_BLOCKS, '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1'],
])('a digest is the published one (%o of "%s")', (digest, text, expected) => {
  expect(encodeHex(digest(ascii(text)))).toBe(expected);
});

test('a digest is the one that WebCrypto gives', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
      const { subtle } = globalThis.crypto;
      expect(sha1(bytes)).toEqual(new Uint8Array(await subtle.digest('SHA-1', new Uint8Array(bytes))));
      expect(sha256(bytes)).toEqual(new Uint8Array(await subtle.digest('SHA-256', new Uint8Array(bytes))));
    }),
    { numRuns: 100 },
  );
});
