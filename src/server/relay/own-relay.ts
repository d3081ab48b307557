import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Cloud } from '#cloud/cloud';
import { findingOf } from '#core/errors/workbench-error';
import type { Clock } from '#core/ports/clock';
import { HTTP_ANSWERS } from '#core/words/en/server-banner';
import type { ServerOptions } from '../arguments.ts';
import type { TlsIdentity } from '../certificates.ts';
import { noteHandshakes } from '../handshake-notes.ts';
import { answerText, COMMON_HEADERS } from '../http-answer.ts';
import { createMqttsServer } from '../mqtts.ts';
import type { Ports } from '../ready-line.ts';
import type { Terminal } from '../terminal.ts';
import { createLocalTlsPort, type LocalTlsPort } from './local-tls-port.ts';
import { createRelayDoor, type RelayDoor } from './relay-door.ts';
import { RELAY_DEFAULTS } from './relay-defaults.ts';
import { RELAY_PATH } from './relay-path.ts';
import { makeRelayToken } from './relay-token.ts';

const AUTHORITY_PATH = `${RELAY_PATH}/authority.pem`;

/** What the relay of `start` is made of. */
export interface OwnRelayRequest {
  readonly options: ServerOptions;
  readonly cloud: Cloud;
  readonly clock: Clock;
  readonly terminal: Terminal;
  readonly openIdentity: () => Promise<TlsIdentity>;
  /** Whether a Host header names the listener that the relay is behind. */
  readonly isOwnHost: (header: string | undefined) => boolean;
  /** Of the pages that it is for. */
  readonly origins: () => readonly string[];
  /** Known once the server listens. */
  readonly ports: () => Ports;
}

/** The relay of the app's own server, for the app alone. */
export interface OwnRelay extends Pick<RelayDoor, 'upgrade'> {
  /** New at each start; the app finds it in `/workbench.json`. */
  readonly token: string;
  answer(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void>;
  dispose(): Promise<void>;
}

/** True for the paths of the relay. */
export function isRelayPath(path: string): boolean {
  return path === RELAY_PATH || path === AUTHORITY_PATH;
}

/** Creates the relay of `start`: for its own page, to Azure, to the local cloud, and to what `--relay-target` names. */
export function createOwnRelay(request: OwnRelayRequest): OwnRelay {
  const { options, cloud, clock, isOwnHost, origins } = request;
  const { host, hubs } = cloud.describe();
  const token = makeRelayToken();
  const localPort = createLocalTlsPort(() => createLocalServer(request), request.terminal);
  const door = createRelayDoor({
    ...RELAY_DEFAULTS,
    clock,
    rules: {
      token,
      isOwnHost,
      origins,
      targets: {
        azure: true,
        named: options.relayTargets,
        local: { hosts: [host, ...hubs], find: () => findLocal(request, localPort) },
      },
    },
  });
  return {
    token,
    upgrade: door.upgrade,
    async answer(incoming, response, url) {
      if (url.pathname === AUTHORITY_PATH) return answerAuthority(request, incoming, response);
      return door.answer(incoming, response);
    },
    async dispose() {
      door.dispose();
      await localPort.dispose();
    },
  };
}

async function createLocalServer({ cloud, terminal, openIdentity }: OwnRelayRequest) {
  const server = createMqttsServer(await openIdentity(), (link) => cloud.accept(link));
  noteHandshakes(server, (text) => terminal.say(text));
  return server;
}

/** The port that was asked for by option is there already. */
async function findLocal({ options, ports }: OwnRelayRequest, localPort: LocalTlsPort) {
  const { mqtts } = ports();
  if (mqtts === null) return localPort.find();
  const isEverywhere = options.bind === undefined || ['0.0.0.0', '::'].includes(options.bind);
  return { host: isEverywhere ? '127.0.0.1' : options.bind, port: mqtts };
}

/** Whom to trust for the local cloud. It is no secret, and no other page's business either. */
async function answerAuthority(
  { isOwnHost, openIdentity }: OwnRelayRequest,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (!isOwnHost(request.headers.host)) return answerText(response, 421, HTTP_ANSWERS.foreignHost);
  if (request.method !== 'GET') return answerText(response, 405, HTTP_ANSWERS.method);
  const pem = await readAuthority(openIdentity);
  if (pem === undefined) return answerText(response, 503, HTTP_ANSWERS.noAuthority);
  response.writeHead(200, {
    ...COMMON_HEADERS,
    'content-type': 'application/x-pem-file',
    'content-length': pem.length,
    'cache-control': 'no-store',
    'cross-origin-resource-policy': 'same-origin',
  });
  response.end(pem);
}

async function readAuthority(openIdentity: () => Promise<TlsIdentity>): Promise<Buffer | undefined> {
  try {
    return await readFile((await openIdentity()).caFile);
  } catch (error) {
    // What a device says on its way there is said on the terminal by `createLocalTlsPort`.
    if (findingOf(error) === undefined) throw error;
    return undefined;
  }
}
