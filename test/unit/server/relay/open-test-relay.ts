import { createServer as createHttpServer, request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { WebSocket } from 'ws';
import type { Clock } from '#core/ports/clock';
import { isOwnHost } from '#server/host-check';
import { createRelayDoor, type RelayDoor, type RelayEvent, type RelayOptions } from '#server/relay/relay-door';
import type { LocalTargets } from '#server/relay/relay-targets';
import { createSystemClock } from '#adapters/clock/system-clock';

export const ORIGIN = 'https://app.example';
export const TOKEN = 'a-token-of-this-test-0123456789';

/** What a test changes of a relay. */
export interface TestRelayOptions extends Partial<Pick<RelayOptions, 'most' | 'times' | 'lookup'>> {
  readonly findLocal?: LocalTargets['find'];
  readonly named?: readonly string[];
  readonly azure?: boolean;
  readonly clock?: Clock;
}

export interface DialOptions {
  readonly to?: string;
  /** Null sends none. */
  readonly origin?: string | null;
  readonly host?: string;
  readonly protocols?: string[];
  /** The whole query, as it is sent. */
  readonly query?: string;
}

export interface TestRelay {
  readonly port: number;
  readonly door: RelayDoor;
  readonly events: RelayEvent[];
  /** Opens a WebSocket as a page of `ORIGIN` with the token does, unless told otherwise. */
  dial(options: DialOptions): WebSocket;
  ask(options: { method?: string; query?: string; headers?: Record<string, string> }): Promise<RelayAnswer>;
  dispose(): Promise<void>;
}

export interface RelayAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** Opens a relay on a free loopback port, known as `localhost`, for the pages of `ORIGIN`. */
export async function openTestRelay(options: TestRelayOptions = {}): Promise<TestRelay> {
  const { named = [], azure = true, clock = createSystemClock(), findLocal, ...rest } = options;
  const local = findLocal && { local: { hosts: ['localhost', 'hub-2.localhost'], find: findLocal } };
  const events: RelayEvent[] = [];
  const door = createRelayDoor({
    most: 256,
    times: { connectMs: 5000, idleMs: 60_000 },
    clock,
    rules: {
      isOwnHost: (header) => isOwnHost(header, 'localhost'),
      origins: () => [ORIGIN],
      token: TOKEN,
      targets: { azure, named, ...local },
    },
    onEvent: (event) => events.push(event),
    ...rest,
  });
  const server = createHttpServer((request, response) => door.answer(request, response));
  server.on('upgrade', (request, socket, head) => door.upgrade(request, socket, head));
  const port = await listen(server);
  const clients: WebSocket[] = [];
  return {
    port,
    door,
    events,
    dial({ to = '', origin = ORIGIN, host = `localhost:${port}`, protocols = ['tcp', `tok.${TOKEN}`], query }) {
      const client = new WebSocket(
        `ws://127.0.0.1:${port}/relay?${query ?? `to=${encodeURIComponent(to)}`}`,
        protocols,
        { headers: { host, ...(origin === null ? {} : { origin }) }, perMessageDeflate: false },
      );
      client.on('error', () => undefined);
      clients.push(client);
      return client;
    },
    ask: ({ method = 'GET', query = '', headers = {} }) =>
      new Promise((resolve, reject) => {
        const path = `/relay?${query}`;
        const sent = { host: `localhost:${port}`, ...headers };
        const request = httpRequest(
          { host: '127.0.0.1', port, path, method, headers: sent, agent: false },
          (answer) => {
            const parts: Buffer[] = [];
            answer.on('data', (part: Buffer) => parts.push(part));
            answer.on('end', () =>
              resolve({
                status: answer.statusCode ?? 0,
                headers: answer.headers,
                text: Buffer.concat(parts).toString(),
              }),
            );
          },
        );
        request.on('error', reject).end();
      }),
    async dispose() {
      door.dispose();
      for (const client of clients) client.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export interface TestTarget {
  readonly port: number;
  readonly address: string;
  readonly sockets: Socket[];
  /** Resolves with the next connection. */
  nextSocket(): Promise<Socket>;
  dispose(): Promise<void>;
}

/** Opens a TCP server on a free loopback port that does `serve` with each connection. */
export async function openTestTarget(serve: (socket: Socket) => void = () => undefined): Promise<TestTarget> {
  const sockets: Socket[] = [];
  const waiting: ((socket: Socket) => void)[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    serve(socket);
    waiting.shift()?.(socket);
  });
  const port = await listen(server);
  return {
    port,
    address: `127.0.0.1:${port}`,
    sockets,
    nextSocket: () => new Promise((resolve) => waiting.push(resolve)),
    async dispose() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

/** The status of a refused upgrade, or `open`. */
export const outcomeOf = (client: WebSocket): Promise<number | 'open' | undefined> =>
  new Promise((resolve) => {
    client.once('unexpected-response', (_request, response) => resolve(response.statusCode));
    client.once('open', () => resolve('open'));
  });

export const closeOf = (client: WebSocket): Promise<{ code: number; reason: string }> =>
  new Promise((resolve) => client.once('close', (code, reason) => resolve({ code, reason: reason.toString() })));

export const openingOf = (client: WebSocket): Promise<void> =>
  new Promise((resolve, reject) => {
    client.once('open', () => resolve());
    client.once('unexpected-response', (_request, response) => reject(new Error(`HTTP ${response.statusCode}`)));
  });
