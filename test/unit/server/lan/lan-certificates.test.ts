import { spawnSync } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ServerName } from '#core/issuing/issue-server-certificate';
import { issueServer, makeValidity } from '#server/issue-server';
import { openLanIdentity, type LanIdentity } from '#server/lan/lan-certificates';

const NOW = Date.now();
const DAY = 86_400_000;
const NAMES = { addresses: ['192.168.1.20', 'fd00::7', '127.0.0.5'], localName: 'bench-7.local' } as const;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'workbench-lan-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const read = async (name: string) => new X509Certificate(await readFile(join(folder, name)));
const rootOf = ({ authority }: LanIdentity) => authority.fingerprint;

/** Asks OpenSSL what somebody who trusts the root alone thinks of a certificate below the issuer. */
async function verify(certificatePem: string): Promise<string> {
  const file = join(folder, 'judged.pem');
  await writeFile(file, certificatePem);
  const strict = ['-x509_strict', '-purpose', 'sslserver', '-CAfile', join(folder, 'ca.pem')];
  const { stdout, stderr } = spawnSync(
    'openssl',
    ['verify', ...strict, '-untrusted', join(folder, 'issuer.pem'), file],
    { encoding: 'utf8' },
  );
  return `${stdout}${stderr}`.trim();
}

/** What a thief of the directory can sign. */
async function signAs(...names: ServerName[]): Promise<string> {
  const [certificatePem = '', keyPem = ''] = await Promise.all(
    ['issuer.pem', 'issuer-key.pem'].map((name) => readFile(join(folder, name), 'utf8')),
  );
  const validity = makeValidity(NOW, 30);
  return (await issueServer({ authority: { certificatePem, keyPem }, commonName: 'x', names, validity }))
    .certificatePem;
}

describe('the first use', () => {
  test('gives a certificate for each name, with the issuer behind it', async () => {
    const { chainPem } = await openLanIdentity(folder, NAMES, NOW);
    expect(chainPem.match(/BEGIN CERTIFICATE/g)).toHaveLength(2);
    const server = new X509Certificate(chainPem);
    for (const address of NAMES.addresses) expect(server.checkIP(address)).toBeDefined();
    expect(server.checkHost('bench-7.local')).toBe('bench-7.local');
    expect(Math.abs(Date.parse(server.validTo) - NOW - 90 * DAY)).toBeLessThan(2000);
    expect(await verify(chainPem)).toMatch(/: OK$/);
  });

  test('gives the root to trust, with the SHA-256 that systems show of its DER', async () => {
    const { authority } = await openLanIdentity(folder, NAMES, NOW);
    expect(Buffer.from(authority.der).equals((await read('ca.pem')).raw)).toBe(true);
    const digest = createHash('sha256').update(authority.der).digest('hex').toUpperCase();
    expect(authority.fingerprint.replaceAll(':', '')).toBe(digest);
    expect((await read('ca.pem')).subject).toBe('CN=Device Workbench on bench-7.local');
  });

  test('leaves no key of the root anywhere, and the others to the owner alone', async () => {
    await openLanIdentity(folder, NAMES, NOW);
    const files = (await readdir(folder)).sort();
    expect(files).toEqual(['ca.pem', 'issuer-key.pem', 'issuer.pem', 'server-key.pem', 'server.pem']);
    for (const name of ['issuer-key.pem', 'server-key.pem']) {
      expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600);
    }
    const root = await read('ca.pem');
    for (const name of ['issuer.pem', 'server.pem']) {
      expect((await read(name)).publicKey.equals(root.publicKey)).toBe(false);
    }
  });
});

describe('whoever steals the keys', () => {
  const dns = (value: string): ServerName => ({ type: 'dns', value });
  const ip = (value: string): ServerName => ({ type: 'ip', value });

  test.each<[string, ...ServerName[]]>([
    ['a bank', dns('bank.example')],
    ['another machine of the network', dns('nas.local')],
    ['a name that only ends alike', dns('xbench-7.local')],
    ['a public address', ip('203.0.113.9')],
    ['another loopback address', ip('127.0.0.1')],
    ['a public IPv6 address', ip('2001:db8::1')],
    ['our address and a bank', ip('192.168.1.20'), dns('bank.example')],
  ])('cannot stand in for %s', async (_whom, ...names) => {
    await openLanIdentity(folder, NAMES, NOW);
    expect(await verify(await signAs(...names))).toContain('permitted subtree violation');
  });

  test('could only stand in for what it is for', async () => {
    await openLanIdentity(folder, NAMES, NOW);
    expect(await verify(await signAs(dns('bench-7.local'), ip('10.0.0.1')))).toMatch(/: OK$/);
  });

  test('has a year at most, and no authority below', async () => {
    await openLanIdentity(folder, NAMES, NOW);
    const issuer = await read('issuer.pem');
    expect(Date.parse(issuer.validTo) - NOW).toBeLessThan(456 * DAY);
    const text = spawnSync('openssl', ['x509', '-in', join(folder, 'issuer.pem'), '-noout', '-text'], {
      encoding: 'utf8',
    }).stdout;
    expect(text).toMatch(/CA:TRUE, pathlen:0/);
    expect(text).toMatch(/Name Constraints: critical/);
  });
});

describe('a later use', () => {
  test('takes what is there', async () => {
    const first = await openLanIdentity(folder, NAMES, NOW);
    expect(await openLanIdentity(folder, NAMES, NOW + 60 * DAY)).toEqual(first);
  });

  test.each([
    ['before the certificate ends', NAMES, 85],
    ['in another network', { addresses: ['10.4.4.4'], localName: 'bench-7.local' } as const, 1],
    ['without an address that is somebody else’s now', { ...NAMES, addresses: ['192.168.1.20'] } as const, 1],
  ])('renews the certificate under the same root %s', async (_when, names, days) => {
    const first = await openLanIdentity(folder, NAMES, NOW);
    const later = await openLanIdentity(folder, names, NOW + days * DAY);
    expect(rootOf(later)).toBe(rootOf(first));
    expect(later.chainPem).not.toBe(first.chainPem);
    expect(new X509Certificate(later.chainPem).subjectAltName?.split(', ')).toHaveLength(names.addresses.length + 1);
  });

  test.each([
    ['the machine has another name', { ...NAMES, localName: 'desk.local' }, 1],
    [
      'an address is asked for that the old one must not vouch for',
      { ...NAMES, addresses: ['203.0.113.9'] } as const,
      1,
    ],
    ['the old one ends before the next certificate', NAMES, 380],
  ])('makes another root when %s', async (_when, names, days) => {
    const first = await openLanIdentity(folder, NAMES, NOW);
    const later = await openLanIdentity(folder, names, NOW + days * DAY);
    expect(rootOf(later)).not.toBe(rootOf(first));
  });

  test('makes all anew when the files do not belong together', async () => {
    const first = await openLanIdentity(folder, NAMES, NOW);
    await rm(join(folder, 'ca.pem'));
    const later = await openLanIdentity(folder, NAMES, NOW);
    expect(rootOf(later)).not.toBe(rootOf(first));
    expect(await verify(later.chainPem)).toMatch(/: OK$/);
  });

  test('leaves alone what somebody else put there', async () => {
    await writeFile(join(folder, 'ca.pem'), 'not ours');
    await expect(openLanIdentity(folder, NAMES, NOW)).rejects.toMatchObject({ code: 'terminal/tls-dir' });
    expect(await readFile(join(folder, 'ca.pem'), 'utf8')).toBe('not ours');
  });
});
