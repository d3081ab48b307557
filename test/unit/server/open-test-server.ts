import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSystemClock } from '#adapters/clock/system-clock';
import type { Cloud } from '#cloud/cloud';
import { parseArguments } from '#server/arguments';
import { makeTerminal } from '#server/terminal';
import { openServer, type OpenServer } from '#server/workbench-server';

export interface TestServer extends OpenServer {
  readonly folder: string;
  /** What was said on standard error. */
  readonly said: string[];
  ask(path: string, options?: AskOptions): Promise<Answer>;
}

export interface AskOptions {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string | Buffer;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly text: string;
}

/** Opens the server on free loopback ports before a cloud, with the options of the command line. */
export async function openTestServer(cloud: Cloud, argv: string[], appDirectory = ''): Promise<TestServer> {
  const folder = await mkdtemp(join(tmpdir(), 'workbench-server-'));
  const said: string[] = [];
  const server = await openServer({
    options: parseArguments([...argv, '--port', '0', '--tls-dir', folder]),
    cloud,
    clock: createSystemClock(),
    terminal: makeTerminal({ write: () => undefined }, { write: (text) => said.push(text) }),
    appDirectory,
  });
  return {
    ...server,
    folder,
    said,
    ask: (path, options) => ask(server.ports.http, path, options),
    async dispose() {
      await server.dispose();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function ask(port: number, path: string, { method = 'GET', headers = {}, body }: AskOptions = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      { host: '127.0.0.1', port, path, method, headers: { host: `localhost:${port}`, ...headers }, agent: false },
      (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('end', () => {
          const whole = Buffer.concat(parts);
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: whole, text: whole.toString() });
        });
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}
