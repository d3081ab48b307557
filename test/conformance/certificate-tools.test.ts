import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, createServer, type ConnectionOptions, type Server, type TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openZip } from '#adapters/zip/open-zip';
import type { CertificateOutput, OutputSettings } from '#core/certificate-export/certificate-output';
import { makeOutput } from '#core/certificate-export/make-output';
import { findRequest } from '#core/certificate-maker/find-request';
import { readCertificateSource } from '#core/certificate-maker/read-source';
import { type Profile, PROFILES } from '#core/issuing/certificate-plan';
import { describeCertificate } from '#core/issuing/describe-certificate';
import { issueSigningRequest } from '#core/issuing/issue-signing-request';
import { KEY_KINDS, type KeyKind } from '#core/issuing/key-kind';
import { reviewRequest } from '#core/issuing/review-request';
import type { CertificateFacts } from '#core/x509/certificate-facts';
import { printPem } from '#core/x509/pem';
import { keysOf } from '../support/issuing.ts';
import { makeReal, type RealCertificate, type RealWishes } from '../support/kept-certificates.ts';
import { makeLeaf, type MadeCertificate } from '../support/openssl.ts';
import { attemptTool, runTool, type Tool } from '../support/tools.ts';

/**
 * Programs of others judge what we make, and we read what they make. What is shown elsewhere is not repeated: openssl
 * verifies every pair of key kinds (issuing-openssl.test.ts), and keys and PFX files go to and fro (pkcs-….test.ts).
 */

const folder = mkdtempSync(join(tmpdir(), 'workbench-tools-'));
afterAll(() => rmSync(folder, { recursive: true }));
// RSA keys are made once; each kind has one.
beforeAll(() => Promise.all(KEY_KINDS.map(keysOf)), 60_000);

const PASSWORD = 'Größe 1234';
const settings: OutputSettings = {
  dpsHost: 'dps.local',
  directory: '/certs',
  password: PASSWORD,
  isMadePassword: true,
};
const run = (tool: Tool, ...args: string[]): string => runTool(tool, args, { cwd: folder }).stdout;

/** Writes an output; gives the name of its file. */
async function save(
  of: RealCertificate,
  output: CertificateOutput,
  name: string,
  more: Partial<OutputSettings> = {},
): Promise<string> {
  writeFileSync(join(folder, name), await contentOf(of, output, more));
  return name;
}

async function contentOf(
  of: RealCertificate,
  output: CertificateOutput,
  more: Partial<OutputSettings> = {},
): Promise<Buffer> {
  const { content } = await makeOutput(crypto, { ...of, openArchive: openZip }, output, { ...settings, ...more });
  if (content instanceof Blob) throw new Error(`${output} is no file of one certificate`);
  return Buffer.from(content as string);
}

/** A chain of three kinds of keys. */
interface TestChain {
  readonly root: RealCertificate;
  readonly leaf: RealCertificate;
}

/** Of all chains of a profile, each kind of key is once that of the root, of the intermediate and of the leaf. */
async function makeChain(profile: Profile, first: number): Promise<TestChain> {
  const kindAt = (step: number): KeyKind => KEY_KINDS[(first + step) % KEY_KINDS.length] ?? 'P-256';
  const make = async (wish: RealWishes, step: number): Promise<RealCertificate> => {
    const keyKind = kindAt(step);
    return makeReal({ ...wish, profile, keyKind, keys: await keysOf(keyKind) });
  };
  const root = await make({ role: 'root', commonName: 'Root of Tests', days: 3650 }, 0);
  const plant = await make({ role: 'intermediate', commonName: 'Werk Süd', issuer: root, days: 1825 }, 1);
  return { root, leaf: await make({ role: 'device', commonName: 'pump-7', issuer: plant }, 2) };
}

const CHAINS = PROFILES.flatMap((profile) => KEY_KINDS.map((kind, first) => [profile, kind, first] as const));

/** What a program says of a certificate, and we too. */
interface Told {
  readonly subject: readonly string[];
  readonly serial: bigint;
  readonly notBefore: number;
  readonly notAfter: number;
  readonly sha1: string;
  readonly sha256: string;
}

function tellOurs(facts: CertificateFacts): Told {
  return {
    subject: partsOf(facts.subjectName),
    serial: BigInt(`0x${facts.serialNumber}`),
    notBefore: facts.notBefore,
    notAfter: facts.notAfter,
    sha1: facts.sha1Thumbprint,
    sha256: facts.sha256Thumbprint,
  };
}

