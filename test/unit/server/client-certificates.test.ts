import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { request as httpsRequest } from 'node:https';
import { join } from 'node:path';
import { X509Certificate } from 'node:crypto';
import { connect, type ConnectionOptions } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { makeAuthority, makeLeaf, type MadeCertificate } from '../../support/openssl.ts';
import { createFakeCloud } from './fake-cloud.ts';
import { openTestServer, type TestServer } from './open-test-server.ts';

const cloud = createFakeCloud();
let server: TestServer;
let trust: Pick<ConnectionOptions, 'ca' | 'host' | 'servername'>;
let root: MadeCertificate;
let ca: MadeCertificate;
let leaf: MadeCertificate;
let own: MadeCertificate;
let stranger: MadeCertificate;
let inCircle: { readonly leaf: MadeCertificate; readonly others: readonly MadeCertificate[] };
beforeAll(async () => {
  server = await openTestServer(cloud, ['cloud', '--mqtts-port', '0', '--https-port', '0']);
  trust = { ca: await readFile(join(server.folder, 'ca.pem')), host: '127.0.0.1', servername: 'localhost' };
  root = await makeAuthority({ cn: 'Root' });
  ca = await makeAuthority({ cn: 'CA', parent: root });
  [leaf, own, stranger] = await Promise.all([
    makeLeaf({ cn: 'leaf', issuer: ca }),
    makeLeaf({ cn: 'own' }),
    makeAuthority({ cn: 'Stranger' }),
  ]);
  const first = await makeAuthority({ cn: 'First' });
  const second = await makeAuthority({ cn: 'Second', parent: first });
  const again = await makeAuthority({ cn: 'First', parent: second, key: { keyPem: first.keyPem } });
  inCircle = { leaf: await makeLeaf({ cn: 'in a circle', issuer: again }), others: [again, second] };
}, 60_000);
afterAll(() => server.dispose());

/** What a client shows: its own certificate with its key, and others behind it. */
interface Shown {
  readonly leaf: MadeCertificate;
  readonly others: readonly MadeCertificate[];
}

const pem = (shown: Shown): { cert: string; key: string } => ({
  cert: [shown.leaf, ...shown.others].map(({ certificatePem }) => certificatePem).join(''),
  key: shown.leaf.keyPem,
});
const names = (chain: readonly Uint8Array[] | undefined): readonly string[] =>
  (chain ?? []).map((der) => new X509Certificate(der).subject.replace('CN=', ''));

const CHAINS: readonly (readonly [string, () => Shown, readonly string[]])[] = [
  ['a self-signed certificate', () => ({ leaf: own, others: [] }), ['own']],
  ['a leaf without its intermediates', () => ({ leaf, others: [] }), ['leaf']],
  ['a leaf with its intermediate, without the root', () => ({ leaf, others: [ca] }), ['leaf', 'CA']],
  ['a whole chain', () => ({ leaf, others: [ca, root] }), ['leaf', 'CA', 'Root']],
  ['of a chain in the wrong order as much as Node follows', () => ({ leaf, others: [root, ca] }), ['leaf', 'CA']],
  ['a chain with a stranger in it', () => ({ leaf, others: [stranger, ca] }), ['leaf', 'CA']],
  ['a chain in a circle', () => inCircle, ['in a circle', 'First', 'Second']],
];

describe.each(['TLSv1.2', 'TLSv1.3'] as const)('the cloud is handed what the client sent over %s', (version) => {
  const options = (shown: Shown): ConnectionOptions => ({
    ...trust,
    ...pem(shown),
    minVersion: version,
    maxVersion: version,
  });

  test.each(CHAINS)('%s, by MQTT', async (_name, shown, expected) => {
    const arrived = cloud.nextLink();
    const socket = connect({ ...options(shown()), port: server.ports.mqtts ?? 0 });
    expect(names((await arrived).facts.peerChain)).toEqual(expected);
    socket.destroy();
  });

  test.each(CHAINS)('%s, by a WebSocket', async (_name, shown, expected) => {
    const arrived = cloud.nextLink();
    const address = `wss://127.0.0.1:${server.ports.https}/$iothub/websocket`;
    const socket = new WebSocket(address, 'mqtt', options(shown()));
    expect(names((await arrived).facts.peerChain)).toEqual(expected);
    if (socket.readyState !== socket.OPEN) await once(socket, 'open');
    socket.terminate();
  });

  test.each(CHAINS)('%s, by HTTPS', async (_name, shown, expected) => {
    await ask(options(shown()));
    expect(names(cloud.requests.at(-1)?.peerChain)).toEqual(expected);
  });
});

describe('the cloud is handed no certificates', () => {
  test('by a client that shows none, nor by plain HTTP', async () => {
    await ask(trust);
    expect(cloud.requests.at(-1)).not.toHaveProperty('peerChain');
    await server.ask('/0ne/registrations/a/register', { method: 'PUT' });
    expect(cloud.requests.at(-1)).not.toHaveProperty('peerChain');
  });
});

function ask(options: ConnectionOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    const path = '/0ne/registrations/a/register?api-version=2021-06-01';
    const request = httpsRequest(
      { ...options, port: server.ports.https, path, method: 'PUT', agent: false } as object,
      (response) => response.resume().once('end', resolve),
    );
    request.once('error', reject).end();
  });
}
