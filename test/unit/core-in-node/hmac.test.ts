import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { deriveDeviceKey } from '#core/sas/derived-key';
import { hmacSha256 } from '#core/sas/hmac';
import { issueSasToken } from '#core/sas/sas-token';
import { loadCryptoEngines } from '../../support/crypto-engines.ts';

const nodeHmac = (key: Uint8Array, data: Uint8Array | string) => createHmac('sha256', key).update(data);
const anyKey = fc.uint8Array({ minLength: 1, maxLength: 320 });

describe.each(await loadCryptoEngines())('%s agrees with node:crypto', (_engine, { subtle }) => {
  test('on the HMAC of any bytes under any key', async () => {
    await fc.assert(
      fc.asyncProperty(anyKey, fc.uint8Array({ maxLength: 500 }), async (key, data) => {
        const expected = new Uint8Array(nodeHmac(key, data).digest());
        expect(await hmacSha256(subtle, key, data)).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });

  test('on the key of any registration ID', async () => {
    await fc.assert(
      fc.asyncProperty(anyKey, fc.string({ unit: 'binary', maxLength: 128 }), async (key, registrationId) => {
        const expected = new Uint8Array(nodeHmac(key, registrationId).digest());
        expect(await deriveDeviceKey(subtle, key, registrationId)).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });

  test('on the signature of any token', async () => {
    await fc.assert(
      fc.asyncProperty(anyKey, fc.webPath(), fc.nat(), async (keyBytes, path, expiresAtSeconds) => {
        const resource = `host${path}`;
        const token = await issueSasToken(subtle, { resource, keyBytes, expiresAtSeconds });
        const sr = /sr=([^&]*)/.exec(token)?.[1];
        const expected = nodeHmac(keyBytes, `${sr}\n${expiresAtSeconds}`).digest('base64');
        expect(token).toContain(`&sig=${encodeURIComponent(expected)}&`);
      }),
      { numRuns: 100 },
    );
  });
});
