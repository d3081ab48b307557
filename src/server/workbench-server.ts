import { createServer as createHttpServer, type Server as HttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { Server } from 'node:net';
import type { Cloud } from '#cloud/cloud';
import { makeFinding } from '#core/errors/workbench-error';
import type { Clock } from '#core/ports/clock';
import { SERVER_NOTES } from '#core/words/en/server-banner';
import { createAppPages, type PageHandler } from './app-pages.ts';
import type { ServerOptions } from './arguments.ts';
import { defaultTlsDirectory, openTlsIdentity, type TlsIdentity } from './certificates.ts';
import { noteHandshakes } from './handshake-notes.ts';
import { createHttpHandler } from './http.ts';
import { openListener, type Listener } from './listener.ts';
import { createMqttsServer } from './mqtts.ts';
import type { Ports } from './ready-line.ts';
import { openStaticFiles } from './static-files.ts';
import type { Terminal } from './terminal.ts';
import { makeTlsOptions } from './tls-options.ts';
import { createWebSocketDoor } from './websocket.ts';

/** What a server is opened for. */
export interface ServerRequest {
  readonly options: ServerOptions;
  readonly cloud: Cloud;
  readonly clock: Clock;
  readonly terminal: Terminal;
  /** Directory of the built app. */
  readonly appDirectory: string;
}

/** A server that listens at every port asked for. */
export interface OpenServer {
  readonly ports: Ports;
  /** The CA that clients of the TLS ports have to trust; null without TLS. */
  readonly caFile: string | null;
  readonly servesApp: boolean;
  dispose(): Promise<void>;
}

/** Connections have this long to end by themselves when the server ends. */
const GRACE_MS = 400;

/**
 * Opens every port that the options ask for and puts the cloud behind them. Throws `terminal/port-taken`,
 * `terminal/port-forbidden`, `terminal/tls-dir` and `terminal/option-value`, with nothing left open.
 */
export async function openServer(request: ServerRequest): Promise<OpenServer> {
  const { options, cloud } = request;
  const identity = await openIdentity(request);
  const pages = await openPages(request);
  const door = createWebSocketDoor((link) => cloud.accept(link));
  const withDoor = (server: HttpServer): HttpServer =>
    server.on('upgrade', (request, socket, head) => door.upgrade(request, socket, head));
  const listeners: Listener[] = [];
  const open = (server: Server, port: number): Promise<number> => openPort(request, server, port, listeners);
  const dispose = async (): Promise<void> => {
    await Promise.all(listeners.map((listener) => listener.dispose(GRACE_MS)));
    door.dispose();
  };
  try {
    const http = await open(withDoor(createHttpServer(makeHandler(request, pages))), options.httpPort);
    let https: number | null = null;
    let mqtts: number | null = null;
    if (identity !== undefined && options.httpsPort !== undefined) {
      const server = createHttpsServer(makeTlsOptions(identity), makeHandler(request, undefined));
      noteHandshakes(
        server,
        () => https ?? 0,
        (text) => request.terminal.say(text),
      );
      https = await open(withDoor(server), options.httpsPort);
    }
    if (identity !== undefined && options.mqttsPort !== undefined) {
      const server = createMqttsServer(identity, (link) => cloud.accept(link));
      noteHandshakes(
        server,
        () => mqtts ?? 0,
        (text) => request.terminal.say(text),
      );
      mqtts = await open(server, options.mqttsPort);
    }
    return { ports: { http, https, mqtts }, caFile: identity?.caFile ?? null, servesApp: pages !== undefined, dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

async function openIdentity({ options, clock }: ServerRequest): Promise<TlsIdentity | undefined> {
  if (options.httpsPort === undefined && options.mqttsPort === undefined) return undefined;
  return openTlsIdentity(options.tlsDirectory ?? defaultTlsDirectory(), options.host, clock.now());
}

async function openPages({ options, appDirectory, terminal }: ServerRequest): Promise<PageHandler | undefined> {
  if (options.command !== 'start') return undefined;
  const files = await openStaticFiles(appDirectory);
  if (files !== undefined) return createAppPages(files, options.allowedHosts);
  terminal.say(SERVER_NOTES.appMissing);
  return undefined;
}

function makeHandler({ options, cloud, terminal }: ServerRequest, pages: PageHandler | undefined) {
  return createHttpHandler({
    cloud,
    host: options.host,
    pages,
    onMistake: (mistake) =>
      terminal.say(mistake instanceof Error ? (mistake.stack ?? mistake.message) : String(mistake)),
  });
}

async function openPort(request: ServerRequest, server: Server, port: number, listeners: Listener[]): Promise<number> {
  const listener = await openListener({
    server,
    bind: request.options.bind,
    port,
    onTaken: (taken, next) => request.terminal.explain(makeFinding('terminal/port-taken', { port: taken, next })),
  });
  listeners.push(listener);
  return listener.port;
}
