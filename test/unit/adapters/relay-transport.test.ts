import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { openRelaySocket } from '#adapters/sockets/relay-socket';
import { createRelayTransport, type RelayTransportOptions } from '#adapters/sockets/relay-transport';
import { readServerAuthority, readServerRelay } from '#adapters/workbench/server-relay';
import { createWorkbenchReader } from '#adapters/workbench/fetch-workbench';
import { WorkbenchError } from '#core/errors/workbench-error';
import type { ByteSocket, SocketEnd } from '#core/ports/byte-socket';
import type { TlsReport } from '#core/tls/tls-report';
import { createFakeClock } from '../../support/fake-clock.ts';
import { makeAuthority, makeLeaf } from '../../support/openssl.ts';
import { makeRelayPage } from '../../support/page-of-relay.ts';
import { identityOf, trustOf } from '../../support/tls-chains.ts';
import { createFakeCloud } from '../server/fake-cloud.ts';
import { openTestServer, type TestServer } from '../server/open-test-server.ts';
import {
  openTestRelay,
  openTestTarget,
  ORIGIN,
  TOKEN,
  type TestRelayOptions,
} from '../server/relay/open-test-relay.ts';

const HUB = { host: 'localhost', service: 'hub' } as const;
const cloud = createFakeCloud();

let app: string;
let server: TestServer;
let origin: string;
beforeAll(async () => {
  app = await mkdtemp(join(tmpdir(), 'workbench-relay-road-'));
  await writeFile(join(app, 'index.html'), '<!doctype html><title>app</title>');
  server = await openTestServer(cloud, ['start'], app);
  origin = `http://localhost:${server.ports.http}`;
});
afterAll(async () => {
  await server.dispose();
  await rm(app, { recursive: true, force: true });
});

const opened: { dispose(): unknown }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.dispose();
});

/** The road as a page of the server takes it, or with other options. */
function makeTransport(others: Partial<RelayTransportOptions> = {}) {
  const page = makeRelayPage(origin);
  const readWorkbench = createWorkbenchReader((_address, options) => fetch(`${origin}/workbench.json`, options));
  return createRelayTransport({
    ...page,
    relay: () => readServerRelay(origin, readWorkbench),
    roots: () => readServerAuthority(origin, fetch),
    crypto: globalThis.crypto,
    loadTls: () => import('#core/tls/open-tls-connection'),
    ...others,
  });
}

const openingOf = (socket: ByteSocket): Promise<void> =>
  new Promise((resolve, reject) => {
    socket.onOpen(resolve);
    socket.onEnd((end) => reject(new Error(JSON.stringify(end))));
  });
const endOf = (socket: ByteSocket): Promise<SocketEnd> => new Promise((resolve) => socket.onEnd(resolve));

