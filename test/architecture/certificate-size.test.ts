import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { buildDoors } from '../support/build-doors.ts';

/** What the cloud, Inspect and TLS use of certificates. */
const DOORS: Readonly<Record<string, readonly string[]>> = {
  'bytes/der': ['readDer', 'encodeDer', 'encodeUnsigned'],
  'x509/certificate': ['readCertificate', 'commonNameOf', 'printName', 'equalNames', 'printSerialNumber'],
  'x509/certificate-text': [
    'readCertificateText',
    'readCertificateBytes',
    'readOneCertificateText',
    'readOneCertificateBytes',
  ],
  'x509/chain': ['judgeChain'],
  'x509/signature': ['judgeSignature', 'decodeEcdsaSignature', 'encodeEcdsaSignature'],
  'x509/signing-request': ['readSigningRequest', 'verifySigningRequest'],
  'x509/thumbprint': ['makeThumbprint'],
};

test('reading and judging certificates takes at most 8 kB of gzipped script, and no library', async () => {
  const { code, modules, exports } = await buildDoors(DOORS);
  expect(modules.filter((file) => !file.includes('/src/core/'))).toEqual([]);
  expect(exports).toHaveLength(Object.values(DOORS).flat().length);
  expect(gzipSync(code, { level: 9 }).length).toBeLessThanOrEqual(8000);
});

test('TLS, with the judge of a server’s certificates, takes at most 16.5 kB of gzipped script, and no library', async () => {
  const { code, modules } = await buildDoors({ 'tls/open-tls-connection': ['openTlsConnection'] });
  expect(modules.filter((file) => !file.includes('/src/core/'))).toEqual([]);
  // Azure's roots come on their own.
  expect(modules.filter((file) => file.includes('/trust/'))).toEqual([]);
  expect(modules.some((file) => file.endsWith('/x509/chain.ts'))).toBe(true);
  expect(gzipSync(code, { level: 9 }).length).toBeLessThanOrEqual(16_500);
});
