import { createServer as createHttpServer, type Server as HttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { Server } from 'node:net';
import type { Cloud } from '#cloud/cloud';
import { makeFinding } from '#core/errors/workbench-error';
import type { Clock } from '#core/ports/clock';
import { SERVER_NOTES } from '#core/words/en/server-banner';
import { createAppPages } from './app-pages.ts';
import type { ServerOptions } from './arguments.ts';
import { defaultTlsDirectory, openTlsIdentity, type TlsIdentity } from './certificates.ts';
import { noteHandshakes } from './handshake-notes.ts';
import { createHttpHandler } from './http.ts';
import { openListener, type Listener } from './listener.ts';
import { createMqttsServer } from './mqtts.ts';
import { printMistake } from './print-mistake.ts';
import type { Ports } from './ready-line.ts';
import type { AnswerRequest } from './request-listener.ts';
import { openStaticFiles } from './static-files.ts';
import type { Terminal } from './terminal.ts';
import { makeTlsOptions } from './tls-options.ts';
import { createWebSocketDoor, type WebSocketDoor } from './websocket.ts';

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
  const { options } = request;
  const identity = await openIdentity(request);
  const pages = await openPages(request);
  const door = createWebSocketDoor((link) => request.cloud.accept(link));
  const servers = createServers(request, identity, pages, door);
  const listeners: Listener[] = [];
  const dispose = async (): Promise<void> => {
    await Promise.all(listeners.map((listener) => listener.dispose(GRACE_MS)));
    door.dispose();
  };
  async function open(server: Server | undefined, port: number | undefined): Promise<number | null> {
    if (server === undefined || port === undefined) return null;
    const listener = await openPort(request, server, port);
    listeners.push(listener);
    return listener.port;
  }
  try {
    const http = (await open(servers.http, options.httpPort)) ?? 0;
    const https = await open(servers.https, options.httpsPort);
    const mqtts = await open(servers.mqtts, options.mqttsPort);
    return { ports: { http, https, mqtts }, caFile: identity?.caFile ?? null, servesApp: pages !== undefined, dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

interface Servers {
  readonly http: HttpServer;
  readonly https?: Server;
  readonly mqtts?: Server;
}

function createServers(
  request: ServerRequest,
  identity: TlsIdentity | undefined,
  pages: AnswerRequest | undefined,
  door: WebSocketDoor,
): Servers {
  const withDoor = <Kind extends HttpServer>(server: Kind): Kind =>
    server.on('upgrade', (upgrade, socket, head) => door.upgrade(upgrade, socket, head));
  const http = withDoor(createHttpServer(makeHandler(request, pages)));
  if (identity === undefined) return { http };
  const https = withDoor(createHttpsServer(makeTlsOptions(identity), makeHandler(request, undefined)));
  const mqtts = createMqttsServer(identity, (link) => request.cloud.accept(link));
  for (const server of [https, mqtts]) noteHandshakes(server, (text) => request.terminal.say(text));
  return { http, https, mqtts };
}

async function openIdentity({ options, clock, cloud }: ServerRequest): Promise<TlsIdentity | undefined> {
  if (options.httpsPort === undefined && options.mqttsPort === undefined) return undefined;
  return openTlsIdentity(options.tlsDirectory ?? defaultTlsDirectory(), cloud.describe().hubs, clock.now());
}

async function openPages({ options, appDirectory, terminal }: ServerRequest): Promise<AnswerRequest | undefined> {
  if (options.command !== 'start') return undefined;
  const files = await openStaticFiles(appDirectory);
  if (files !== undefined) return createAppPages(files, options.allowedHosts);
  terminal.say(SERVER_NOTES.appMissing);
  return undefined;
}

function makeHandler({ options, cloud, terminal }: ServerRequest, pages: AnswerRequest | undefined) {
  return createHttpHandler({
    cloud,
    host: options.host,
    pages,
    onMistake: (mistake) => terminal.say(printMistake(mistake)),
  });
}

function openPort({ options, terminal }: ServerRequest, server: Server, port: number): Promise<Listener> {
  return openListener({
    server,
    bind: options.bind,
    port,
    onTaken: (taken, next) => terminal.explain(makeFinding('terminal/port-taken', { port: taken, next })),
  });
}
