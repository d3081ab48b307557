import 'reflect-metadata/lite';
import { X509Certificate } from '@peculiar/x509';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { encodeHex } from '#core/bytes/hex';
import { WorkbenchError } from '#core/errors/workbench-error';
import { PROFILES } from '#core/issuing/certificate-plan';
import { describeCertificate } from '#core/issuing/describe-certificate';
import { makeExportedKey } from '#core/issuing/exported-key';
import { KEY_KINDS, type KeyKind, keyKindOf } from '#core/issuing/key-kind';
import { importPrivateKey, signingAlgorithmOf } from '#core/issuing/key-pair';
import { createLeafIssuer } from '#core/issuing/leaf-issuer';
import { type Certificate, commonNameOf } from '#core/x509/certificate';
import { loadCryptoEngines } from '../../../support/crypto-engines.ts';
import { keysFor, keysOf, makeAuthority, read, validity } from '../../../support/issuing.ts';

const RSA_TIME_MS = 60_000;
const { subtle } = globalThis.crypto;
const hexOf = (bytes: ArrayBuffer | Uint8Array): string => encodeHex(new Uint8Array(bytes));

beforeAll(() => Promise.all(KEY_KINDS.map(keysOf)), RSA_TIME_MS);

/** What our reader finds is what the library finds that wrote the template, and it takes the signature for good. */
async function expectAgreement(certificate: Certificate, issuer: Certificate): Promise<void> {
  const other = new X509Certificate(certificate.der);
  expect(hexOf(other.rawData)).toBe(encodeHex(certificate.der));
  expect(other.serialNumber).toBe(encodeHex(certificate.serialNumber));
  expect(hexOf(other.subjectName.toArrayBuffer())).toBe(encodeHex(certificate.subject.der));
  expect(hexOf(other.issuerName.toArrayBuffer())).toBe(encodeHex(certificate.issuer.der));
  expect(other.subjectName.getField('CN')).toEqual([commonNameOf(certificate.subject)]);
  expect([+other.notBefore, +other.notAfter]).toEqual([certificate.notBefore, certificate.notAfter]);
  expect(hexOf(other.publicKey.rawData)).toBe(encodeHex(certificate.publicKey.spki));
  expect(other.extensions.map(({ type, critical, value }) => [type, critical, hexOf(value)])).toEqual(
    certificate.extensions.map(({ oid, critical, value }) => [oid, critical, encodeHex(value)]),
  );
  const publicKey = await new X509Certificate(issuer.der).publicKey.export(globalThis.crypto);
  expect(await other.verify({ publicKey, signatureOnly: true }, globalThis.crypto)).toBe(true);
}

const anyName = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 64 }),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 64 }),
  fc.string({
    unit: fc.constantFrom('"', '\\', '#', ',', '+', '=', ';', '<', ' ', "'", 'é', '\u0000'),
    minLength: 1,
    maxLength: 64,
  }),
);

test('whatever the name, the authority and the profile, the library reads back what the template gave', async () => {
  await fc.assert(
    fc.asyncProperty(
      anyName,
      fc.constantFrom(...PROFILES),
      fc.constantFrom(...KEY_KINDS),
      fc.constantFrom(...KEY_KINDS),
      fc.constantFrom('device', 'module', 'verification'),
      async (commonName, profile, authorityKind, kind, role) => {
        const authority = await makeAuthority(crypto, { profile, kind: authorityKind, commonName });
        const issuer = await createLeafIssuer(crypto, { authority, profile, role, validity });
        const { spki } = (await makeAuthority(crypto, { kind })).certificate.publicKey;
        // The second one is not the template's example.
        const [first, second] = [read(await issuer.issue('example', spki)), read(await issuer.issue(commonName, spki))];
        expect(commonNameOf(second.subject)).toBe(commonName);
        expect(second.extensions).toEqual(first.extensions);
        await expectAgreement(second, authority.certificate);
      },
    ),
    { numRuns: 30 },
  );
});

describe.each(await loadCryptoEngines())('with %s', (_name, engine) => {
  test.each(['P-256', 'P-384', 'RSA-2048'] as const)('a new key on %s is the one of its certificate', async (kind) => {
    const authority = await makeAuthority(engine, { kind: 'P-384' });
    const issuer = await createLeafIssuer(engine, { authority, profile: 'azure', role: 'device', validity });
    const { der, pkcs8 } = await issuer.issueWithNewKey('device-1', kind);
    const { publicKey } = read(der);
    expect(keyKindOf(publicKey)).toBe(kind);
    expect(await signsFor(engine, pkcs8, publicKey.spki, kind)).toBe(true);
    const again = await issuer.issueWithNewKey('device-1', kind);
    expect(hexOf(again.pkcs8)).not.toBe(hexOf(pkcs8));
    expect(await signsFor(engine, again.pkcs8, publicKey.spki, kind)).toBe(false);
  });

  test('many at once each get their own name and key', async () => {
    const authority = await makeAuthority(engine);
    const issuer = await createLeafIssuer(engine, { authority, profile: 'azure', role: 'device', validity });
    const names = Array.from({ length: 50 }, (_, number) => `device-${'x'.repeat(number)}`);
    const made = await Promise.all(names.map((name) => issuer.issueWithNewKey(name, 'P-256')));
    const certificates = made.map(({ der }) => read(der));
    expect(certificates.map(({ subject }) => commonNameOf(subject))).toEqual(names);
    expect(new Set(certificates.map(({ publicKey }) => encodeHex(publicKey.key))).size).toBe(50);
  });
});

