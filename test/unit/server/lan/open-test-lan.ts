import { mkdtemp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import type { IncomingHttpHeaders } from 'node:http';
import { Agent, request as httpsRequest } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import type { Cloud } from '#cloud/cloud';
import { openTestServer, type TestServer } from '../open-test-server.ts';

/** Not an address that a test server has otherwise. */
export const LAN_ADDRESS = '127.0.0.2';

export interface LanAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly text: string;
}

export interface LanAsk {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** A certificate that the client has, and sends if it is asked for one. */
  readonly identity?: { readonly cert: string; readonly key: string };
}

export interface TestLan {
  readonly server: TestServer;
  /** The first origin, by its address. */
  readonly origin: string;
  readonly token: string;
  /** Asks as a client that trusts the root alone does; the Host is right unless told. */
  ask(path: string, ask?: LanAsk): Promise<LanAnswer>;
  /** Brings a token as the page does. */
  pair(token: string): Promise<LanAnswer>;
  /** Opens a WebSocket; gives the socket, and what became of it: `open`, or the status that refused it. */
  dial(
    path: string,
    protocols: string[],
    headers: Readonly<Record<string, string>>,
  ): Promise<[WebSocket, 'open' | number]>;
  dispose(): Promise<void>;
}

/** The app, as far as a server is concerned. */
export const APP_FILES = {
  'index.html': '<!doctype html><title>app</title>',
  'workbench.json': '{ "cloud": null, "relay": null }\n',
  'sw.js': '(function(){})();\n',
  'assets/page-1a2b3c.js': 'console.log(1);\n',
} as const;

/** Opens `start --lan` at a loopback address of its own, before a cloud. */
export async function openTestLan(cloud: Cloud, ...options: string[]): Promise<TestLan> {
  const app = await mkdtemp(join(tmpdir(), 'workbench-lan-app-'));
  await mkdir(join(app, 'assets'));
  for (const [name, text] of Object.entries(APP_FILES)) await writeFile(join(app, name), text);
  const argv = ['start', '--lan', '--lan-address', LAN_ADDRESS, '--lan-port', '0', ...options];
  const server = await openTestServer(cloud, argv, app);
  const { lan } = server;
  if (lan === undefined) throw new Error('nothing listens on the local network');
  const ca = await readFile(lan.caFile);
  const { host, port } = new URL(lan.origins[0]);
  const sockets: WebSocket[] = [];
  const agent = new Agent({ keepAlive: true });
  // No name is asked for in the handshake, as for any address; it is the address that the certificate has to carry.
  const trust = { ca, servername: '' };

  const ask = (path: string, { method = 'GET', headers = {}, body, identity }: LanAsk = {}): Promise<LanAnswer> =>
    new Promise((resolve, reject) => {
      const request = httpsRequest(
        { host: LAN_ADDRESS, port, path, method, headers: { host, ...headers }, ...trust, ...identity, agent },
        (response) => {
          const parts: Buffer[] = [];
          response.on('data', (part: Buffer) => parts.push(part));
          response.on('end', () => {
            const whole = Buffer.concat(parts);
            const { statusCode: status = 0, headers: answered } = response;
            resolve({ status, headers: answered, body: whole, text: whole.toString() });
          });
          // A stream stays open.
          if (response.headers['content-type'] === 'application/x-ndjson') {
            response.destroy();
            resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.alloc(0), text: '' });
          }
        },
      );
      request.on('error', reject);
      request.end(body);
    });

  return {
    server,
    origin: lan.origins[0],
    token: lan.token,
    ask,
    pair: (token) =>
      ask('/pair', {
        method: 'POST',
        headers: { origin: lan.origins[0], 'content-type': 'application/json' },
        body: JSON.stringify({ token }),
      }),
    dial: (path, protocols, headers) =>
      new Promise((resolve) => {
        const socket = new WebSocket(`wss://${LAN_ADDRESS}:${port}${path}`, protocols, {
          ...trust,
          headers: { host, ...headers },
        });
        sockets.push(socket);
        socket.on('error', () => undefined);
        socket.on('open', () => resolve([socket, 'open']));
        socket.on('unexpected-response', (_request, { statusCode = 0 }) => resolve([socket, statusCode]));
      }),
    async dispose() {
      for (const socket of sockets) socket.terminate();
      agent.destroy();
      await server.dispose();
      await rm(app, { recursive: true, force: true });
    },
  };
}

/** The cookie of an answer as a browser sends it back. */
export function cookieOf({ headers }: LanAnswer): string {
  return (headers['set-cookie']?.[0] ?? '').split(';')[0] ?? '';
}