/** Programs print the parts of a name from either end. */
const partsOf = (name: string): readonly string[] => name.split(/, ?/).toSorted();
const find = (text: string, pattern: RegExp): string => pattern.exec(text)?.[1] ?? `no ${pattern}`;
const plain = (fingerprint: string): string => fingerprint.replaceAll(/[:\s]/g, '').toUpperCase();

/** Reads what certtool prints of the first certificate of a file. */
function tellByGnutls(file: string): Told {
  const text = run('certtool', '--certificate-info', '--infile', file);
  return {
    subject: partsOf(find(text, /\tSubject: (.*)/)),
    serial: BigInt(`0x${find(text, /Serial Number \(hex\): ([0-9a-f]+)/)}`),
    notBefore: Date.parse(find(text, /Not Before: (.*)/)),
    notAfter: Date.parse(find(text, /Not After: (.*)/)),
    sha1: plain(find(text, /sha1:([0-9a-f]{40})/)),
    sha256: plain(find(text, /sha256:([0-9a-f]{64})/)),
  };
}

/** Reads what NSS prints of a certificate in its database. */
function tellByNss(database: string, nickname: string): Told {
  const text = run('certutil', '-L', '-n', nickname, '-d', database);
  const serial = /Serial Number:(?: (\d+) \(0x[0-9a-f]+\)|\s+([0-9a-f:]+))/.exec(text);
  return {
    subject: partsOf(find(text, /Subject: "(.*)"/)),
    serial: BigInt(serial?.[1] ?? `0x${(serial?.[2] ?? '').replaceAll(':', '')}`),
    notBefore: Date.parse(`${find(text, /Not Before: (.*)/)} UTC`),
    notAfter: Date.parse(`${find(text, /Not After : (.*)/)} UTC`),
    sha1: plain(find(text, /Fingerprint \(SHA1\):\s+([0-9A-F:]+)/)),
    sha256: plain(find(text, /Fingerprint \(SHA-256\):\s+([0-9A-F:]+)/)),
  };
}

let databases = 0;

/** Makes an empty database of NSS. */
function openDatabase(): string {
  databases += 1;
  const name = `nss-${databases}`;
  mkdirSync(join(folder, name));
  run('certutil', '-N', '-d', `sql:${name}`, '--empty-password');
  return `sql:${name}`;
}

describe.each(CHAINS)('a chain of the profile %s, its root on %s', (profile, _kind, first) => {
  let chain: TestChain;
  let trusted: string;
  beforeAll(async () => {
    chain = await makeChain(profile, first);
    trusted = await save(chain.root, 'certificate-pem', 'root.pem');
  });

  test('is imported by NSS as a PFX, told as it is, and good for a client once its root is trusted', async () => {
    const database = openDatabase();
    const pfx = await save(chain.leaf, 'pfx', 'leaf.pfx');
    run('pk12util', '-i', pfx, '-d', database, '-W', PASSWORD, '-K', '');
    expect(tellByNss(database, 'pump-7')).toEqual(tellOurs(chain.leaf.certificate.facts));
    const verify = ['-V', '-n', 'pump-7', '-u', 'C', '-d', database];
    expect(attemptTool('certutil', verify, { cwd: folder }).status).not.toBe(0);
    run('certutil', '-M', '-n', 'Root of Tests', '-t', 'CT,,', '-d', database);
    expect(run('certutil', ...verify)).toContain('certificate is valid');
  });

  test('is trusted by GnuTLS for a client, by its root, and told as it is', async () => {
    const file = await save(chain.leaf, 'full-chain', 'chain.pem');
    expect(run('certtool', '--verify-chain', '--infile', file)).toMatch(/^Chain verification output: Verified/m);
    const purpose = ['--verify-purpose', '1.3.6.1.5.5.7.3.2', '--infile', file];
    const verified = run('certtool', '--verify', '--load-ca-certificate', trusted, ...purpose);
    expect(verified).toMatch(/^Chain verification output: Verified/m);
    expect(tellByGnutls(file)).toEqual(tellOurs(chain.leaf.certificate.facts));
  });

  test('opens TLS between Node and Node, with each form of its key', async () => {
    const cert = await contentOf(chain.leaf, 'full-chain');
    const identities: readonly ConnectionOptions[] = [
      { cert, key: await contentOf(chain.leaf, 'key') },
      { cert, key: await contentOf(chain.leaf, 'encrypted-key'), passphrase: PASSWORD },
      { pfx: await contentOf(chain.leaf, 'pfx'), passphrase: PASSWORD },
      { pfx: await contentOf(chain.leaf, 'pfx', { isLegacyPfx: true }), passphrase: PASSWORD },
    ];
    const shown = await shakeHands(await contentOf(chain.root, 'certificate-pem'), identities);
    const { sha256Thumbprint } = chain.leaf.certificate.facts;
    expect(shown).toEqual(identities.map(() => ({ authorized: true, sha256: sha256Thumbprint, length: 3 })));
  });
});

