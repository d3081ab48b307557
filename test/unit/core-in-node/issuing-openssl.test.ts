import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { encodeHex } from '#core/bytes/hex';
import { type Profile, PROFILES } from '#core/issuing/certificate-plan';
import { issueSelfSigned } from '#core/issuing/issue-self-signed';
import { issueSigningRequest } from '#core/issuing/issue-signing-request';
import { KEY_KINDS, type KeyKind } from '#core/issuing/key-kind';
import { createLeafIssuer } from '#core/issuing/leaf-issuer';
import type { Certificate } from '#core/x509/certificate';
import { readOneCertificateText } from '#core/x509/certificate-text';
import { printPem } from '#core/x509/pem';
import { keysOf, makeAuthority, NOW, read, type TestAuthority, validity, valueOf } from '../../support/issuing.ts';
import { runTool } from '../../support/tools.ts';

const RSA_TIME_MS = 60_000;
const folder = mkdtempSync(join(tmpdir(), 'issuing-'));
beforeAll(() => Promise.all(KEY_KINDS.map(keysOf)), RSA_TIME_MS);
afterAll(() => rmSync(folder, { recursive: true }));

const openssl = (...args: string[]): string => runTool('openssl', args, { cwd: folder }).stdout;

/** Writes certificates as PEM and gives the name of the file. */
function save(name: string, ...certificates: readonly Uint8Array[]): string {
  writeFileSync(join(folder, name), certificates.map((der) => printPem('CERTIFICATE', der)).join(''));
  return name;
}

async function spkiOf(kind: KeyKind): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.exportKey('spki', (await keysOf(kind)).publicKey));
}

async function issueUnder(authority: TestAuthority, profile: Profile, kind: KeyKind, commonName = 'device-1') {
  const issuer = await createLeafIssuer(crypto, { authority, profile, role: 'device', validity });
  return issuer.issue(commonName, await spkiOf(kind));
}

/** As a server does that trusts `anchors` and is shown `untrusted`, at the time of the tests, with all that is strict. */
const verify = (anchors: string, untrusted: readonly string[], leaves: readonly string[]): string =>
  openssl(
    ...['verify', '-x509_strict', '-purpose', 'sslclient', '-attime', String(NOW / 1000), '-CAfile', anchors],
    ...untrusted.flatMap((file) => ['-untrusted', file]),
    ...leaves,
  );

describe.each(PROFILES)('openssl verify -x509_strict takes %s', (profile) => {
  // Any two kinds stand in one chain: what a third one adds is between it and each of them.
  test.each(KEY_KINDS)('under a root on %s: every intermediate, and leaves of every kind', async (rootKind) => {
    const root = await makeAuthority(crypto, { profile, kind: rootKind, pathLength: 1 });
    const anchors = save('root.pem', root.certificateDer);
    const untrusted: string[] = [];
    const leaves: string[] = [];
    for (const [index, kind] of KEY_KINDS.entries()) {
      const commonName = `Intermediate ${kind}`;
      const below = await makeAuthority(crypto, { profile, kind, commonName, under: root, pathLength: 0 });
      untrusted.push(save(`ca-${kind}.pem`, below.certificateDer));
      const leafKind = KEY_KINDS[(index + KEY_KINDS.indexOf(rootKind)) % KEY_KINDS.length] ?? kind;
      leaves.push(save(`leaf-${kind}-${leafKind}.pem`, await issueUnder(below, profile, leafKind)));
      leaves.push(save(`direct-${kind}.pem`, await issueUnder(root, profile, kind)));
    }
    expect(verify(anchors, untrusted, leaves)).toBe(leaves.map((file) => `${file}: OK\n`).join(''));
  });

  test('and what signs itself, where it is trusted itself', async () => {
    for (const kind of KEY_KINDS) {
      const keys = await keysOf(kind);
      const file = save('self.pem', await issueSelfSigned(crypto, { commonName: 'device-1', keys, validity, profile }));
      expect(verify(file, [], [file])).toBe(`${file}: OK\n`);
    }
  });
});

test.each(KEY_KINDS)('openssl req -verify takes a request with a key on %s', async (kind) => {
  const der = await issueSigningRequest(crypto, { commonName: 'device-1', keys: await keysOf(kind) });
  writeFileSync(join(folder, 'request.pem'), printPem('CERTIFICATE REQUEST', der));
  const { stdout, stderr } = runTool('openssl', ['req', '-in', 'request.pem', '-verify', '-noout', '-subject'], {
    cwd: folder,
  });
  expect(stdout + stderr).toContain('verify OK');
  expect(stdout).toContain('CN = device-1');
});

test('openssl reads every name as it was typed', async () => {
  const root = await makeAuthority(crypto);
  const letters = fc.string({
    unit: fc.constantFrom('a', '"', '\\', '#', ',', '+', "'", '=', 'Ü', 'ß', '温', '🌡', '\u0301'),
    minLength: 1,
    maxLength: 64,
  });
  const names = fc.oneof(letters, fc.constant('🌡'.repeat(64)), fc.constant('a'.repeat(64)));
  await fc.assert(
    fc.asyncProperty(names, async (name) => {
      const file = save('named.pem', await issueUnder(root, 'azure', 'P-256', name));
      const printed = openssl('x509', '-in', file, '-noout', '-subject', '-nameopt', 'utf8,sep_multiline,lname');
      expect(printed).toBe(`subject=\n    commonName=${name}\n`);
    }),
    { numRuns: 10 },
  );
});

