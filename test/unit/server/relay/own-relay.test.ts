import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createWebSocketStream, WebSocket } from 'ws';
import { createFakeCloud } from '../fake-cloud.ts';
import { openTestServer, type TestServer } from '../open-test-server.ts';
import { closeOf, openingOf, openTestTarget, outcomeOf } from './open-test-relay.ts';

let app: string;
beforeAll(async () => {
  app = await mkdtemp(join(tmpdir(), 'workbench-relay-app-'));
  await writeFile(join(app, 'index.html'), '<!doctype html><title>app</title>');
});
afterAll(() => rm(app, { recursive: true, force: true }));

const cloud = createFakeCloud();
const opened: { dispose(): unknown }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.dispose();
});

async function openStart(...options: string[]): Promise<TestServer> {
  const server = await openTestServer(cloud, ['start', ...options], app);
  opened.push(server);
  return server;
}

interface Told {
  readonly cloud: object;
  readonly relay: { readonly token: string; readonly path: string } | null;
}

async function readRelay(server: TestServer) {
  const { relay } = JSON.parse((await server.ask('/workbench.json')).text) as Told;
  if (relay === null) throw new Error('no relay is told');
  return relay;
}

/** Opens a WebSocket as the app at this server does. */
async function dial(server: TestServer, to: string, headers: Record<string, string> = {}): Promise<WebSocket> {
  const { token, path } = await readRelay(server);
  const { http } = server.ports;
  const page = new WebSocket(`ws://127.0.0.1:${http}${path}?to=${to}`, ['tcp', `tok.${token}`], {
    headers: { host: `localhost:${http}`, origin: `http://localhost:${http}`, ...headers },
  });
  page.on('error', () => undefined);
  opened.push({ dispose: () => page.terminate() });
  return page;
}

/** TLS over a WebSocket, as a program of Node speaks it. */
async function openTls(server: TestServer, to: string, options: ConnectionOptions = {}): Promise<TLSSocket> {
  const page = await dial(server, to);
  await openingOf(page);
  const ca = (await server.ask('/relay/authority.pem')).text;
  const socket = connectTls({ socket: createWebSocketStream(page), ca, servername: 'localhost', ...options });
  opened.push({ dispose: () => socket.destroy() });
  await once(socket, 'secureConnect');
  return socket;
}

describe('the relay of start', () => {
  test('is told to the page with its token, which is new at each start', async () => {
    const relays = [await readRelay(await openStart()), await readRelay(await openStart())];
    expect(relays.map(({ path }) => path)).toEqual(['/relay', '/relay']);
    for (const { token } of relays) expect(token).toMatch(/^[\w-]{43}$/);
    expect(relays[0]?.token).not.toBe(relays[1]?.token);
  });

  test('brings TLS to the local cloud, whose port is opened by the first device', async () => {
    const server = await openStart();
    expect(server.ports.mqtts).toBeNull();
    for (const [host, servername] of [
      ['localhost', 'localhost'],
      ['hub-2.localhost', 'hub-2.localhost'],
    ] as const) {
      const arrived = cloud.nextLink();
      const socket = await openTls(server, `${host}:8883`, { servername });
      expect(socket.authorized).toBe(true);
      const link = await arrived;
      expect(link.facts).toMatchObject({ road: 'tls', serverName: servername });
      link.onBytes((bytes) => link.send(bytes));
      socket.write('hello');
      expect(String((await once(socket, 'data'))[0])).toBe('hello');
    }
  });

  test('brings it to the port that was asked for, where there is one', async () => {
    const server = await openStart('--mqtts-port', '0');
    const arrived = cloud.nextLink();
    const socket = await openTls(server, 'localhost:8883');
    expect((await arrived).facts.road).toBe('tls');
    expect(socket.authorized).toBe(true);
  });

  test.each([
    ['another page', { origin: 'https://evil.example' }, 403],
    ['a page of this machine', { origin: 'http://localhost:1' }, 403],
    ['a page that had its name led here', { host: 'evil.example' }, 421],
  ])('is not for %s', async (_who, headers, status) => {
    const server = await openStart();
    expect(await outcomeOf(await dial(server, 'localhost:8883', headers))).toBe(status);
  });

  test('connects to nothing else of this machine, unless it was added', async () => {
    const target = await openTestTarget();
    opened.push(target);
    const [plain, adding] = [await openStart(), await openStart('--relay-target', target.address)];
    expect(await outcomeOf(await dial(plain, target.address))).toBe(403);
    expect(await outcomeOf(await dial(adding, target.address))).toBe('open');
  });

  test('tells the page and the terminal, there once, that the local cloud cannot have certificates', async () => {
    const server = await openStart();
    const foreign = join(server.folder, 'ca.pem');
    await writeFile(foreign, 'not of this program');
    for (let n = 0; n < 2; n += 1) {
      expect(await closeOf(await dial(server, 'localhost:8883'))).toEqual({ code: 4001, reason: 'terminal/tls-dir' });
    }
    expect((await server.ask('/relay/authority.pem')).status).toBe(503);
    expect(server.said.join('').match(/certificate directory/g)).toHaveLength(1);
    await rm(foreign);
    expect((await openTls(server, 'localhost:8883')).authorized).toBe(true);
  });

  test('can be left away', async () => {
    const server = await openStart('--no-relay');
    expect(JSON.parse((await server.ask('/workbench.json')).text)).toMatchObject({ relay: null });
    for (const path of ['/relay', '/relay/authority.pem']) expect((await server.ask(path)).status).toBe(404);
    const page = new WebSocket(`ws://127.0.0.1:${server.ports.http}/relay?to=localhost:8883`, ['tcp', 'tok.x']);
    page.on('error', () => undefined);
    expect(await outcomeOf(page)).toBe(400);
  });

  test('is not part of the cloud alone', async () => {
    const server = await openTestServer(cloud, ['cloud'], app);
    opened.push(server);
    expect((await server.ask('/relay')).status).toBe(404);
  });

  test('ends its connections with the server, and says so', async () => {
    const target = await openTestTarget();
    opened.push(target);
    const server = await openTestServer(cloud, ['start', '--relay-target', target.address], app);
    const page = await dial(server, target.address);
    const closed = closeOf(page);
    await openingOf(page);
    await server.dispose();
    expect((await closed).code).toBe(4004);
  });
});

describe('the authority of the local cloud', () => {
  test('is told to the own page alone', async () => {
    const server = await openStart();
    const { status, headers, text } = await server.ask('/relay/authority.pem');
    expect(status).toBe(200);
    expect(text).toMatch(/^-----BEGIN CERTIFICATE-----\n/);
    expect(text).not.toContain('KEY');
    expect(headers).toMatchObject({ 'cross-origin-resource-policy': 'same-origin', 'cache-control': 'no-store' });
    expect(headers['access-control-allow-origin']).toBeUndefined();
    expect((await server.ask('/relay/authority.pem', { headers: { host: 'evil.example' } })).status).toBe(421);
    expect((await server.ask('/relay/authority.pem', { method: 'POST' })).status).toBe(405);
  });
});
