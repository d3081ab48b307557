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
import { isOwnHost } from './host-check.ts';
import { readUrl } from './http-answer.ts';
import { createHttpHandler } from './http.ts';
import { keepResult } from './keep-result.ts';
import { openLan, type OpenLan } from './lan/open-lan.ts';
import { openListener, type Listener } from './listener.ts';
import { createMqttsServer } from './mqtts.ts';
import { printMistake } from './print-mistake.ts';
import type { Ports } from './ready-line.ts';
import { createOwnRelay, type OwnRelay, type OwnRelayRequest } from './relay/own-relay.ts';
import { RELAY_PATH } from './relay/relay-path.ts';
import type { AnswerRequest } from './request-listener.ts';
import { openStaticFiles, type StaticFiles } from './static-files.ts';
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
  /** The listener of the local network, if one was asked for. */
  readonly lan: OpenLan | undefined;
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
  const openIdentity = keepResult(() => openIdentityFor(request));
  const identity =
    options.httpsPort === undefined && options.mqttsPort === undefined ? undefined : await openIdentity();
  const files = await openFiles(request);
  let ports: Ports = { http: 0, https: null, mqtts: null };
  const shared = { ...request, openIdentity, ports: () => ports };
  const relay = files === undefined || !options.relay ? undefined : createLoopbackRelay(shared);
  const door = createWebSocketDoor((link) => request.cloud.accept(link));
  const pages = files && createAppPages(files, options.allowedHosts);
  const servers = createServers(request, identity, { pages, door, relay });
  const listeners: Pick<Listener, 'dispose'>[] = [];
  const dispose = async (): Promise<void> => {
    await Promise.all([relay?.dispose(), ...listeners.map((listener) => listener.dispose(GRACE_MS))]);
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
    ports = { http, https, mqtts };
    const lan = files !== undefined && options.lan ? await openLan({ ...shared, files, door }) : undefined;
    if (lan !== undefined) listeners.push(lan);
    return { ports, caFile: identity?.caFile ?? null, servesApp: files !== undefined, lan, dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

/** What stands behind the HTTP port. */
interface Doors {
  readonly pages: AnswerRequest | undefined;
  readonly door: WebSocketDoor;
  readonly relay: OwnRelay | undefined;
}

interface Servers {
  readonly http: HttpServer;
  readonly https?: Server;
  readonly mqtts?: Server;
}

function createServers(
  request: ServerRequest,
  identity: TlsIdentity | undefined,
  { pages, door, relay }: Doors,
): Servers {
  const http = createHttpServer(makeHandler(request, { pages, relay }));
  http.on('upgrade', (upgrade, socket, head) => {
    const isForRelay = relay !== undefined && readUrl(upgrade)?.pathname === RELAY_PATH;
    (isForRelay ? relay : door).upgrade(upgrade, socket, head);
  });
  if (identity === undefined) return { http };
  const https = createHttpsServer(makeTlsOptions(identity), makeHandler(request, {}));
  https.on('upgrade', (upgrade, socket, head) => door.upgrade(upgrade, socket, head));
  const mqtts = createMqttsServer(identity, (link) => request.cloud.accept(link));
  for (const server of [https, mqtts]) noteHandshakes(server, (text) => request.terminal.say(text));
  return { http, https, mqtts };
}

function openIdentityFor({ options, clock, cloud }: ServerRequest): Promise<TlsIdentity> {
  return openTlsIdentity(options.tlsDirectory ?? defaultTlsDirectory(), cloud.describe().hubs, clock.now());
}

async function openFiles({ options, appDirectory, terminal }: ServerRequest): Promise<StaticFiles | undefined> {
  if (options.command !== 'start') return undefined;
  const files = await openStaticFiles(appDirectory);
  if (files === undefined) terminal.say(SERVER_NOTES.appMissing);
  return files;
}

function createLoopbackRelay(request: Omit<OwnRelayRequest, 'isOwnHost' | 'origins'>): OwnRelay {
  return createOwnRelay({
    ...request,
    isOwnHost: (header) => isOwnHost(header, request.options.host),
    origins: () => [new URL(`http://localhost:${request.ports().http}`).origin],
  });
}

function makeHandler({ options, cloud, terminal }: ServerRequest, { pages, relay }: Partial<Doors>) {
  const { host } = options;
  return createHttpHandler({ cloud, host, isOwnHost: (header) => isOwnHost(header, host), pages, relay }, (mistake) =>
    terminal.say(printMistake(mistake)),
  );
}

function openPort({ options, terminal }: ServerRequest, server: Server, port: number): Promise<Listener> {
  return openListener({
    server,
    bind: options.bind,
    port,
    onTaken: (taken, next) => terminal.explain(makeFinding('terminal/port-taken', { port: taken, next })),
  });
}
