import { spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { defaultTlsDirectory, openTlsIdentity } from '#server/certificates';

const NOW = Date.now();
const DAY = 86_400_000;
const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'workbench-tls-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const read = async (name: string) => new X509Certificate(await readFile(join(folder, name)));

describe('the first use of a directory', () => {
  test('makes a CA for ten years and a server certificate for one', async () => {
    await openTlsIdentity(folder, ['localhost', 'hub-2.localhost'], NOW);
    const ca = await read('ca.pem');
    const server = await read('server.pem');
    expect(Date.parse(ca.validTo) - NOW).toBeGreaterThan(3650 * DAY);
    expect(Math.abs(Date.parse(server.validTo) - NOW - 365 * DAY)).toBeLessThan(2000);
    expect(server.verify(ca.publicKey)).toBe(true);
    expect(ca.publicKey.asymmetricKeyDetails?.namedCurve).toBe('prime256v1');
  });

  test.each([
    'my-workbench.example',
    'localhost',
    'hub-2.my-workbench.example',
    'global.azure-devices-provisioning.net',
    'my-hub.azure-devices.net',
    'my-hub.azure-devices.cn',
    'global.azure-devices-provisioning.us',
  ])('carries the name %s', async (name) => {
    await openTlsIdentity(folder, ['my-workbench.example', 'hub-2.my-workbench.example'], NOW);
    expect((await read('server.pem')).checkHost(name)).toBeDefined();
  });

  test('carries both loopback addresses', async () => {
    await openTlsIdentity(folder, ['localhost', 'hub-2.localhost'], NOW);
    const server = await read('server.pem');
    expect(server.checkIP('127.0.0.1')).toBe('127.0.0.1');
    expect(server.checkIP('::1')).toBe('::1');
  });

  test('lets nobody but the owner read the keys', async () => {
    await openTlsIdentity(folder, ['localhost', 'hub-2.localhost'], NOW);
    for (const name of ['ca-key.pem', 'server-key.pem']) {
      expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600);
    }
  });

  test.skipIf(!hasOpenssl)('satisfies openssl verify to the letter of X.509', async () => {
    const { caFile } = await openTlsIdentity(folder, ['localhost', 'hub-2.localhost'], NOW);
    const server = join(folder, 'server.pem');
    const verify = spawnSync(
      'openssl',
      ['verify', '-x509_strict', '-purpose', 'sslserver', '-verify_hostname', 'localhost', '-CAfile', caFile, server],
      { encoding: 'utf8' },
    );
    expect(`${verify.stdout}${verify.stderr}`.trim()).toBe(`${server}: OK`);
  });
});

describe('a later use', () => {
  test('takes what is there', async () => {
    const first = await openTlsIdentity(folder, ['localhost', 'hub-2.localhost'], NOW);
    expect(await openTlsIdentity(folder, ['localhost', 'hub-2.localhost'], NOW + 300 * DAY)).toEqual(first);
  });

  test('renews the server certificate before it ends, under the same CA', async () => {
    await openTlsIdentity(folder, ['localhost', 'hub-2.localhost'], NOW);
    const ca = await readFile(join(folder, 'ca.pem'), 'utf8');
    await openTlsIdentity(folder, ['localhost', 'hub-2.localhost'], NOW + 360 * DAY);
    expect(await readFile(join(folder, 'ca.pem'), 'utf8')).toBe(ca);
    expect(Date.parse((await read('server.pem')).validTo)).toBeGreaterThan(NOW + 700 * DAY);
  });

  test('renews the server certificate when the host has another name, under the same CA', async () => {
    await openTlsIdentity(folder, ['localhost', 'hub-2.localhost'], NOW);
    const ca = await read('ca.pem');
    await openTlsIdentity(folder, ['bench-7.local', 'hub-2.bench-7.local'], NOW);
    const server = await read('server.pem');
    expect(server.checkHost('bench-7.local')).toBe('bench-7.local');
    expect(server.verify(ca.publicKey)).toBe(true);
  });

  test('makes a new CA when its own would end before what it signs', async () => {
    await openTlsIdentity(folder, ['localhost', 'hub-2.localhost'], NOW);
    const old = await read('ca.pem');
    await openTlsIdentity(folder, ['localhost', 'hub-2.localhost'], NOW + 3400 * DAY);
    expect((await read('ca.pem')).fingerprint256).not.toBe(old.fingerprint256);
  });

  test('makes a new pair when a key does not belong to its certificate', async () => {
    const first = await openTlsIdentity(folder, ['localhost', 'hub-2.localhost'], NOW);
    await writeFile(join(folder, 'server-key.pem'), await readFile(join(folder, 'ca-key.pem')));
    const second = await openTlsIdentity(folder, ['localhost', 'hub-2.localhost'], NOW);
    expect(second.keyPem).not.toBe(first.keyPem);
  });

  test('agrees with another process that opens the same directory at the same time', async () => {
    const opened = await Promise.all(
      [1, 2, 3].map(() => openTlsIdentity(folder, ['localhost', 'hub-2.localhost'], NOW)),
    );
    expect(new Set(opened.map(({ certificatePem }) => certificatePem)).size).toBe(1);
  });
});

describe('a directory that cannot be used', () => {
  test('is refused when it holds certificates of somebody else, which stay as they are', async () => {
    await writeFile(join(folder, 'ca.pem'), 'not ours');
    await expect(openTlsIdentity(folder, ['localhost', 'hub-2.localhost'], NOW)).rejects.toMatchObject({
      code: 'terminal/tls-dir',
    });
    expect(await readFile(join(folder, 'ca.pem'), 'utf8')).toBe('not ours');
  });

  test('is named in words when a file stands in its place', async () => {
    const file = join(folder, 'file');
    await writeFile(file, '');
    await expect(openTlsIdentity(file, ['localhost', 'hub-2.localhost'], NOW)).rejects.toMatchObject({
      code: 'terminal/tls-dir',
      facts: { directory: file, detail: 'a file stands in its place' },
    });
  });
});

test('without a directory named, the user’s cache is taken', () => {
  expect(defaultTlsDirectory({ XDG_CACHE_HOME: '/c' })).toBe('/c/device-workbench/tls');
  expect(defaultTlsDirectory({})).toMatch(/\.cache\/device-workbench\/tls$/);
});
