import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { deriveDeviceKey } from '#core/sas/derived-key';
import { hmacSha256 } from '#core/sas/hmac';
import { issueSasToken } from '#core/sas/sas-token';
import { loadCryptoEngines } from '../../support/crypto-engines.ts';

const nodeHmac = (key: Uint8Array, data: Uint8Array | string) => createHmac('sha256', key).update(data);
const anyKey = fc.uint8Array({ minLength: 1, maxLength: 320 });
const lengthInBytes = (text: string): number => new TextEncoder().encode(text).length;
/** Any Unicode text, and often one of exactly 128 bytes, the most that DPS takes. */
const anyId = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 128 }),
  fc
    .string({ unit: 'binary', maxLength: 128 })
    .filter((text) => lengthInBytes(text) <= 128)
    .map((text) => text + '9'.repeat(128 - lengthInBytes(text))),
);

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

  test('on the keys of 10,000 devices, whatever their IDs and their group keys are', async () => {
    await fc.assert(
      fc.asyncProperty(anyKey, anyId, async (key, registrationId) => {
        const expected = new Uint8Array(nodeHmac(key, registrationId).digest());
        expect(await deriveDeviceKey(subtle, key, registrationId)).toEqual(expected);
      }),
      { numRuns: 10_000 },
    );
  }, 60_000);

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