/** Has clients show themselves, one after the other, to a server that trusts one root; gives what it thinks of each. */
async function shakeHands(ca: Buffer, identities: readonly ConnectionOptions[]): Promise<readonly object[]> {
  const own = await makeReal({ role: 'self-signed', commonName: 'server' });
  const [cert, key] = [await contentOf(own, 'certificate-pem'), await contentOf(own, 'key')];
  const server = createServer({ cert, key, ca, requestCert: true, rejectUnauthorized: false });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const shown: object[] = [];
    for (const identity of identities) shown.push(await shakeHand(server, identity));
    return shown;
  } finally {
    server.close();
  }
}

async function shakeHand(server: Server, identity: ConnectionOptions): Promise<object> {
  const met = new Promise<TLSSocket>((resolve) => server.once('secureConnection', resolve));
  const { port } = server.address() as AddressInfo;
  const client = connect({ ...identity, port, host: '127.0.0.1', rejectUnauthorized: false });
  try {
    const failed = new Promise<never>((_resolve, reject) => client.once('error', reject));
    const socket = await Promise.race([met, failed]);
    const leaf = socket.getPeerCertificate(true);
    let length = 1;
    for (let one = leaf; one.issuerCertificate.raw.compare(one.raw) !== 0; one = one.issuerCertificate as typeof leaf) {
      length += 1;
    }
    return { authorized: socket.authorized, sha256: leaf.fingerprint256.replaceAll(':', ''), length };
  } finally {
    client.destroy();
  }
}

test('Node and GnuTLS refuse a chain under another root: what they accept is no accident', async () => {
  const { leaf } = await makeChain('azure', 0);
  const { root } = await makeChain('azure', 1);
  const identity = { cert: await contentOf(leaf, 'full-chain'), key: await contentOf(leaf, 'key') };
  const [shown] = await shakeHands(await contentOf(root, 'certificate-pem'), [identity]);
  expect(shown).toMatchObject({ authorized: false });
  const [file, other] = [await save(leaf, 'full-chain', 'a.pem'), await save(root, 'certificate-pem', 'b.pem')];
  const verify = ['--verify', '--load-ca-certificate', other, '--infile', file];
  expect(attemptTool('certtool', verify, { cwd: folder }).status).not.toBe(0);
});

describe.each(PROFILES)('of the profile %s, openssl and GnuTLS also take', (profile) => {
  let root: RealCertificate;
  let trusted: string;
  beforeAll(async () => {
    root = await makeReal({ role: 'root', commonName: 'Root of Tests', profile });
    trusted = await save(root, 'certificate-pem', 'root.pem');
  });

  test.each([
    ['module', 'pump-7/filter'],
    ['verification', '7A1B9C'],
  ] as const)('a certificate of a %s', async (role, commonName) => {
    const file = await save(await makeReal({ role, commonName, profile, issuer: root }), 'certificate-pem', 'one.pem');
    const strict = ['verify', '-x509_strict', '-purpose', 'sslclient', '-CAfile', trusted];
    expect(run('openssl', ...strict, file)).toBe(`${file}: OK\n`);
    const verify = ['--verify', '--load-ca-certificate', trusted, '--infile', file];
    expect(run('certtool', ...verify)).toMatch(/^Chain verification output: Verified/m);
  });

  test('the authority of an IoT Edge device, with what that signs for its modules', async () => {
    const edge = await makeReal({ role: 'edge-ca', commonName: 'gateway.ca', profile, issuer: root });
    const issuers = await save(edge, 'full-chain', 'edge.pem');
    const hub = await makeLeaf({ cn: 'edgehub', issuer: await lend(edge), extendedKeyUsage: 'serverAuth' });
    writeFileSync(join(folder, 'hub.pem'), hub.certificatePem);
    const strict = ['verify', '-x509_strict', '-purpose', 'sslserver', '-CAfile', trusted, '-untrusted', issuers];
    expect(run('openssl', ...strict, 'hub.pem')).toBe('hub.pem: OK\n');
    writeFileSync(join(folder, 'hub-chain.pem'), hub.certificatePem + readFileSync(join(folder, issuers), 'utf8'));
    expect(run('certtool', '--verify-chain', '--infile', 'hub-chain.pem')).toMatch(
      /^Chain verification output: Verified/m,
    );
  });
});

