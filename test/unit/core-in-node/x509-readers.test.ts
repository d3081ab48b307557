import 'reflect-metadata/lite';
import { createHash, X509Certificate } from 'node:crypto';
import { rootCertificates } from 'node:tls';
import { Pkcs10CertificateRequest, X509Certificate as PeculiarCertificate } from '@peculiar/x509';
import { describe, expect, test } from 'vitest';
import { encodeHex } from '#core/bytes/hex';
import { type Certificate, printName, printSerialNumber, readCertificate } from '#core/x509/certificate';
import { readCertificateText } from '#core/x509/certificate-text';
import { judgeChain } from '#core/x509/chain';
import { judgeSignature } from '#core/x509/signature';
import { readSigningRequest, type SigningRequest, verifySigningRequest } from '#core/x509/signing-request';
import { makeThumbprint } from '#core/x509/thumbprint';
import type { Verdict } from '#core/errors/workbench-error';
import { loadCryptoEngines } from '../../support/crypto-engines.ts';
import { type KeyKind, makeAuthority, makeLeaf, makeSigningRequest } from '../../support/openssl.ts';

function valueOf<T>(verdict: Verdict<T>): T {
  if (!verdict.ok) throw new Error(JSON.stringify(verdict.findings));
  return verdict.value;
}

/** Holds what we read to what two others read. */
async function expectAgreement(certificate: Certificate): Promise<void> {
  const { der } = certificate;
  const node = new X509Certificate(der);
  const peculiar = new PeculiarCertificate(der);
  expect(printSerialNumber(certificate.serialNumber)).toBe(node.serialNumber.padStart(2, '0'));
  expect([certificate.notBefore, certificate.notAfter]).toEqual([Date.parse(node.validFrom), Date.parse(node.validTo)]);
  expect([certificate.notBefore, certificate.notAfter]).toEqual([+peculiar.notBefore, +peculiar.notAfter]);
  expect(certificate.basicConstraints?.ca ?? false).toBe(node.ca);
  expect(certificate.extendedKeyUsage).toEqual(node.keyUsage as string[] | undefined);
  expect(await makeThumbprint(crypto.subtle, der, 'SHA-1')).toBe(node.fingerprint.replaceAll(':', ''));
  expect(await makeThumbprint(crypto.subtle, der, 'SHA-256')).toBe(node.fingerprint256.replaceAll(':', ''));
  expect(encodeHex(certificate.subject.der)).toBe(hexOf(peculiar.subjectName.toArrayBuffer()));
  expect(encodeHex(certificate.issuer.der)).toBe(hexOf(peculiar.issuerName.toArrayBuffer()));
  expect(encodeHex(certificate.signature)).toBe(hexOf(peculiar.signature));
  expect(encodeHex(certificate.publicKey.spki)).toBe(hexOf(peculiar.publicKey.rawData));
  expect(namesOf(node.subject)).toEqual(certificate.subject.attributes.map(({ text }) => text));
  expectKey(certificate, node);
  expect(certificate.extensions.map(({ oid, critical, value }) => [oid, critical, encodeHex(value)])).toEqual(
    peculiar.extensions.map(({ type, critical, value }) => [type, critical, hexOf(value)]),
  );
}

function expectKey({ publicKey }: Certificate, node: X509Certificate): void {
  const { asymmetricKeyType, asymmetricKeyDetails } = node.publicKey;
  const kind = asymmetricKeyType === 'rsa' || asymmetricKeyType === 'ec' ? asymmetricKeyType : 'other';
  expect(publicKey.kind).toBe(kind);
  if (kind === 'rsa') expect(publicKey.bits).toBe(asymmetricKeyDetails?.modulusLength);
  const curves: Record<string, string> = { prime256v1: 'P-256', secp384r1: 'P-384', secp521r1: 'P-521' };
  expect(publicKey.curve).toBe(curves[asymmetricKeyDetails?.namedCurve ?? '']);
  expect(encodeHex(publicKey.spki)).toBe(node.publicKey.export({ type: 'spki', format: 'der' }).toString('hex'));
}

/** The same request, and the last octet of its name is another one. */
function withOtherName(request: SigningRequest): SigningRequest {
  const tbs = new Uint8Array(request.tbs);
  const at = Buffer.from(tbs).indexOf(request.subject.der) + request.subject.der.length - 1;
  tbs[at] = (tbs[at] ?? 0) ^ 1;
  return { ...request, tbs };
}

const hexOf = (buffer: ArrayBuffer): string => encodeHex(new Uint8Array(buffer));

