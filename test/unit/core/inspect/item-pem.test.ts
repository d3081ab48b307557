import { expect, test } from 'vitest';
import { decodeBase64 } from '#core/bytes/base64';
import { inspect } from '#core/inspect/inspect';
import vectors from '../../../vectors/x509.json';

const { subtle } = globalThis.crypto;
const at = Date.UTC(2026, 5, 1);
const LEAF = `${vectors.leaf.join('\n')}\n`;
const LEAF_DER = decodeBase64(vectors.leaf.slice(1, -1).join('')) ?? new Uint8Array();

test.each([
  ['PEM', LEAF],
  ['DER', LEAF_DER],
  ['base64 without armour', vectors.leaf.slice(1, -1).join('')],
])('a certificate that came as %s can be copied as PEM', async (_, content) => {
  const { items } = await inspect(subtle, { parts: [{ name: undefined, content }], at });
  expect(items.map(({ pem }) => pem)).toEqual([LEAF]);
});

test('a request can be copied as PEM, too, and a key cannot', async () => {
  const request = `${vectors.request.join('\n')}\n`;
  const pair = await subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
  const key = new Uint8Array(await subtle.exportKey('pkcs8', pair.privateKey));
  const parts = [request, key].map((content) => ({ name: undefined, content }));
  const { items } = await inspect(subtle, { parts, at });
  expect(items.map(({ kind, pem }) => [kind, pem])).toEqual([
    ['request', request],
    ['private-key', undefined],
  ]);
});