describe('a device that comes over the relay', () => {
  test('shows its certificate to the local cloud, and is told how TLS went', async () => {
    const authority = await makeAuthority({ cn: 'Root of devices' });
    const device = await makeLeaf({ cn: 'pump-1', issuer: authority });
    const reports: TlsReport[] = [];
    const arrived = cloud.nextLink();
    const transport = makeTransport();
    const socket = await transport.dial(HUB, {
      identity: await identityOf(device),
      onHandshake: (report) => reports.push(report),
    });
    opened.push({ dispose: () => socket.close() });
    await openingOf(socket);
    const link = await arrived;
    expect(link.facts).toMatchObject({ road: 'tls', serverName: 'localhost' });
    expect(link.facts.peerChain?.map((der) => Buffer.from(der).toString('hex'))).toEqual([
      Buffer.from(device.der).toString('hex'),
    ]);
    expect(reports.at(-1)).toMatchObject({ outcome: 'done', verdict: { kind: 'trusted' } });
    expect(transport.describe(HUB)).toBe('mqtts://localhost:8883, over the relay');
    expect([transport.road, transport.isEncrypted(HUB), transport.wasPrimed(HUB)]).toEqual(['relay', true, undefined]);
  });

  test('has its bytes back as they were, 1 MiB of them, in few frames', async () => {
    const page = makeRelayPage(origin);
    const arrived = cloud.nextLink();
    const socket = await makeTransport(page).dial(HUB);
    opened.push({ dispose: () => socket.close() });
    await openingOf(socket);
    const link = await arrived;
    link.onBytes((bytes) => link.send(bytes.slice()));
    const sent = Uint8Array.from({ length: 1_048_576 }, (_, index) => (index * 7) % 251);
    const parts: Uint8Array[] = [];
    const whole = new Promise<void>((resolve) => {
      let length = 0;
      socket.onBytes((bytes) => {
        parts.push(bytes);
        length += bytes.length;
        if (length >= sent.length) resolve();
      });
    });
    const frames = vi.spyOn(page.sockets[0]!, 'send');
    for (let at = 0; at < sent.length; at += 1024) socket.send(sent.subarray(at, at + 1024));
    expect(socket.bufferedAmount).toBeGreaterThanOrEqual(sent.length);
    await whole;
    expect(Buffer.concat(parts).equals(sent)).toBe(true);
    expect(socket.bufferedAmount).toBe(0);
    const lengths = frames.mock.calls.map(([data]) => (data as Uint8Array).length);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(65_536);
    expect(lengths.length).toBeLessThanOrEqual(80);
  });

  test('is not let to a server that it does not trust, and is told so', async () => {
    const other = trustOf(await makeAuthority({ cn: 'Another root' }));
    const page = makeRelayPage(origin);
    const socket = await makeTransport({ ...page, roots: () => Promise.resolve([other]) }).dial(HUB);
    expect(await endOf(socket)).toMatchObject({ opened: false, finding: { code: 'tls/no-path' } });
    // By this side: the server may leave it open as long as it likes.
    expect(page.sockets.map(({ readyState, CLOSING }) => readyState >= CLOSING)).toEqual([true]);
  });

  test('closes when it says so, before TLS stands and after', async () => {
    const early = await makeTransport().dial(HUB);
    early.close();
    expect(await endOf(early)).toEqual({ code: 1006, opened: false });
    const arrived = cloud.nextLink();
    const socket = await makeTransport().dial(HUB);
    await openingOf(socket);
    const gone = new Promise<void>((resolve) => void arrived.then((link) => link.onClose(resolve)));
    socket.close();
    expect(await endOf(socket)).toEqual({ code: 1006, opened: true });
    await gone;
    socket.send(new Uint8Array(1));
  });

  test('is told that the server closed', async () => {
    const arrived = cloud.nextLink();
    const socket = await makeTransport().dial(HUB);
    await openingOf(socket);
    (await arrived).close();
    expect(await endOf(socket)).toEqual({ code: 1000, opened: true });
  });

  test('is told that there is no relay', async () => {
    const socket = await makeTransport({ relay: () => Promise.resolve(undefined) }).dial(HUB);
    expect(await endOf(socket)).toEqual({ code: 1006, opened: false, finding: { code: 'relay/none', facts: {} } });
  });

  test('is told by the relay why TLS came to nothing', async () => {
    const failure = new WorkbenchError('terminal/port-forbidden', { port: 1 });
    const relay = await openTestRelay({ findLocal: () => Promise.reject(failure) });
    opened.push(relay);
    const address = `ws://localhost:${relay.port}/relay`;
    const page = makeRelayPage(ORIGIN);
    const socket = await makeTransport({ ...page, relay: async () => ({ address, token: TOKEN }) }).dial(HUB);
    expect(await endOf(socket)).toEqual({
      code: 4001,
      opened: false,
      finding: {
        code: 'relay/target-unreachable',
        facts: { address, target: 'localhost:8883', reason: 'terminal/port-forbidden' },
      },
    });
  });

  test('is told what kept its way from being found, and a mistake is not hidden', async () => {
    const failure = new WorkbenchError('vault/tampered', { kind: 'settings' });
    const socket = await makeTransport({ relay: () => Promise.reject(failure) }).dial(HUB);
    expect((await endOf(socket)).finding).toEqual(failure.finding);
    await expect(makeTransport({ relay: () => Promise.reject(new TypeError('mistake')) }).dial(HUB)).rejects.toThrow(
      'mistake',
    );
  });

  test('goes to the host in lower case, and to the port that it is told', async () => {
    const asked: string[] = [];
    const page = makeRelayPage(origin);
    class Recorder {
      constructor(address: string) {
        asked.push(new URL(address).searchParams.get('to') ?? '');
        throw new DOMException('not over plain HTTP', 'SecurityError');
      }
    }
    const transport = makeTransport({
      ...page,
      WebSocket: Recorder as unknown as RelayTransportOptions['WebSocket'],
      portOf: ({ service }) => (service === 'dps' ? 18883 : 8883),
    });
    await transport.dial({ host: 'My-Hub.Azure-Devices.net', service: 'hub' });
    await transport.dial({ host: 'localhost', service: 'dps' });
    expect(asked).toEqual(['my-hub.azure-devices.net:8883', 'localhost:18883']);
  });
});

