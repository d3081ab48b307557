import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import type { Link } from '#cloud/link';
import { createFakeCloud } from './fake-cloud.ts';
import { openTestServer, type TestServer } from './open-test-server.ts';

const PATH = '/$iothub/websocket';
const cloud = createFakeCloud();
let server: TestServer;
const clients: WebSocket[] = [];
beforeAll(async () => {
  server = await openTestServer(cloud, ['cloud']);
});
afterEach(() => {
  for (const client of clients.splice(0)) client.terminate();
});
afterAll(() => server.dispose());

interface Opened {
  readonly client: WebSocket;
  readonly link: Link;
}

function dial(path: string, protocols: string | string[], options: object = {}): WebSocket {
  const client = new WebSocket(`ws://127.0.0.1:${server.ports.http}${path}`, protocols, options);
  client.on('error', () => undefined);
  clients.push(client);
  return client;
}

async function open(path = PATH, protocol = 'mqtt', options: object = {}): Promise<Opened> {
  const arrived = cloud.nextLink();
  const client = dial(path, protocol, options);
  const link = await arrived;
  await vi.waitFor(() => expect(client.readyState).toBe(WebSocket.OPEN));
  return { client, link };
}

const refusalOf = (client: WebSocket): Promise<number | undefined> =>
  new Promise((resolve) => client.on('unexpected-response', (_request, response) => resolve(response.statusCode)));

const nextMessage = (client: WebSocket): Promise<Buffer> =>
  new Promise((resolve) => client.once('message', (data: Buffer) => resolve(data)));

describe('an upgrade', () => {
  test.each([PATH, `${PATH}?iothub-no-client-cert=true`, '/%24iothub/websocket', '/', '/mqtt'])(
    'is taken at %s, which the cloud is told',
    async (path) => {
      const { link } = await open(path);
      expect(link.facts).toMatchObject({ road: 'websocket', path });
      expect(link.facts.remote).toMatch(/^127\.0\.0\.1:\d+$/);
    },
  );

  test('echoes the sub-protocol as the client spelled it', async () => {
    expect((await open(PATH, 'MQTT')).client.protocol).toBe('MQTT');
  });

  test('is answered with HTTP 400 at another path', async () => {
    expect(await refusalOf(dial('/elsewhere', 'mqtt'))).toBe(400);
  });

  test.each([[[]], [['amqp']], [['mqttv5', 'x']]])(
    'is answered with HTTP 400 for the sub-protocols %j',
    async (offered) => {
      expect(await refusalOf(dial(PATH, offered))).toBe(400);
    },
  );

  test('is taken from a page of any origin, as by Azure: what a device needs is its key', async () => {
    const { client } = await open(PATH, 'mqtt', { origin: 'https://device.example' });
    expect(client.readyState).toBe(WebSocket.OPEN);
  });

  test('never compresses', async () => {
    expect((await open(PATH, 'mqtt', { perMessageDeflate: true })).client.extensions).toBe('');
  });

  test('that is no WebSocket is answered with HTTP 400', async () => {
    const socket = connect(server.ports.http, '127.0.0.1');
    socket.write(`GET ${PATH} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: other\r\n\r\n`);
    const answer = await new Promise<string>((resolve) => socket.once('data', (data) => resolve(data.toString())));
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    socket.destroy();
  });

  test('is not held open by a client that was refused and stays', async () => {
    const socket = connect({ port: server.ports.http, host: '127.0.0.1', allowHalfOpen: true });
    socket.on('error', () => undefined);
    socket.write(`GET /elsewhere HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`);
    await new Promise((resolve) => socket.resume().once('end', resolve));
    await vi.waitFor(() => {
      socket.write('still here');
      expect(socket.destroyed).toBe(true);
    });
  });
});

describe('a link over a WebSocket', () => {
  test('carries bytes both ways, unchanged', async () => {
    const { client, link } = await open();
    const received = new Promise<Uint8Array>((resolve) => link.onBytes(resolve));
    client.send(Uint8Array.of(0, 255, 16));
    expect([...(await received)]).toEqual([0, 255, 16]);
    const sent = nextMessage(client);
    link.send(Uint8Array.of(32, 2, 0, 0));
    expect([...(await sent)]).toEqual([32, 2, 0, 0]);
  });

  test('splits large writes into frames of 64 KiB', async () => {
    const { client, link } = await open();
    const sizes: number[] = [];
    const done = new Promise<void>((resolve) =>
      client.on('message', (data: Buffer) => sizes.push(data.length) === 3 && resolve()),
    );
    link.send(new Uint8Array(150_000));
    await done;
    expect(sizes).toEqual([65_536, 65_536, 18_928]);
  });

  test('ends at a text frame with code 1003', async () => {
    const { client } = await open().then((opened) => (opened.link.onBytes(() => undefined), opened));
    const code = new Promise<number>((resolve) => client.once('close', resolve));
    client.send('hello');
    expect(await code).toBe(1003);
  });

  test('sends what is due before it closes, and tells that it is closed once', async () => {
    const { client, link } = await open();
    let closed = 0;
    link.onClose(() => (closed += 1));
    const last = nextMessage(client);
    link.send(Uint8Array.of(7));
    link.close();
    link.send(Uint8Array.of(8));
    expect([...(await last)]).toEqual([7]);
    await vi.waitFor(() => expect(client.readyState).toBe(WebSocket.CLOSED));
    await vi.waitFor(() => expect(closed).toBe(1));
  });

  test('closes also while it is paused', async () => {
    const { client, link } = await open();
    const closed = new Promise<void>((resolve) => link.onClose(resolve));
    link.pause();
    client.send(Uint8Array.of(1));
    link.close();
    await closed;
  });

  test('tells that the client has gone', async () => {
    const { client, link } = await open();
    const gone = new Promise<void>((resolve) => link.onClose(resolve));
    client.terminate();
    await gone;
  });

  test('holds back what arrives while it is paused', async () => {
    const { client, link } = await open();
    const seen: number[] = [];
    link.onBytes((bytes) => seen.push(...bytes));
    link.pause();
    client.send(Uint8Array.of(1));
    const { client: other, link: otherLink } = await open();
    const round = new Promise((resolve) => otherLink.onBytes(resolve));
    other.send(Uint8Array.of(9));
    await round;
    expect(seen).toEqual([]);
    link.resume();
    await vi.waitFor(() => expect(seen).toEqual([1]));
  });

  test('ends at a frame that is larger than any packet of the services', async () => {
    const { client } = await open();
    const code = new Promise<number>((resolve) => client.once('close', resolve));
    client.send(new Uint8Array(4_194_305));
    expect(await code).toBe(1009);
  });
});