/** Node prints one attribute a line, and escapes as RFC 2253 does. */
const namesOf = (printed: string | undefined): string[] =>
  (printed ?? '')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.slice(line.indexOf('=') + 1).replace(/\\([,+"\\<>;# ])/g, '$1'));

describe('the certificates that browsers trust', () => {
  const roots = rootCertificates.map((pem) => valueOf(readCertificateText(pem))[0] as Certificate);

  test('are read as node:crypto and @peculiar/x509 read them', async () => {
    expect(roots.length).toBeGreaterThan(100);
    for (const root of roots) await expectAgreement(root);
  });

  test('are signed by themselves, or say why that cannot be told', async () => {
    const verdicts = new Map<string, number>();
    for (const root of roots) {
      const verdict = await judgeSignature(crypto.subtle, root, root.publicKey);
      verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1);
      if (verdict !== 'good') expect(root.signatureAlgorithm.oid).toBe('1.2.840.113549.1.1.5');
    }
    expect([...verdicts.keys()].sort()).toEqual(['good', 'weak-signature']);
  });

  test('are found among each other by the name of an issuer', async () => {
    const [leaf] = roots;
    if (leaf === undefined) throw new Error('no roots');
    const request = { leaf, intermediates: roots.slice(1), anchors: roots, at: leaf.notBefore, usage: 'any' as const };
    expect(await judgeChain(crypto.subtle, request)).toEqual({ ok: true, path: [leaf] });
  });
});

describe('what openssl makes is read as others read it', () => {
  const kinds: readonly KeyKind[] = ['P-256', 'P-384', 'P-521', 'RSA-2048', 'RSA-3072', 'RSA-1024', 'Ed25519'];

  test.each(kinds)('%s', async (key) => {
    const root = await makeAuthority({ cn: 'Root, "1" + ü', key, pathLength: 3 });
    const leaf = await makeLeaf({
      cn: 'device-1',
      key,
      issuer: root,
      notAfter: Date.UTC(2055, 0, 1),
      keyUsage: 'critical,digitalSignature,nonRepudiation,encipherOnly,keyAgreement,decipherOnly',
      extendedKeyUsage: 'clientAuth,serverAuth,1.2.3.4',
      extensions: [
        'subjectAltName = DNS:a.example,IP:1.2.3.4,email:a@b.example,URI:https://a/b,RID:1.2.3,dirName:dir',
        'certificatePolicies = 1.2.3',
        'nsComment = "of old"',
        '[dir]',
        'CN = dir',
      ],
    });
    const [rootRead, leafRead] = [valueOf(readCertificate(root.der)), valueOf(readCertificate(leaf.der))];
    await expectAgreement(rootRead);
    await expectAgreement(leafRead);
    expect(rootRead.basicConstraints).toEqual({ ca: true, pathLength: 3 });
    expect(leafRead.basicConstraints).toEqual({ ca: false, pathLength: undefined });
    expect(rootRead.keyUsage).toEqual(['keyCertSign', 'cRLSign']);
    expect(leafRead.keyUsage).toEqual([
      'digitalSignature',
      'nonRepudiation',
      'keyAgreement',
      'encipherOnly',
      'decipherOnly',
    ]);
    expect(
      leafRead.subjectAlternativeNames?.map(({ kind, value }) => [kind, typeof value === 'string' ? value : kind]),
    ).toEqual([
      ['dns', 'a.example'],
      ['ip', 'ip'],
      ['email', 'a@b.example'],
      ['uri', 'https://a/b'],
      ['other', 'other'],
      ['directory', 'directory'],
    ]);
    const keyHash = createHash('sha1').update(rootRead.publicKey.key).digest('hex');
    expect(encodeHex(rootRead.subjectKeyIdentifier ?? new Uint8Array())).toBe(keyHash);
    expect(leafRead.authorityKeyIdentifier?.keyIdentifier).toEqual(rootRead.subjectKeyIdentifier);
    expect(leafRead.version).toBe(3);
    expect(printName(leafRead.issuer)).toBe('CN=Root\\, \\"1\\" \\+ ü');
  });

  test('an authority named by issuer and serial number (RFC 5280, 4.2.1.1)', async () => {
    const root = await makeAuthority({ cn: 'root' });
    const leaf = await makeLeaf({
      cn: 'a',
      issuer: root,
      extensions: ['authorityKeyIdentifier = keyid,issuer:always'],
    });
    const read = valueOf(readCertificate(root.der));
    expect(valueOf(readCertificate(leaf.der)).authorityKeyIdentifier).toEqual({
      keyIdentifier: read.subjectKeyIdentifier,
      issuer: [{ kind: 'directory', value: read.subject }],
      serialNumber: read.serialNumber,
    });
  });
});

describe('signing requests (RFC 2986)', () => {
  const kinds: readonly KeyKind[] = ['P-256', 'P-384', 'P-521', 'RSA-2048'];

  test.each(kinds)('of %s are read, and verified by both engines', async (key) => {
    const { der } = await makeSigningRequest({ cn: 'device-1', key });
    const request = valueOf(readSigningRequest(der));
    const peculiar = new Pkcs10CertificateRequest(der);
    expect(printName(request.subject)).toBe(peculiar.subject);
    expect(encodeHex(request.publicKey.spki)).toBe(hexOf(peculiar.publicKey.rawData));
    expect(encodeHex(request.signature)).toBe(hexOf(peculiar.signature));
    for (const [, { subtle }] of await loadCryptoEngines()) {
      expect(await verifySigningRequest(subtle, request)).toBe(true);
      expect(await verifySigningRequest(subtle, withOtherName(request))).toBe(false);
    }
  });

  test('with a key that cannot be checked here are not held for true', async () => {
    const { der } = await makeSigningRequest({ cn: 'device-1', key: 'Ed25519' });
    expect(await verifySigningRequest(crypto.subtle, valueOf(readSigningRequest(der)))).toBe(false);
  });

  test('ask for extensions', async () => {
    const wishes = await makeSigningRequest({
      cn: 'a',
      asked: ['subjectAltName = DNS:a.example', 'extendedKeyUsage = critical,clientAuth'],
    });
    const request = valueOf(readSigningRequest(wishes.der));
    const peculiar = new Pkcs10CertificateRequest(wishes.der);
    expect(request.subjectAlternativeNames).toEqual([{ kind: 'dns', value: 'a.example' }]);
    expect(request.extendedKeyUsage).toEqual(['1.3.6.1.5.5.7.3.2']);
    expect(request.extensions.map(({ oid }) => oid)).toEqual(peculiar.extensions.map(({ type }) => type));
    expect(request.extensions).toHaveLength(2);
  });
});