describe('a page that the relay does not serve', () => {
  const page = makeRelayPage(ORIGIN);

  async function open(to: string, options: TestRelayOptions = {}, others: { token?: string; host?: string } = {}) {
    const relay = await openTestRelay(options);
    opened.push(relay);
    const address = `ws://${others.host ?? 'localhost'}:${relay.port}/relay`;
    const end = endOf(openRelaySocket(page, { address, token: others.token ?? TOKEN }, to));
    return { relay, address, end };
  }

  const HUB_TARGET = 'my-hub.azure-devices.net:8883';

  test('is told that its token is another', async () => {
    const { address, end } = await open(HUB_TARGET, {}, { token: 'another-token-01' });
    expect(await end).toEqual({ code: 1006, opened: false, finding: { code: 'relay/token', facts: { address } } });
  });

  test('is told that its target is not on the list', async () => {
    const { address, end } = await open('evil.example:8883');
    const facts = { address, target: 'evil.example:8883' };
    expect((await end).finding).toEqual({ code: 'relay/target', facts });
  });

  test('is told that there is no room', async () => {
    const { address, end } = await open(HUB_TARGET, { most: 0 });
    expect((await end).finding).toEqual({ code: 'relay/busy', facts: { address } });
  });

  test('is told that the relay goes by another name', async () => {
    const { relay } = await open(HUB_TARGET);
    // A name that leads to the relay, which does not know it.
    const front = createServer((socket) => pipeAs('relay.example', socket, relay.port));
    await once(front.listen(0, '127.0.0.1'), 'listening');
    opened.push({ dispose: () => front.close() });
    const address = `ws://127.0.0.1:${(front.address() as AddressInfo).port}/relay`;
    const socket = openRelaySocket(page, { address, token: TOKEN }, HUB_TARGET);
    expect((await endOf(socket)).finding).toEqual({ code: 'relay/host', facts: { address } });
  });

  test('is told that it is not on the list itself', async () => {
    const { address } = await open(HUB_TARGET);
    const other = makeRelayPage('https://other.example');
    const socket = openRelaySocket(other, { address, token: TOKEN }, HUB_TARGET);
    expect((await endOf(socket)).finding).toEqual({
      code: 'relay/origin',
      facts: { address, origin: 'https://other.example' },
    });
  });

  test('is told that something in between lets requests through, and no WebSockets', async () => {
    const { relay } = await open(HUB_TARGET);
    const front = createHttpServer((request, response) => relay.door.answer(request, response));
    front.on('upgrade', (_request, socket) => socket.destroy());
    await once(front.listen(0, '127.0.0.1'), 'listening');
    opened.push({ dispose: () => front.close() });
    const address = `ws://localhost:${(front.address() as AddressInfo).port}/relay`;
    const socket = openRelaySocket(page, { address, token: TOKEN }, HUB_TARGET);
    expect((await endOf(socket)).finding).toEqual({ code: 'relay/no-web-socket', facts: { address } });
  });

  test('is told that nothing answers', async () => {
    const { relay, address } = await open(HUB_TARGET);
    await relay.dispose();
    const socket = openRelaySocket(page, { address, token: TOKEN }, HUB_TARGET);
    expect(await endOf(socket)).toEqual({
      code: 1006,
      opened: false,
      finding: { code: 'relay/unreachable', facts: { address } },
    });
  });

  test('is told the same where what answers is no relay', async () => {
    const address = `${origin.replace('http', 'ws')}/elsewhere`;
    const socket = openRelaySocket(makeRelayPage(origin), { address, token: TOKEN }, HUB_TARGET);
    expect((await endOf(socket)).finding).toEqual({ code: 'relay/unreachable', facts: { address } });
  });

  test('asks why with the cookies of its own origin alone, which a paired browser needs there', async () => {
    const asked: (string | undefined)[] = [];
    const asking = {
      ...makeRelayPage(origin),
      fetch: async (...[address, request]: Parameters<typeof fetch>) => {
        asked.push(request?.credentials);
        return fetch(address, request);
      },
    };
    const address = `${origin.replace('http', 'ws')}/elsewhere`;
    await endOf(openRelaySocket(asking, { address, token: TOKEN }, HUB_TARGET));
    expect(asked).toEqual(['same-origin']);
  });

  test('is told that the host cannot be reached', async () => {
    const target = await openTestTarget();
    await target.dispose();
    const { address, end } = await open(target.address, { named: [target.address] });
    expect((await end).finding).toEqual({
      code: 'relay/target-unreachable',
      facts: { address, target: target.address, reason: 'ECONNREFUSED' },
    });
  });

  test('is told that the host has a private address', async () => {
    const { address, end } = await open(HUB_TARGET, {
      lookup: (_host, _options, callback) => callback(null, [{ address: '10.0.0.1', family: 4 }]),
    });
    expect((await end).finding).toEqual({ code: 'relay/private-address', facts: { address, target: HUB_TARGET } });
  });

  test('is told that its connection was silent for too long', async () => {
    const target = await openTestTarget();
    opened.push(target);
    const times = { connectMs: 5000, idleMs: 1000 };
    const { address, end } = await open(target.address, { named: [target.address], times });
    expect((await end).finding).toEqual({ code: 'relay/idle', facts: { address, seconds: 1 } });
  });

  test.each([
    ['ended', 4004, (relay: { door: { dispose(): void } }) => relay.door.dispose()],
    ['was cut off', 1006, () => page.sockets.at(-1)?.terminate()],
  ])('is told that the relay %s', async (_how, code, end) => {
    const target = await openTestTarget();
    opened.push(target);
    const relay = await openTestRelay({ named: [target.address] });
    opened.push(relay);
    const address = `ws://localhost:${relay.port}/relay`;
    const arrived = target.nextSocket();
    const socket = openRelaySocket(page, { address, token: TOKEN }, target.address);
    await openingOf(socket);
    await arrived;
    end(relay);
    expect(await endOf(socket)).toEqual({ code, opened: true, finding: { code: 'relay/ended', facts: { address } } });
  });

  test('is told that nothing answers, also where its policy forbids the socket, which then tells nothing', async () => {
    const clock = createFakeClock();
    const silent = { readyState: 0, close: () => undefined };
    class ForbiddenSocket {
      constructor() {
        return silent;
      }
    }
    const forbidden = {
      ...page,
      clock,
      WebSocket: ForbiddenSocket as unknown as RelayTransportOptions['WebSocket'],
      fetch: () => Promise.reject(new TypeError('Failed to fetch')),
    };
    const address = 'wss://elsewhere.example/relay';
    const end = endOf(openRelaySocket(forbidden, { address, token: TOKEN }, HUB_TARGET));
    await clock.advance(8000);
    expect(await end).toEqual({
      code: 1006,
      opened: false,
      finding: { code: 'relay/unreachable', facts: { address } },
    });
    expect(clock.pending).toBe(0);
  });

  test('leaves a query of the address as it is, and tells nobody of it', async () => {
    const { relay } = await open(HUB_TARGET);
    const address = `ws://localhost:${relay.port}/relay?way=1`;
    const socket = openRelaySocket(page, { address, token: 'another-token-01' }, HUB_TARGET);
    expect(page.sockets.at(-1)?.url).toBe(`${address}&to=${encodeURIComponent(HUB_TARGET)}`);
    expect((await endOf(socket)).finding?.facts).toEqual({ address: address.replace('?way=1', '') });
  });
});