/** An authority of ours as openssl signs with it. */
async function lend(of: RealCertificate): Promise<MadeCertificate> {
  const [certificatePem, keyPem] = [await contentOf(of, 'certificate-pem'), await contentOf(of, 'key')].map(String);
  const der = Uint8Array.from(await contentOf(of, 'certificate-der'));
  return {
    certificatePem: certificatePem ?? '',
    keyPem: keyPem ?? '',
    der,
    chain: [der],
    chainPem: certificatePem ?? '',
  };
}

describe.each(KEY_KINDS)('a request of ours with a key on %s', (kind) => {
  test('is signed by NSS and by GnuTLS, for that key', async () => {
    const keys = await keysOf(kind);
    const der = await issueSigningRequest(crypto, { commonName: 'pump-7', keys });
    writeFileSync(join(folder, 'ours.csr'), printPem('NEW CERTIFICATE REQUEST', der));
    expect(run('certtool', '--crq-info', '--infile', 'ours.csr')).toContain('Self signature: verified');
    const issuer = await makeReal({ role: 'root', commonName: 'Root of Tests' });
    const spki = Buffer.from(await crypto.subtle.exportKey('spki', keys.publicKey));

    const database = openDatabase();
    const pfx = await save(issuer, 'pfx', 'root.pfx');
    run('pk12util', '-i', pfx, '-d', database, '-W', PASSWORD, '-K', '');
    run('certutil', '-M', '-n', 'Root of Tests', '-t', 'CTu,,', '-d', database);
    run('certutil', '-C', '-c', 'Root of Tests', '-a', '-i', 'ours.csr', '-o', 'by-nss.pem', '-m', '7', '-d', database);

    writeFileSync(join(folder, 'plan.cfg'), 'expiration_days = 30\nsigning_key\ntls_www_client\n');
    const [ca, caKey] = [await save(issuer, 'certificate-pem', 'root.pem'), await save(issuer, 'key', 'root.key')];
    const authority = ['--load-ca-certificate', ca, '--load-ca-privkey', caKey, '--template', 'plan.cfg'];
    run('certtool', '--generate-certificate', '--load-request', 'ours.csr', ...authority, '--outfile', 'by-gnutls.pem');

    for (const file of ['by-nss.pem', 'by-gnutls.pem']) {
      const [certificate] = await readFile(file);
      expect(certificate?.keyKind).toBe(kind);
      const publicKey = run('openssl', 'x509', '-in', file, '-noout', '-pubkey');
      expect(publicKey.replaceAll(/-----.*-----|\s/g, '')).toBe(spki.toString('base64'));
    }
  });
});

/** Reads certificates as the app reads what somebody has. */
async function readFile(name: string): Promise<readonly CertificateFacts[]> {
  const { subtle } = crypto;
  const { certificates } = await readCertificateSource(subtle, { parts: [readFileSync(join(folder, name))] });
  return Promise.all(certificates.map((one) => describeCertificate(subtle, one)));
}