async function signsFor({ subtle: own }: Crypto, pkcs8: Uint8Array, spki: Uint8Array<ArrayBuffer>, kind: KeyKind) {
  const privateKey = await importPrivateKey(own, pkcs8, kind, false);
  const algorithm = kind.startsWith('RSA')
    ? { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }
    : { name: 'ECDSA', namedCurve: kind };
  const publicKey = await own.importKey('spki', spki, algorithm, false, ['verify']);
  const scheme = signingAlgorithmOf(privateKey);
  const data = new Uint8Array(32);
  return own.verify(scheme, publicKey, await own.sign(scheme, privateKey, data), data);
}

test('some profiles have other extensions for elliptic keys and for RSA, also in turn', async () => {
  const authority = await makeAuthority(crypto, { profile: 'cert-gen' });
  const issuer = await createLeafIssuer(crypto, { authority, profile: 'cert-gen', role: 'device', validity });
  const usages: unknown[] = [];
  for (const kind of ['RSA-2048', 'P-256', 'RSA-2048'] as const) {
    const { spki } = (await makeAuthority(crypto, { kind })).certificate.publicKey;
    usages.push(read(await issuer.issue('device-1', spki)).keyUsage?.includes('keyEncipherment'));
  }
  expect(usages).toEqual([true, false, true]);
});

test('an engine that leaves the point out of PKCS #8 is asked for the public key', async () => {
  const { privateKey, publicKey } = await keysFor(crypto, 'P-256');
  const whole = new Uint8Array(await subtle.exportKey('pkcs8', privateKey));
  const spki = new Uint8Array(await subtle.exportKey('spki', publicKey));
  const asked: string[] = [];
  const engine = {
    generateKey: () => Promise.resolve({ privateKey, publicKey }),
    exportKey: (format: string) => {
      asked.push(format);
      return Promise.resolve(format === 'pkcs8' ? whole.slice(0, -70) : spki);
    },
  } as unknown as SubtleCrypto;
  expect(await makeExportedKey(engine, 'P-256')).toMatchObject({ spki, key: spki.subarray(-65) });
  expect(asked).toEqual(['pkcs8', 'spki']);
  asked.length = 0;
  const point = Object.assign(engine, { exportKey: (format: string) => (asked.push(format), Promise.resolve(whole)) });
  expect(await makeExportedKey(point, 'P-256')).toMatchObject({ spki, key: spki.subarray(-65) });
  expect(asked).toEqual(['pkcs8']);
});

test('an authority whose certificate cannot be read is refused by the code of the reader', async () => {
  const { privateKey } = await keysOf('P-256');
  const authority = { certificateDer: Uint8Array.of(0x30, 0), privateKey };
  const plan = { authority, profile: 'azure', role: 'device', validity } as const;
  await expect(createLeafIssuer(crypto, plan)).rejects.toSatisfy(
    (error) => error instanceof WorkbenchError && error.code === 'x509/form',
  );
});

test('a key for another use signs no certificate', () => {
  expect(() => signingAlgorithmOf({ algorithm: { name: 'RSA-PSS' } } as CryptoKey)).toThrow(TypeError);
});

test('facts of a certificate cross threads, and are those that the portal and az print', async () => {
  const { certificate } = await makeAuthority(crypto, { kind: 'RSA-2048', pathLength: 2, commonName: 'Fleet, "CA"' });
  const facts = await describeCertificate(subtle, certificate);
  expect(structuredClone(facts)).toEqual(facts);
  expect(facts).toMatchObject({
    subjectName: 'CN=Fleet\\, \\"CA\\"',
    issuerName: 'CN=Fleet\\, \\"CA\\"',
    commonName: 'Fleet, "CA"',
    keyKind: 'RSA-2048',
    isAuthority: true,
    pathLength: 2,
    ...validity,
    serialNumber: encodeHex(certificate.serialNumber).toUpperCase(),
    sha1Thumbprint: hexOf(await subtle.digest('SHA-1', certificate.der)).toUpperCase(),
    sha256Thumbprint: hexOf(await subtle.digest('SHA-256', certificate.der)).toUpperCase(),
  });
});