/** Passes a connection on, and changes the name that is asked for. */
function pipeAs(host: string, socket: Socket, port: number): void {
  const inner = connect(port, '127.0.0.1');
  socket.on('data', (data: Buffer) => {
    inner.write(data.toString('latin1').replace(/^host: .*$/im, `Host: ${host}`), 'latin1');
  });
  inner.on('error', () => socket.destroy()).pipe(socket);
  socket.on('error', () => inner.destroy()).on('close', () => inner.destroy());
}

describe('what the server of the page has', () => {
  test('is a relay at the address of the page', async () => {
    const readWorkbench = async () => ({ relay: { token: 't', path: '/relay' } });
    expect(await readServerRelay('http://localhost:8080', readWorkbench)).toEqual({
      address: 'ws://localhost:8080/relay',
      token: 't',
    });
    expect(await readServerRelay('https://app.example', readWorkbench)).toMatchObject({
      address: 'wss://app.example/relay',
    });
  });

  test('is none in a static copy', async () => {
    expect(await readServerRelay(origin, async () => ({ relay: null }))).toBeUndefined();
  });

  test('is not known while the server is away, which a device waits for', async () => {
    const away = readServerRelay(origin, () => Promise.reject(new Error('no server')));
    await expect(away).rejects.toMatchObject({ code: 'relay/unreachable', facts: { address: origin } });
  });

  test.each([
    ['answers with another page', () => Promise.resolve(new Response('<!doctype html>'))],
    ['does not say it', () => Promise.resolve(new Response('', { status: 503 }))],
    ['does not answer', () => Promise.reject(new TypeError('Failed to fetch'))],
    [
      'answers with what is no certificate',
      () => Promise.resolve(new Response('-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n')),
    ],
  ])('is no authority where it %s', async (_what, ask) => {
    expect(await readServerAuthority(origin, ask)).toEqual([]);
  });
});