describe('what NSS makes is read as NSS tells it:', () => {
  const DEVICES = [
    ['P-256', '4712', ['-k', 'ec', '-q', 'nistp256']],
    ['P-384', '0x7fffffffffffffff', ['-k', 'ec', '-q', 'secp384r1']],
    ['RSA-2048', '8', ['-k', 'rsa', '-g', '2048']],
  ] as const;
  let database: string;
  beforeAll(() => {
    database = openDatabase();
    writeFileSync(join(folder, 'noise'), crypto.getRandomValues(new Uint8Array(64)));
    const root = ['-s', 'CN=NSS Root,O=Werk 7', '-x', '-t', 'CT,,', '-m', '4711', '-v', '12', '-2'];
    const argv = ['-S', '-n', 'root', ...root, '-k', 'ec', '-q', 'nistp256', '-z', 'noise', '-d', database];
    // It asks whether this is an authority, how many may stand below it, and whether that is critical.
    runTool('certutil', argv, { cwd: folder, input: 'y\n1\ny\n' });
  });

  test('an authority', async () => {
    writeFileSync(join(folder, 'nss.pem'), run('certutil', '-L', '-n', 'root', '-a', '-d', database));
    const [facts] = await readFile('nss.pem');
    expect(facts).toMatchObject({ isAuthority: true, pathLength: 1, keyKind: 'P-256', serialNumber: '1267' });
    expect(facts && tellOurs(facts)).toEqual(tellByNss(database, 'root'));
  });

  test.each(DEVICES)('a device, and its request, with a key on %s and the number %s', async (kind, serial, key) => {
    const common = [...key, '-z', 'noise', '-d', database];
    const made = [
      '-S',
      '-n',
      kind,
      '-c',
      'root',
      '-s',
      `CN=pump-${kind},O=Werk`,
      '-t',
      ',,',
      '-m',
      serial,
      '-v',
      '6',
      ...common,
    ];
    run('certutil', ...made, '--keyUsage', 'digitalSignature', '--extKeyUsage', 'clientAuth');
    writeFileSync(join(folder, 'nss.pem'), run('certutil', '-L', '-n', kind, '-a', '-d', database));
    const [facts] = await readFile('nss.pem');
    expect(facts).toMatchObject({ isAuthority: false, keyKind: kind, issuerName: expect.stringContaining('NSS Root') });
    expect(facts && tellOurs(facts)).toEqual(tellByNss(database, kind));
    const request = run('certutil', '-R', '-s', `CN=pump-${kind}`, '-a', ...common);
    const review = await reviewRequest(crypto.subtle, findRequest({ parts: [request] }));
    expect(review).toMatchObject({ commonName: `pump-${kind}`, keyKind: kind, isSelfSigned: true, problems: [] });
  });
});

describe.each(KEY_KINDS)('what GnuTLS makes with a key of ours on %s is read as GnuTLS tells it:', (kind) => {
  const AUTHORITY = `cn = "GnuTLS Root"
organization = "Werk Süd"
serial = 4713
activation_date = "2026-01-02 03:04:05 UTC"
expiration_date = "2056-01-02 03:04:05 UTC"
ca
cert_signing_key
path_len = 1
`;
  const DEVICE = `cn = "pump-7"
serial = 0x00ffeeddccbbaa998877
activation_date = "2026-02-03 04:05:06 UTC"
expiration_date = "2027-02-03 04:05:06 UTC"
signing_key
tls_www_client
`;

  test('an authority, a device, and its request', async () => {
    const { privateKey } = await keysOf(kind);
    const pkcs8 = new Uint8Array(await crypto.subtle.exportKey('pkcs8', privateKey));
    writeFileSync(join(folder, 'gnutls.key'), printPem('PRIVATE KEY', pkcs8), { mode: 0o600 });
    writeFileSync(join(folder, 'authority.cfg'), AUTHORITY);
    writeFileSync(join(folder, 'device.cfg'), DEVICE);
    const own = ['--load-privkey', 'gnutls.key'];
    const root = ['--generate-self-signed', ...own, '--template', 'authority.cfg', '--outfile', 'gnutls-root.pem'];
    run('certtool', ...root);
    const signer = ['--load-ca-certificate', 'gnutls-root.pem', '--load-ca-privkey', 'gnutls.key'];
    const device = ['--generate-certificate', ...own, ...signer, '--template', 'device.cfg', '--outfile', 'gnutls.pem'];
    run('certtool', ...device);
    run('certtool', '--generate-request', ...own, '--template', 'device.cfg', '--outfile', 'gnutls.csr');

    const [authority] = await readFile('gnutls-root.pem');
    expect(authority).toMatchObject({ isAuthority: true, pathLength: 1, keyKind: kind, serialNumber: '1269' });
    expect(authority && tellOurs(authority)).toEqual(tellByGnutls('gnutls-root.pem'));
    const [leaf] = await readFile('gnutls.pem');
    expect(leaf).toMatchObject({ isAuthority: false, keyKind: kind });
    expect(leaf && tellOurs(leaf)).toEqual(tellByGnutls('gnutls.pem'));
    const request = readFileSync(join(folder, 'gnutls.csr'));
    const review = await reviewRequest(crypto.subtle, findRequest({ parts: [request] }));
    expect(review).toMatchObject({ commonName: 'pump-7', keyKind: kind, isSelfSigned: true, problems: [] });
  });
});
