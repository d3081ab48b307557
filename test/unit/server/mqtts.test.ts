import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { webcrypto, X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { issueAuthority } from '#core/issuing/issue-authority';
import { issueServerCertificate } from '#core/issuing/issue-server-certificate';
import { printPem } from '#core/x509/pem';
import { createFakeCloud } from './fake-cloud.ts';
import { openTestServer, type TestServer } from './open-test-server.ts';

const cloud = createFakeCloud();
let server: TestServer;
let ca: string;
beforeAll(async () => {
  server = await openTestServer(cloud, ['cloud', '--mqtts-port', '0', '--https-port', '0']);
  ca = await readFile(join(server.folder, 'ca.pem'), 'utf8');
});
afterAll(() => server.dispose());

function dial(options: ConnectionOptions = {}, port = server.ports.mqtts): TLSSocket {
  const socket = connect({ host: '127.0.0.1', port: port ?? 0, servername: 'localhost', ca, ...options });
  socket.on('error', () => undefined);
  return socket;
}

async function open(options: ConnectionOptions = {}) {
  const arrived = cloud.nextLink();
  const socket = dial(options);
  return { socket, link: await arrived };
}

/** A device certificate with the CA that signed it, as a device would show them. */
async function makeChain() {
  const curve = { name: 'ECDSA', namedCurve: 'P-256' } as const;
  const validity = { notBefore: Date.now() - 60_000, notAfter: Date.now() + 3_600_000 };
  const [caKeys, keys] = await Promise.all(
    [1, 2].map(() => webcrypto.subtle.generateKey(curve, true, ['sign', 'verify'])),
  );
  if (caKeys === undefined || keys === undefined) throw new Error('no keys');
  const caDer = await issueAuthority(webcrypto as Crypto, {
    commonName: 'test CA',
    validity,
    keys: caKeys,
    pathLength: 0,
    profile: 'azure',
  });
  const leafDer = await issueServerCertificate(webcrypto as Crypto, {
    commonName: 'device-1',
    names: [{ type: 'dns', value: 'device-1' }],
    validity,
    publicKey: keys.publicKey,
    authority: { certificateDer: caDer, privateKey: caKeys.privateKey },
  });
  const pkcs8 = new Uint8Array(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey));
  return {
    cert: printPem('CERTIFICATE', leafDer) + printPem('CERTIFICATE', caDer),
    key: printPem('PRIVATE KEY', pkcs8),
    names: ['device-1', 'test CA'],
  };
}

const nameIn = (der: Uint8Array) => new X509Certificate(Buffer.from(der)).subject.replace('CN=', '');

describe('MQTT over TLS', () => {
  test('carries bytes both ways, and tells the name that the client asked for', async () => {
    const { socket, link } = await open({ servername: 'my-hub.azure-devices.net' });
    expect(link.facts).toMatchObject({ road: 'tls', serverName: 'my-hub.azure-devices.net' });
    expect(link.facts.peerChain).toBeUndefined();
    const received = new Promise<Uint8Array>((resolve) => link.onBytes(resolve));
    socket.write(Uint8Array.of(16, 0));
    expect([...(await received)]).toEqual([16, 0]);
    const sent = new Promise<Buffer>((resolve) => socket.once('data', resolve));
    link.send(Uint8Array.of(32, 2, 0, 5));
    expect([...(await sent)]).toEqual([32, 2, 0, 5]);
    socket.destroy();
  });

  test.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'shows the cloud the client’s chain, leaf first, over %s',
    async (version) => {
      const { names, ...identity } = await makeChain();
      const { socket, link } = await open({ ...identity, minVersion: version, maxVersion: version });
      expect(link.facts.peerChain?.map(nameIn)).toEqual(names);
      socket.destroy();
    },
  );

  test('shows the chain again to a client that offers to resume its session', async () => {
    const { names, ...identity } = await makeChain();
    const first = await open({ ...identity, maxVersion: 'TLSv1.2' });
    const session = first.socket.getSession();
    first.socket.destroy();
    const again = await open({ ...identity, maxVersion: 'TLSv1.2', ...(session === undefined ? {} : { session }) });
    expect(again.link.facts.peerChain?.map(nameIn)).toEqual(names);
    again.socket.destroy();
  });

  test('sends what is due, then closes, and tells it once', async () => {
    const { socket, link } = await open();
    let closed = 0;
    link.onClose(() => (closed += 1));
    const parts: Buffer[] = [];
    socket.on('data', (part) => parts.push(part));
    link.send(Uint8Array.of(1));
    link.close();
    await vi.waitFor(() => expect(socket.destroyed).toBe(true));
    expect(Buffer.concat(parts)).toEqual(Buffer.of(1));
    await vi.waitFor(() => expect(closed).toBe(1));
  });

  test('holds back what arrives while it is paused', async () => {
    const { socket, link } = await open();
    const seen: number[] = [];
    link.onBytes((bytes) => seen.push(...bytes));
    link.pause();
    socket.write(Uint8Array.of(1));
    const other = await open();
    other.socket.destroy();
    expect(seen).toEqual([]);
    link.resume();
    await vi.waitFor(() => expect(seen).toEqual([1]));
    socket.destroy();
  });

  test('stops reading a client that does not take what it is sent, and goes on when it does', async () => {
    const { socket, link } = await open();
    socket.pause();
    const seen: number[] = [];
    link.onBytes((bytes) => seen.push(bytes.length));
    for (let n = 0; n < 200; n += 1) link.send(new Uint8Array(65_536));
    socket.write(new Uint8Array(10));
    const other = await open();
    other.socket.destroy();
    expect(seen).toEqual([]);
    socket.resume();
    await vi.waitFor(() => expect(seen).toEqual([10]), { timeout: 5000 });
    socket.destroy();
  });

  test('cuts off a client that falls far behind', async () => {
    const { socket, link } = await open();
    socket.pause();
    const closed = new Promise<void>((resolve) => link.onClose(resolve));
    for (let n = 0; n < 800; n += 1) link.send(new Uint8Array(65_536));
    await closed;
    socket.destroy();
  });
});

describe('a client that does not speak as it should', () => {
  const failure = (socket: TLSSocket): Promise<string> =>
    new Promise((resolve) => socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? '')));

  test('with TLS 1.1 is not served', async () => {
    const socket = dial({ minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' });
    expect(await failure(socket)).toBe('ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION');
    await vi.waitFor(() => expect(server.said.join('')).toContain('older TLS than 1.2'));
  });

  test('because it speaks plain HTTP is told of on standard error, once', async () => {
    const address = `http://127.0.0.1:${server.ports.mqtts}/`;
    for (let n = 0; n < 3; n += 1) await expect(fetch(address)).rejects.toThrow();
    const notes = () => server.said.filter((line) => line.includes('plain HTTP'));
    await vi.waitFor(() => expect(notes()).toHaveLength(1));
  });
});

test('HTTPS answers with the same certificate and asks for one without demanding it', async () => {
  const socket = dial({}, server.ports.https);
  await new Promise((resolve) => socket.once('secureConnect', resolve));
  expect(socket.authorized).toBe(true);
  socket.write('GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
  const answer = await new Promise<Buffer>((resolve) => socket.once('data', resolve));
  expect(answer.toString()).toMatch(/^HTTP\/1\.1 200 OK/);
  socket.destroy();
});
