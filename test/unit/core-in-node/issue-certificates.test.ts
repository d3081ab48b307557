import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Verdict } from '#core/errors/workbench-error';
import { issueAuthority as issueRoot } from '#core/issuing/issue-authority';
import { createLeafIssuer } from '#core/issuing/leaf-issuer';
import { commonNameOf, printName, readCertificate } from '#core/x509/certificate';
import { judgeChain } from '#core/x509/chain';
import { printPem } from '#core/x509/pem';
import { readSigningRequest } from '#core/x509/signing-request';
import { type KeyKind, makeSigningRequest } from '../../support/openssl.ts';

const NOW = Date.UTC(2026, 5, 1);
const validity = { notBefore: NOW, notAfter: NOW + 86_400_000 };

function valueOf<T>(verdict: Verdict<T>): T {
  if (!verdict.ok) throw new Error(JSON.stringify(verdict.findings));
  return verdict.value;
}

async function issueAuthority(namedCurve: 'P-256' | 'P-384', pathLength?: number) {
  const keys = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve }, false, ['sign', 'verify']);
  const content = { commonName: 'Issuance', validity, keys, pathLength, profile: 'azure' } as const;
  const certificateDer = await issueRoot(crypto, content);
  return { certificateDer, privateKey: keys.privateKey };
}

describe('the certificate of a device that asked for it', () => {
  const kinds: readonly KeyKind[] = ['P-256', 'P-384', 'P-521', 'RSA-2048', 'Ed25519'];

  test.each(kinds)('holds the key of its request, %s, and is for client authentication alone', async (key) => {
    const asked = valueOf(readSigningRequest((await makeSigningRequest({ cn: 'anything', key })).der));
    const authority = await issueAuthority('P-384');
    const { spki } = asked.publicKey;
    const issuer = await createLeafIssuer(crypto, { authority, profile: 'azure', role: 'device', validity });
    const der = await issuer.issue('device-1', spki);
    const [leaf, anchor] = [valueOf(readCertificate(der)), valueOf(readCertificate(authority.certificateDer))];
    expect(leaf.publicKey).toEqual(asked.publicKey);
    expect(printName(leaf.subject)).toBe('CN=device-1');
    expect([leaf.notBefore, leaf.notAfter]).toEqual([validity.notBefore, validity.notAfter]);
    expect(leaf.signatureAlgorithm.oid).toBe('1.2.840.10045.4.3.3');
    expect(leaf.basicConstraints).toEqual({ ca: false, pathLength: undefined });
    expect(leaf.keyUsage).toEqual(['digitalSignature']);
    expect(leaf.extendedKeyUsage).toEqual(['1.3.6.1.5.5.7.3.2']);
    expect(leaf.extensions.filter(({ critical }) => critical).map(({ oid }) => oid)).toEqual([
      '2.5.29.19',
      '2.5.29.15',
    ]);
    expect(leaf.authorityKeyIdentifier?.keyIdentifier).toEqual(anchor.subjectKeyIdentifier);
    const keyHash = new Uint8Array(await crypto.subtle.digest('SHA-1', asked.publicKey.key));
    expect(leaf.subjectKeyIdentifier).toEqual(keyHash);
    const request = { leaf, intermediates: [], anchors: [anchor], at: NOW, usage: 'clientAuth' as const };
    expect(await judgeChain(crypto.subtle, request)).toEqual({ ok: true, path: [leaf, anchor] });
    expect(await judgeChain(crypto.subtle, { ...request, usage: 'serverAuth' })).toMatchObject({
      fault: 'extended-key-usage',
    });
    expectOpensslToVerify(der, authority.certificateDer);
  });

  test('has a serial number of its own: positive, at most 20 octets (RFC 5280, 4.1.2.2)', async () => {
    const authority = await issueAuthority('P-256');
    const asked = valueOf(readSigningRequest((await makeSigningRequest({ cn: 'a' })).der));
    const serials = new Set<string>();
    const issuer = await createLeafIssuer(crypto, { authority, profile: 'azure', role: 'device', validity });
    for (let count = 0; count < 5; count += 1) {
      const { serialNumber } = valueOf(readCertificate(await issuer.issue('a', asked.publicKey.spki)));
      expect(serialNumber.length).toBeLessThanOrEqual(20);
      expect(serialNumber[0]).toBeLessThan(0x80);
      serials.add(serialNumber.join());
    }
    expect(serials.size).toBe(5);
  });
});

describe('the certificate of an authority', () => {
  test.each([
    ['P-256', undefined, undefined, '1.2.840.10045.4.3.2'],
    ['P-384', 2, 2, '1.2.840.10045.4.3.3'],
  ] as const)('on %s with path length %s', async (curve, asked, pathLength, signatureOid) => {
    const authority = valueOf(readCertificate((await issueAuthority(curve, asked)).certificateDer));
    expect(authority.basicConstraints).toEqual({ ca: true, pathLength });
    expect(authority.publicKey.curve).toBe(curve);
    expect(authority.signatureAlgorithm.oid).toBe(signatureOid);
    expect(commonNameOf(authority.issuer)).toBe('Issuance');
  });
});

function expectOpensslToVerify(der: Uint8Array, authorityDer: Uint8Array): void {
  const folder = mkdtempSync(join(tmpdir(), 'issued-'));
  try {
    writeFileSync(join(folder, 'leaf.pem'), printPem('CERTIFICATE', der));
    writeFileSync(join(folder, 'ca.pem'), printPem('CERTIFICATE', authorityDer));
    const time = String(NOW / 1000);
    const options = [
      'verify',
      '-x509_strict',
      '-attime',
      time,
      '-purpose',
      'sslclient',
      '-CAfile',
      'ca.pem',
      'leaf.pem',
    ];
    expect(execFileSync('openssl', options, { cwd: folder, encoding: 'utf8' })).toBe('leaf.pem: OK\n');
  } finally {
    rmSync(folder, { recursive: true });
  }
}
