import { describe, expect, test } from 'vitest';
import { decodeHex, encodeHex } from '#core/bytes/hex';
import { expandPrf, makeMac } from '#core/tls/mac';
import { loadCryptoEngines } from '../../../support/crypto-engines.ts';

/** Known answers that the working group's list has for the PRF (RFC 5246, 5); OpenSSL 3 gives the same. */
const ANSWERS = [
  {
    hash: 'SHA-256',
    secret: '9bbe436ba940f017b17652849a71db35',
    seed: 'a0ba9f936cda311827a6f796ffd5198c',
    output:
      'e3f229ba727be17b8d122620557cd453c2aab21d07c3d495329b52d4e61edb5a6b301791e90d35c9c9a46b4e14baf9af0fa022f7077def17abfd3797c0564bab4fbc91666e9def9b97fce34f796789baa48082d122ee42c5a72e5a5110fff70187347b66',
  },
  {
    hash: 'SHA-384',
    secret: 'b80b733d6ceefcdc71566ea48e5567df',
    seed: 'cd665cf6a8447dd6ff8b27555edb7465',
    output: '7b0c18e9ced410ed1804f2cfa34a336a1c14dffb4900bb5fd7942107e81c83cde9ca0faa60be9fe34f82b1233c9146a0',
  },
] as const;

describe.each(await loadCryptoEngines())('with %s', (_name, { subtle }) => {
  test.each(ANSWERS)('the PRF with $hash gives its known answer, and any part of its begin', async (answer) => {
    const { hash, secret, seed, output } = answer;
    const mac = await makeMac(subtle, hash, new Uint8Array(decodeHex(secret) ?? []));
    for (const length of [output.length / 2, 48, 33, 12, 1]) {
      const made = await expandPrf(mac, 'test label', decodeHex(seed) ?? new Uint8Array(0), length);
      expect(encodeHex(made)).toBe(output.slice(0, length * 2));
    }
  });
});
