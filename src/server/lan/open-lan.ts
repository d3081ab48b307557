import { join } from 'node:path';
import { makeFinding, WorkbenchError } from '#core/errors/workbench-error';
import { createPages } from '../app-pages.ts';
import { defaultTlsDirectory, type TlsIdentity } from '../certificates.ts';
import { readUrl } from '../http-answer.ts';
import { createHttpAnswer } from '../http.ts';
import { openListener } from '../listener.ts';
import { printMistake } from '../print-mistake.ts';
import type { Ports } from '../ready-line.ts';
import { createOwnRelay } from '../relay/own-relay.ts';
import { RELAY_PATH } from '../relay/relay-path.ts';
import type { AnswerRequest } from '../request-listener.ts';
import type { StaticFiles } from '../static-files.ts';
import type { WebSocketDoor } from '../websocket.ts';
import type { ServerRequest } from '../workbench-server.ts';
import { openLanIdentity } from './lan-certificates.ts';
import { createLanServer } from './lan-listener.ts';
import { listLanAddresses, listOrigins, makeLocalName, type LanNames } from './lan-names.ts';
import { createPairing } from './pairing.ts';

/** What the listener of the local network is opened for. */
export interface LanRequest extends ServerRequest {
  readonly files: StaticFiles;
  readonly door: WebSocketDoor;
  /** That of the local cloud, for the relay. */
  readonly openIdentity: () => Promise<TlsIdentity>;
  readonly ports: () => Ports;
}

/** The listener of the local network, open. */
export interface OpenLan {
  /** Where the app is, by each name of this machine; the one to begin with first. */
  readonly origins: readonly [string, ...string[]];
  /** Whoever has it is let in: for a person's eyes, never for a log. */
  readonly token: string;
  /** The certificate to trust, and its SHA-256. */
  readonly caFile: string;
  readonly fingerprint: string;
  dispose(): Promise<void>;
}

/** Connections have this long to end by themselves when the server ends. */
const GRACE_MS = 400;

/**
 * Opens the listener of the local network, at the addresses named or at all that are found. Throws `terminal/no-network`,
 * `terminal/tls-dir`, `terminal/port-taken`, `terminal/port-forbidden` and `terminal/option-value`, with nothing left open.
 */
export async function openLan(request: LanRequest): Promise<OpenLan> {
  const { options, clock, terminal, door } = request;
  const names = findNames(options.lanAddresses);
  const folder = join(options.tlsDirectory ?? defaultTlsDirectory(), 'lan');
  const identity = await openLanIdentity(folder, names, clock.now());
  let port = 0;
  const origins = (): readonly [string, ...string[]] => listOrigins(names, port);
  const pairing = createPairing(clock, () => port);
  const { inside, relay, pages } = createInside(request, origins);
  const server = createLanServer({
    identity,
    pairing,
    origins,
    pages,
    inside,
    upgradeInside: (upgrade, socket, head) => {
      const isForRelay = relay !== undefined && readUrl(upgrade)?.pathname === RELAY_PATH;
      (isForRelay ? relay : door).upgrade(upgrade, socket, head);
    },
    onMistake: (mistake) => terminal.say(printMistake(mistake)),
  });
  const listener = await openListener({
    server,
    bind: names.addresses,
    bindOption: '--lan-address',
    port: options.lanPort,
    onTaken: (taken, next) => terminal.explain(makeFinding('terminal/port-taken', { port: taken, next })),
  });
  port = listener.port;
  return {
    origins: origins(),
    token: pairing.token,
    caFile: identity.authority.file,
    fingerprint: identity.authority.fingerprint,
    async dispose() {
      await Promise.all([relay?.dispose(), listener.dispose(GRACE_MS)]);
    },
  };
}

function findNames(named: readonly string[]): LanNames {
  const [first, ...more] = named.length > 0 ? named : listLanAddresses();
  if (first === undefined) throw new WorkbenchError('terminal/no-network', {});
  return { addresses: [first, ...more], localName: makeLocalName() };
}

/** All that the loopback port has, for these origins: a relay of their own, whose token no other page is told. */
function createInside(request: LanRequest, origins: () => readonly string[]) {
  const { options, cloud, files } = request;
  const hosts = (): readonly string[] => origins().map((origin) => new URL(origin).host);
  const isOwnHost = (header: string | undefined): boolean => hosts().includes(header?.toLowerCase() ?? '');
  const relay = options.relay ? createOwnRelay({ ...request, isOwnHost, origins }) : undefined;
  let made: AnswerRequest | undefined;
  // Their policy names them, and they are known when the first request comes.
  const pages: AnswerRequest = (...asked) => {
    made ??= createPages(files, [...options.allowedHosts, ...hosts().filter((host) => !host.startsWith('['))]);
    return made(...asked);
  };
  const inside = createHttpAnswer({ cloud, host: options.host, isOwnHost, pages, relay });
  return { inside, relay, pages };
}
