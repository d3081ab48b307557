import { describe, expect, test } from 'vitest';
import { decodeHex, encodeHex } from '#core/bytes/hex';
import { CURVES, derivePublicPoint } from '#core/pkcs/elliptic-curve';

const fromBase64Url = (text = ''): Uint8Array =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (character) => character.charCodeAt(0));
const curveOf = (name: string) => {
  const curve = CURVES.find((one) => one.name === name);
  if (curve === undefined) throw new Error(name);
  return curve;
};

describe.each(CURVES)('$name', (curve) => {
  test('a public point is the one that WebCrypto made', async () => {
    const { subtle } = globalThis.crypto;
    const algorithm = { name: 'ECDSA', namedCurve: curve.name };
    for (let round = 0; round < 8; round += 1) {
      const { privateKey, publicKey } = await subtle.generateKey(algorithm, true, ['sign', 'verify']);
      const { d } = await subtle.exportKey('jwk', privateKey);
      const point = new Uint8Array(await subtle.exportKey('raw', publicKey));
      expect(derivePublicPoint(curve, fromBase64Url(d))).toEqual(point);
    }
  });

  test('0 and the order are no private keys, 1 and the order less 1 are opposites', () => {
    const number = (value: bigint): Uint8Array =>
      decodeHex(value.toString(16).padStart(curve.length * 2, '0')) ?? new Uint8Array();
    expect(derivePublicPoint(curve, number(0n))).toBeUndefined();
    expect(derivePublicPoint(curve, number(curve.order))).toBeUndefined();
    const [first, last] = [derivePublicPoint(curve, number(1n)), derivePublicPoint(curve, number(curve.order - 1n))];
    expect(first?.subarray(1, 1 + curve.length)).toEqual(last?.subarray(1, 1 + curve.length));
    expect(first).not.toEqual(last);
  });
});

// RFC 6979, A.2.5 and A.2.6.
test.each([
  [
    'P-256',
    'c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721',
    '60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb67903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299',
  ],
  [
    'P-384',
    '6b9d3dad2e1b8c1c05b19875b6659f4de23c3b667bf297ba9aa47740787137d896d5724e4c70a825f872c9ea60d2edf5',
    'ec3a4e415b4e19a4568618029f427fa5da9a8bc4ae92e02e06aae5286b300c64def8f0ea9055866064a254515480bc138015d9b72d7d57244ea8ef9ac0c621896708a59367f9dfb9f54ca84b3f1c9db1288b231c3ae0d4fe7344fd2533264720',
  ],
])('the public point of a published key on %s is the published one', (name, privateKey, point) => {
  const derived = derivePublicPoint(curveOf(name), decodeHex(privateKey) ?? new Uint8Array());
  expect(encodeHex(derived ?? new Uint8Array())).toBe(`04${point}`);
});
