import { readFile } from 'node:fs/promises';
import { createServer as createHttpServer, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import { makeFinding, WorkbenchError } from '#core/errors/workbench-error';
import { isRelayToken } from '#core/identity/judge-relay';
import type { Clock } from '#core/ports/clock';
import { HTTP_ANSWERS } from '#core/words/en/server-banner';
import { printAddress } from '../connection-facts.ts';
import { describeReadReason } from '../file-reason.ts';
import { isOwnHost } from '../host-check.ts';
import { answerText, readUrl } from '../http-answer.ts';
import { openListener } from '../listener.ts';
import { printMistake } from '../print-mistake.ts';
import { unfitOption } from '../read-options.ts';
import { refuseUpgrade } from '../refuse-upgrade.ts';
import { createRequestListener } from '../request-listener.ts';
import type { Terminal } from '../terminal.ts';
import type { RelayArguments } from './relay-arguments.ts';
import { RELAY_DEFAULTS } from './relay-defaults.ts';
import { createRelayDoor, type RelayDoor } from './relay-door.ts';
import { createRelayLog } from './relay-log.ts';
import { RELAY_PATH } from './relay-path.ts';
import { makeRelayToken } from './relay-token.ts';

/** What a relay alone is opened for. */
export interface RelayServerRequest {
  readonly options: RelayArguments;
  readonly clock: Clock;
  readonly terminal: Terminal;
}

/** A relay that listens. */
export interface RelayServer {
  readonly port: number;
  /** Where pages of this machine, or of the names given, reach it. */
  readonly addresses: readonly [string, ...string[]];
  readonly token: string;
  dispose(): Promise<void>;
}

/** Who asks has this long to say what for. */
const REQUEST_MS = 10_000;
/** Connections have this long to end by themselves when the relay ends. */
const GRACE_MS = 400;

/**
 * Opens a relay and nothing else. Throws `terminal/…`, and `relay/token-form` for a token file that holds none, with nothing
 * left open.
 */
export async function openRelayServer(request: RelayServerRequest): Promise<RelayServer> {
  const { options, terminal } = request;
  const token = options.tokenFile === undefined ? makeRelayToken() : await readToken(options.tokenFile);
  const tls = await readTlsFiles(options.tlsFiles);
  const door = createDoor(request, token);
  const listener = await openListener({
    server: createServer(door, tls, terminal),
    bind: options.bind,
    port: options.port,
    onTaken: (port, next) => terminal.explain(makeFinding('terminal/port-taken', { port, next })),
  });
  return {
    port: listener.port,
    addresses: listAddresses(options, listener.port),
    token,
    async dispose() {
      door.dispose();
      await listener.dispose(GRACE_MS);
    },
  };
}

function createDoor({ options, clock, terminal }: RelayServerRequest, token: string): RelayDoor {
  const { bind, origins, azure, targets, most, idleSeconds } = options;
  // An address that stands in the request itself is no name that a page could have led here.
  const hosts = ['localhost', ...options.hosts, ...(bind === undefined ? [] : [bind])];
  return createRelayDoor({
    most,
    times: { ...RELAY_DEFAULTS.times, idleMs: idleSeconds * 1000 },
    clock,
    rules: {
      token,
      origins: () => origins,
      isOwnHost: (header) => hosts.some((host) => isOwnHost(header, host)),
      targets: { azure, named: targets },
    },
    onEvent: createRelayLog(terminal.say, clock),
  });
}

function createServer(door: RelayDoor, tls: SecureContextOptions | undefined, terminal: Terminal): Server {
  const times = { headersTimeout: REQUEST_MS, requestTimeout: REQUEST_MS };
  const listener = createRequestListener(
    async (request, response, url) => {
      if (url.pathname === RELAY_PATH) door.answer(request, response);
      else answerText(response, 404, HTTP_ANSWERS.notFound);
    },
    (mistake) => terminal.say(printMistake(mistake)),
  );
  const server =
    tls === undefined
      ? createHttpServer(times, listener)
      : createHttpsServer({ ...times, ...tls, minVersion: 'TLSv1.2' }, listener);
  return server.on('upgrade', (request, socket, head) => {
    if (readUrl(request)?.pathname === RELAY_PATH) return door.upgrade(request, socket, head);
    socket.on('error', () => socket.destroy());
    refuseUpgrade(socket, 404, HTTP_ANSWERS.notFound);
  });
}

async function readToken(file: string): Promise<string> {
  const token = (await readText(file)).trim();
  if (!isRelayToken(token)) throw new WorkbenchError('relay/token-form', {});
  return token;
}

async function readTlsFiles(files: RelayArguments['tlsFiles']): Promise<SecureContextOptions | undefined> {
  if (files === undefined) return undefined;
  const [cert, key] = await Promise.all([readText(files.certificate), readText(files.key)]);
  try {
    createSecureContext({ cert, key });
  } catch {
    throw unfitOption('--tls-cert', files.certificate, 'certificateWithKey');
  }
  return { cert, key };
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new WorkbenchError('terminal/input-file', { file, detail: describeReadReason(cause) }, { cause });
  }
}

function listAddresses({ hosts, bind, tlsFiles }: RelayArguments, port: number): [string, ...string[]] {
  const isWild = bind === undefined || bind === '0.0.0.0' || bind === '::';
  const [first = isWild ? 'localhost' : bind, ...more] = hosts;
  const print = (host: string): string =>
    `${tlsFiles === undefined ? 'ws' : 'wss'}://${printAddress(host, port)}${RELAY_PATH}`;
  return [print(first), ...more.map(print)];
}
