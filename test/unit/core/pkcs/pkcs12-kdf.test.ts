import { describe, expect, test } from 'vitest';
import { decodeHex, encodeHex } from '#core/bytes/hex';
import { deriveForPkcs12, encodePkcs12Password, PURPOSE } from '#core/pkcs/pkcs12-kdf';

const hex = (text: string): Uint8Array => decodeHex(text) ?? new Uint8Array();

describe('keys of PKCS #12', () => {
  // Published by Stephen Henson, and since then by OpenSSL, Bouncy Castle and others.
  test.each([
    ['smeg', '0a58cf64530d823f', 1, 'key', '8aaae6297b6cb04642ab5b077851284eb7128f1a2a7fbca3'],
    ['smeg', '0a58cf64530d823f', 1, 'iv', '79993dfe048d3b76'],
    ['smeg', '642b99ab44fb4b1f', 1, 'key', 'f3a95fec48d7711e985cfe67908c5ab79fa3d7c5caa5d966'],
    ['smeg', '642b99ab44fb4b1f', 1, 'iv', 'c0a38d64a79bea1d'],
    ['smeg', '3d83c0e4546ac140', 1, 'mac', '8d967d88f6caa9d714800ab3d48051d63f73a312'],
    ['queeg', '05dec959acff72f7', 1000, 'key', 'ed2034e36328830ff09df1e1a07dd357185dac0d4f9eb3d4'],
    ['queeg', '05dec959acff72f7', 1000, 'iv', '11dedad7758d4860'],
    ['queeg', '1682c0fc5b3f7ec5', 1000, 'key', '483dd6e919d7de2e8e648ba8f862f3fbfbdc2bcb2c02957f'],
    ['queeg', '1682c0fc5b3f7ec5', 1000, 'iv', '9d461d1b00355c50'],
    ['queeg', '263216fcc2fab31c', 1000, 'mac', '5ec4c7a80df652294c3925b6489a7ab857c83476'],
  ] as const)(
    'of "%s", %s and %i iterations: the %s is the published one',
    (password, salt, iterations, purpose, expected) => {
      const derivation = {
        hash: 'SHA-1',
        password: encodePkcs12Password(password),
        salt: hex(salt),
        iterations,
      } as const;
      expect(encodeHex(deriveForPkcs12(derivation, PURPOSE[purpose], expected.length / 2))).toBe(expected);
    },
  );

  test('a password is UTF-16, big end first, with two zeros behind it', () => {
    expect(encodeHex(encodePkcs12Password('aß€𝄞'))).toBe('006100df20acd834dd1e0000');
    expect(encodeHex(encodePkcs12Password(''))).toBe('0000');
  });
});
