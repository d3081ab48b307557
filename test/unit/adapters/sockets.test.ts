import { createServer, type Server } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { WebSocket as NodeWebSocket, WebSocketServer, type WebSocket as ServerSocket } from 'ws';
import { createBrowserCertificateTransport } from '#adapters/sockets/browser-certificate-transport';
import { createDirectTransport } from '#adapters/sockets/direct-transport';
import { createHostPrimer } from '#adapters/sockets/host-primer';
import { openWebSocketByteSocket, type WebSocketConstructor } from '#adapters/sockets/web-socket-byte-socket';
import type { ByteSocket, SocketEnd } from '#core/ports/byte-socket';

const NodeSocket = NodeWebSocket as unknown as WebSocketConstructor;

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

interface Heard {
  readonly origin: string;
  readonly url: string;
  readonly paths: string[];
  readonly frames: number[];
}

/** A WebSocket server on the loopback address that does `serve` with each connection. */
async function listen(serve: (socket: ServerSocket) => void = () => undefined): Promise<Heard> {
  const server = createServer();
  servers.push(server);
  const paths: string[] = [];
  const frames: number[] = [];
  new WebSocketServer({ server, handleProtocols: (offered) => (offered.has('mqtt') ? 'mqtt' : false) }).on(
    'connection',
    (socket, request) => {
      paths.push(request.url ?? '');
      socket.on('message', (data: Buffer) => frames.push(data.length));
      serve(socket);
    },
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  return { origin: `http://127.0.0.1:${port}`, url: `ws://127.0.0.1:${port}/`, paths, frames };
}

const opened = (socket: ByteSocket): Promise<void> => new Promise((resolve) => socket.onOpen(resolve));
const ended = (socket: ByteSocket): Promise<SocketEnd> => new Promise((resolve) => socket.onEnd(resolve));

describe('a WebSocket as a byte socket', () => {
  test('carries bytes both ways, and splits what is longer than 64 KiB', async () => {
    const { url, frames } = await listen((socket) => socket.on('message', (data: Buffer) => socket.send(data)));
    const socket = openWebSocketByteSocket(NodeSocket, url);
    await opened(socket);
    const sent = Uint8Array.from({ length: 150_000 }, (_, index) => index % 251);
    const received: number[] = [];
    const whole = new Promise<void>((resolve) => {
      socket.onBytes((bytes) => {
        received.push(...bytes);
        if (received.length >= sent.length) resolve();
      });
    });
    socket.send(sent);
    await whole;
    expect(frames).toEqual([65_536, 65_536, 18_928]);
    expect(received).toEqual([...sent]);
    socket.close();
    expect(await ended(socket)).toEqual({ code: 1006, opened: true });
  });

  test('tells how the server closed it, and hands text on as its bytes', async () => {
    const { url } = await listen((socket) => {
      socket.send('hello');
      socket.close(1012, 'restart');
    });
    const socket = openWebSocketByteSocket(NodeSocket, url);
    const bytes: number[] = [];
    socket.onBytes((received) => bytes.push(...received));
    expect(await ended(socket)).toEqual({ code: 1012, opened: true });
    expect(String.fromCharCode(...bytes)).toBe('hello');
  });

  test('tells that it never opened', async () => {
    const { url } = await listen();
    servers[0]!.closeAllConnections();
    await new Promise((resolve) => servers[0]!.close(resolve));
    expect(await ended(openWebSocketByteSocket(NodeSocket, url))).toEqual({ code: 1006, opened: false });
  });

  test('tells whoever listens late, and drops what is sent too early or too late', async () => {
    const { url, frames } = await listen((socket) => socket.send(new Uint8Array([7])));
    const socket = openWebSocketByteSocket(NodeSocket, url);
    socket.send(new Uint8Array(1));
    await opened(socket);
    await opened(socket);
    const first = await new Promise<Uint8Array>((resolve) => socket.onBytes(resolve));
    expect([...first]).toEqual([7]);
    socket.close();
    await ended(socket);
    await ended(socket);
    socket.send(new Uint8Array(1));
    expect(frames).toEqual([]);
  });
});

describe('the direct road', () => {
  const silent = createHostPrimer(() => Promise.reject(new Error('no network in this test')));

  test('leads to the origin of a local cloud, whatever its hosts are called', async () => {
    const { origin, paths } = await listen();
    const cloud = { kind: 'node', origin } as const;
    const transport = createDirectTransport({ cloud, WebSocket: NodeSocket, primer: silent });
    const target = { host: 'hub.of.the.cloud', service: 'hub' } as const;
    const socket = await transport.dial(target);
    await opened(socket);
    expect(paths).toEqual(['/$iothub/websocket?iothub-no-client-cert=true']);
    expect(transport.describe(target)).toBe(`${origin.replace('http', 'ws')}/$iothub/websocket`);
    expect([transport.isEncrypted(target), transport.wasPrimed(target)]).toEqual([false, undefined]);
    socket.close();
  });

  test('primes each host of Azure once before its socket, and goes on when that fails', async () => {
    const primedOrigins: string[] = [];
    const dialled: string[] = [];
    const primer = createHostPrimer((origin) => {
      primedOrigins.push(origin);
      return origin.includes('down') ? Promise.reject(new TypeError('failed')) : Promise.resolve();
    });
    class Recorder {
      constructor(address: string, protocols: string[]) {
        dialled.push(`${address} ${protocols.join()}`);
      }
    }
    const transport = createDirectTransport({
      cloud: { kind: 'azure' },
      WebSocket: Recorder as unknown as WebSocketConstructor,
      primer,
    });
    const up = { host: 'up.azure-devices.net', service: 'hub' } as const;
    const down = { host: 'down.azure-devices.net', service: 'hub' } as const;
    await transport.dial(up);
    await transport.dial(up);
    await transport.dial(down);
    await transport.dial(down);
    expect(primedOrigins).toEqual([
      'https://up.azure-devices.net',
      'https://down.azure-devices.net',
      'https://down.azure-devices.net',
    ]);
    expect(dialled[0]).toBe('wss://up.azure-devices.net/$iothub/websocket?iothub-no-client-cert=true mqtt');
    expect(dialled).toHaveLength(4);
    expect([transport.wasPrimed(up), transport.wasPrimed(down)]).toEqual([true, false]);
    expect(transport.isEncrypted(up)).toBe(true);
  });

  test('sends one priming request for two dials at a time', async () => {
    let requests = 0;
    let answer = (): void => undefined;
    const primer = createHostPrimer(() => {
      requests += 1;
      return new Promise<void>((resolve) => (answer = resolve));
    });
    const both = Promise.all([primer.prime('https://a.test'), primer.prime('https://a.test')]);
    answer();
    await both;
    expect(requests).toBe(1);
  });
});

test('the road of the browser’s own certificate primes too, and does not ask the service to ask for none', async () => {
  const done: string[] = [];
  const primer = createHostPrimer((origin) => Promise.resolve(done.push(origin)));
  class Recorder {
    constructor(address: string) {
      done.push(address);
    }
  }
  const WebSocket = Recorder as unknown as WebSocketConstructor;
  const transport = createBrowserCertificateTransport({ cloud: { kind: 'azure' }, WebSocket, primer });
  const target = { host: 'h.azure-devices.net', service: 'hub' } as const;
  expect(transport.wasPrimed(target)).toBeUndefined();
  await transport.dial(target);
  expect(done).toEqual(['https://h.azure-devices.net', 'wss://h.azure-devices.net/$iothub/websocket']);
  expect([transport.road, transport.isEncrypted(target), transport.wasPrimed(target)]).toEqual([
    'browser-certificate',
    true,
    true,
  ]);
  const local = { kind: 'node', origin: 'https://localhost:8443' } as const;
  const near = createBrowserCertificateTransport({ cloud: local, WebSocket, primer });
  expect(near.describe(target)).toBe('wss://localhost:8443/$iothub/websocket');
});
