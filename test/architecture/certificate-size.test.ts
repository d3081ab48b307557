import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import { expect, test } from 'vitest';

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

const ENTRY = 'virtual:doors';

test('reading and judging certificates takes at most 8 kB of gzipped script, and no library', async () => {
  const code = Object.entries(DOORS).map(([file, names]) => `export { ${names.join(', ')} } from '#core/${file}';`);
  const built = await build({
    configFile: false,
    logLevel: 'silent',
    build: { write: false, rolldownOptions: { input: ENTRY, preserveEntrySignatures: 'strict' } },
    plugins: [
      {
        name: 'doors',
        resolveId: (id) => (id === ENTRY ? `${process.cwd()}/src/core/doors.ts` : null),
        load: (id) => (id.endsWith('/src/core/doors.ts') ? code.join('\n') : null),
      },
    ],
  });
  const [chunk, ...more] = (Array.isArray(built) ? built : [built]).flatMap((one) =>
    'output' in one ? one.output : [],
  );
  if (chunk?.type !== 'chunk') throw new Error('nothing was built');
  expect(more).toEqual([]);
  expect(Object.keys(chunk.modules).filter((file) => !file.includes('/src/core/'))).toEqual([]);
  expect(chunk.exports).toHaveLength(Object.values(DOORS).flat().length);
  expect(gzipSync(chunk.code, { level: 9 }).length).toBeLessThanOrEqual(8000);
});
