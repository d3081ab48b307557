import { describe, expect, test } from 'vitest';
import { encodeHex } from '#core/bytes/hex';
import { decodeUtf8 } from '#core/bytes/text';
import { type CertificateRole, type Profile, PROFILES } from '#core/issuing/certificate-plan';
import { defaultsOf } from '#core/issuing/defaults';
import { issueSelfSigned } from '#core/issuing/issue-self-signed';
import { createLeafIssuer } from '#core/issuing/leaf-issuer';
import type { Certificate } from '#core/x509/certificate';
import { keysOf, makeAuthority, read, validity } from '../../../support/issuing.ts';

const NAMES: Readonly<Record<string, string>> = {
  '2.5.29.14': 'SKI',
  '2.5.29.15': 'KU',
  '2.5.29.19': 'BC',
  '2.5.29.35': 'AKI',
  '2.5.29.37': 'EKU',
  '2.16.840.1.113730.1.1': 'nsCertType',
  '2.16.840.1.113730.1.13': 'nsComment',
};

/** Prints extensions in their order; `!` marks the critical ones. */
const printOrder = ({ extensions }: Certificate): string =>
  extensions.map(({ oid, critical }) => `${NAMES[oid] ?? oid}${critical ? '!' : ''}`).join(' ');

async function makeOne(profile: Profile, role: CertificateRole): Promise<Certificate> {
  const keys = await keysOf('P-256');
  if (role === 'self-signed')
    return read(await issueSelfSigned(crypto, { commonName: 'device-1', keys, validity, profile }));
  const root = await makeAuthority(crypto, { profile });
  if (role === 'root') return root.certificate;
  if (role === 'intermediate' || role === 'edge-ca') {
    return (await makeAuthority(crypto, { profile, under: root, pathLength: 0 })).certificate;
  }
  const issuer = await createLeafIssuer(crypto, { authority: root, profile, role, validity });
  return read((await issuer.issueWithNewKey('device-1', 'P-256')).der);
}

describe('extensions in their order', () => {
  test.each([
    ['azure', 'root', 'BC! KU! SKI'],
    ['azure', 'intermediate', 'AKI BC! EKU KU! SKI'],
    ['azure', 'edge-ca', 'AKI BC! EKU KU! SKI'],
    ['azure', 'device', 'AKI BC! EKU KU! SKI'],
    ['azure', 'module', 'AKI BC! EKU KU! SKI'],
    ['azure', 'verification', 'AKI BC! EKU KU! SKI'],
    ['azure', 'self-signed', 'BC! EKU KU! SKI'],
    ['create-test-cert', 'root', 'BC! KU! SKI'],
    ['create-test-cert', 'intermediate', 'BC! KU! SKI AKI'],
    ['create-test-cert', 'device', 'EKU! SKI AKI'],
    ['create-test-cert', 'verification', 'EKU! SKI AKI'],
    ['create-test-cert', 'self-signed', 'EKU! SKI'],
    ['cert-gen', 'root', 'SKI AKI BC! KU!'],
    ['cert-gen', 'intermediate', 'SKI AKI BC! KU!'],
    ['cert-gen', 'edge-ca', 'SKI AKI BC! KU!'],
    ['cert-gen', 'device', 'BC nsCertType nsComment SKI AKI KU! EKU'],
    ['cert-gen', 'verification', 'BC nsCertType nsComment SKI AKI KU! EKU'],
    ['cert-gen', 'self-signed', 'BC nsCertType nsComment SKI KU! EKU'],
  ] as const)('%s, %s: %s', async (profile, role, order) => {
    expect(printOrder(await makeOne(profile, role))).toBe(order);
  });
});

describe('what they say', () => {
  test('azure: authorities sign certificates and lists, those below a root are for clients and servers', async () => {
    const [root, intermediate] = [await makeOne('azure', 'root'), await makeOne('azure', 'intermediate')];
    expect([root.keyUsage, intermediate.keyUsage]).toEqual([
      ['keyCertSign', 'cRLSign'],
      ['keyCertSign', 'cRLSign'],
    ]);
    expect(intermediate.extendedKeyUsage).toEqual(['1.3.6.1.5.5.7.3.2', '1.3.6.1.5.5.7.3.1']);
  });

  test.each(['device', 'self-signed'] as const)('azure: a %s signs, as a client', async (role) => {
    const leaf = await makeOne('azure', role);
    expect(leaf.keyUsage).toEqual(['digitalSignature']);
    expect(leaf.extendedKeyUsage).toEqual(['1.3.6.1.5.5.7.3.2']);
  });

  test('cert-gen: authorities sign all, devices are clients and senders of mail for Netscape too', async () => {
    expect((await makeOne('cert-gen', 'root')).keyUsage).toEqual(['digitalSignature', 'keyCertSign', 'cRLSign']);
    const leaf = await makeOne('cert-gen', 'device');
    expect(leaf.extendedKeyUsage).toEqual(['1.3.6.1.5.5.7.3.2', '1.3.6.1.5.5.7.3.4']);
    const [, type, comment] = leaf.extensions.map(({ value }) => value);
    expect(type && encodeHex(type)).toBe('030205a0');
    expect(comment && decodeUtf8(comment.subarray(2))).toBe('OpenSSL Generated Client Certificate');
    expect(comment?.[0]).toBe(0x16);
  });
});

describe('what a certificate has unless something else is wished for', () => {
  const roles = ['root', 'intermediate', 'device', 'self-signed', 'module', 'edge-ca', 'verification'] as const;

  test.each(roles)('create_test_cert.js: RSA with 2048 bits and one day for a %s', (role) => {
    expect(defaultsOf('create-test-cert', role)).toMatchObject({ keyKind: 'RSA-2048', days: 1 });
  });

  test.each(roles)('certGen.sh: RSA with 4096 bits and thirty days for a %s', (role) => {
    expect(defaultsOf('cert-gen', role)).toMatchObject({ keyKind: 'RSA-4096', days: 30 });
  });

  test.each(roles)('azure: P-256 for a %s', (role) => {
    expect(defaultsOf('azure', role).keyKind).toBe('P-256');
  });

  test('azure: nothing is good for longer than what may sign it', () => {
    const days = (['root', 'intermediate', 'edge-ca', 'device'] as const).map((role) => defaultsOf('azure', role).days);
    expect(days).toEqual(days.toSorted((a, b) => b - a));
  });

  test('authorities have the names of the scripts, and below an azure one there is no other', () => {
    expect(defaultsOf('create-test-cert', 'root').commonName).toBe('Test Root Cert');
    expect(defaultsOf('cert-gen', 'root').commonName).toBe('Azure IoT Hub CA Cert Test Only');
    expect(defaultsOf('cert-gen', 'intermediate').commonName).toBe('Azure IoT Hub Intermediate Cert Test Only');
    expect(PROFILES.map((profile) => defaultsOf(profile, 'intermediate').pathLength)).toEqual([
      0,
      undefined,
      undefined,
    ]);
    expect(defaultsOf('azure', 'root')).toEqual({ keyKind: 'P-256', days: 3650 });
  });
});