test.each([
  ['2049-12-31T23:59:59Z', 'Dec 31 23:59:59 2049 GMT'],
  ['2050-01-01T00:00:00Z', 'Jan  1 00:00:00 2050 GMT'],
  ['9999-12-31T23:59:59Z', 'Dec 31 23:59:59 9999 GMT'],
])('openssl reads the end %s', async (end, printed) => {
  const root = await makeAuthority(crypto, { validity: { notBefore: NOW, notAfter: Date.parse(end) } });
  const text = openssl('x509', '-in', save('late.pem', root.certificateDer), '-noout', '-enddate');
  expect(text).toBe(`notAfter=${printed}\n`);
});

describe('the same extensions as openssl makes', () => {
  /** The files beside certGen.sh, and those of Microsoft's tutorial, as far as they are about extensions. */
  const SECTIONS: Readonly<Record<string, readonly string[]>> = {
    v3_ca: [
      'subjectKeyIdentifier = hash',
      'authorityKeyIdentifier = keyid:always,issuer',
      'basicConstraints = critical, CA:true',
      'keyUsage = critical, digitalSignature, cRLSign, keyCertSign',
    ],
    usr_cert: [
      'basicConstraints = CA:FALSE',
      'nsCertType = client, email',
      'nsComment = "OpenSSL Generated Client Certificate"',
      'subjectKeyIdentifier = hash',
      'authorityKeyIdentifier = keyid,issuer',
      'keyUsage = critical, nonRepudiation, digitalSignature, keyEncipherment',
      'extendedKeyUsage = clientAuth, emailProtection',
    ],
    ca_ext: [
      'basicConstraints = critical,CA:true',
      'keyUsage = critical,keyCertSign,cRLSign',
      'subjectKeyIdentifier = hash',
    ],
    sub_ca_ext: [
      'authorityKeyIdentifier = keyid:always',
      'basicConstraints = critical,CA:true,pathlen:0',
      'extendedKeyUsage = clientAuth,serverAuth',
      'keyUsage = critical,keyCertSign,cRLSign',
      'subjectKeyIdentifier = hash',
    ],
    client_ext: [
      'authorityKeyIdentifier = keyid:always',
      'basicConstraints = critical,CA:false',
      'extendedKeyUsage = clientAuth',
      'keyUsage = critical,digitalSignature',
      'subjectKeyIdentifier = hash',
    ],
    test_root: ['basicConstraints = critical,CA:TRUE', 'subjectKeyIdentifier = hash'],
    test_intermediate: [
      'basicConstraints = critical,CA:TRUE',
      'subjectKeyIdentifier = hash',
      'authorityKeyIdentifier = keyid',
    ],
    test_device: [
      'extendedKeyUsage = critical,clientAuth',
      'subjectKeyIdentifier = hash',
      'authorityKeyIdentifier = keyid',
    ],
  };

  /** A root of ours, and what openssl issues under it, or by itself, for a key of 2048 bits. */
  async function makeByOpenssl(section: string, root: TestAuthority | undefined): Promise<Certificate> {
    const lines = Object.entries(SECTIONS).flatMap(([name, rules]) => [`[${name}]`, ...rules]);
    writeFileSync(
      join(folder, 'extensions.cnf'),
      ['[req]', 'distinguished_name = name', '[name]', ...lines].join('\n'),
    );
    const { privateKey } = await keysOf('RSA-2048');
    const pkcs8 = new Uint8Array(await crypto.subtle.exportKey('pkcs8', privateKey));
    writeFileSync(join(folder, 'key.pem'), printPem('PRIVATE KEY', pkcs8), { mode: 0o600 });
    const subject = ['-new', '-key', 'key.pem', '-subj', '/CN=made', '-config', 'extensions.cnf'];
    if (root === undefined) {
      openssl('req', '-x509', ...subject, '-extensions', section, '-out', 'made.pem');
    } else {
      openssl('req', ...subject, '-out', 'made.csr');
      const signer = ['-CA', save('signer.pem', root.certificateDer), '-CAkey', 'key.pem'];
      openssl(
        'x509',
        '-req',
        '-in',
        'made.csr',
        ...signer,
        '-extfile',
        'extensions.cnf',
        '-extensions',
        section,
        '-out',
        'made.pem',
      );
    }
    return valueOf(readOneCertificateText(openssl('x509', '-in', 'made.pem')));
  }

  const print = ({ extensions }: Certificate): string[] =>
    extensions.map(({ oid, critical, value }) => `${oid} ${critical} ${encodeHex(value)}`);

  const isKeyUsage = (line: string): boolean => line.startsWith('2.5.29.15 ');

  test.each([
    ['cert-gen', 'v3_ca', 'v3_ca', 'usr_cert'],
    ['azure', 'ca_ext', 'sub_ca_ext', 'client_ext'],
    ['create-test-cert', 'test_root', 'test_intermediate', 'test_device'],
  ] as const)(
    'for %s, octet by octet and in the same order',
    async (profile, rootSection, belowSection, leafSection) => {
      const kind = 'RSA-2048';
      const root = await makeAuthority(crypto, { profile, kind });
      const pathLength = profile === 'azure' ? { pathLength: 0 } : {};
      const below = await makeAuthority(crypto, { profile, kind, under: root, ...pathLength });
      const leaf = read(await issueUnder(root, profile, kind));
      const expected = [
        await makeByOpenssl(rootSection, undefined),
        await makeByOpenssl(belowSection, root),
        await makeByOpenssl(leafSection, root),
      ];
      // create_test_cert.js leaves the key usage of authorities out, against 4.2.1.3; that one is ours.
      const isOurs = (line: string): boolean => profile === 'create-test-cert' && isKeyUsage(line);
      const made = [root.certificate, below.certificate, leaf].map((one) => print(one).filter((line) => !isOurs(line)));
      expect(made).toEqual(expected.map(print));
    },
  );
});
