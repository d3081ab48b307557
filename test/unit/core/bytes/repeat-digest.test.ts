import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeHex } from '#core/bytes/hex';
import { digestRepeatedly } from '#core/bytes/repeat-digest';
import { digest, type SyncHash } from '#core/bytes/sync-digest';

const HASHES = ['MD5', 'SHA-1', 'SHA-256', 'SHA-384', 'SHA-512'] as const satisfies readonly SyncHash[];

test.each(HASHES)('%s again and again is each time the digest of the one before', (hash) => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.integer({ min: 1, max: 40 }), (bytes, times) => {
      let expected = bytes;
      for (let left = times; left > 0; left -= 1) expected = digest(hash, expected);
      expect(digestRepeatedly(hash, bytes, times)).toEqual(expected);
    }),
    { numRuns: 200 },
  );
});

test('what is hashed stays as it was', () => {
  const bytes = new Uint8Array(32).fill(7);
  digestRepeatedly('SHA-256', bytes, 3);
  expect(bytes).toEqual(new Uint8Array(32).fill(7));
});

test.each([
  ['SHA-1', '58eedce24ad638f2abf39e4b13d5726802def2c1'],
  ['SHA-256', 'fc8a6b86a13f71cd9a67f558ab6fd82a3dd89186163a017ed8051acf6d3f8f99'],
] as const)('a thousand times %s of "abc" is what hashlib of Python gives', (hash, expected) => {
  expect(encodeHex(digestRepeatedly(hash, new TextEncoder().encode('abc'), 1000))).toBe(expected);
});
