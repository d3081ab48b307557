import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { WorkbenchError } from '#core/errors/workbench-error';
import { OPTION_EXPECTATIONS } from '#core/words/en/server-banner';
import { codeOf } from './file-reason.ts';

/** A server that listens, at one address or at both loopback addresses. */
export interface Listener {
  readonly port: number;
  /** Takes no more connections and ends those that are open: gently, and after `graceMs` by force. */
  dispose(graceMs: number): Promise<void>;
}

/** What to listen for. */
export interface ListenRequest {
  /** A TCP, HTTP or TLS server that does not listen yet. */
  readonly server: Server;
  /** The address to listen at, or several; undefined means both loopback addresses, as far as this machine has them. */
  readonly bind: string | readonly string[] | undefined;
  /** The option that named the addresses; `--bind` unless told. */
  readonly bindOption?: string;
  /** 0 means any free port. */
  readonly port: number;
  /** Told when the port was taken, with the one that was free. */
  readonly onTaken: (port: number, next: number) => void;
}

const LOOPBACK = '127.0.0.1';
const LOOPBACK_V6 = '::1';
/** How many ports are tried after the one asked for. */
const FURTHER_PORTS = 20;

/**
 * Listens at the port asked for, or at the next one that is free. `localhost` may resolve to either loopback address, so a
 * port counts as free only when it is so at all addresses. Throws `terminal/port-taken`, `terminal/port-forbidden`, or
 * `terminal/option-value` for an address that this machine does not have.
 */
export async function openListener(request: ListenRequest): Promise<Listener> {
  const sockets = trackSockets(request.server);
  const asked = request.port;
  for (let step = 0; step <= FURTHER_PORTS; step += 1) {
    const port = asked === 0 ? 0 : asked + step;
    const opened =
      port > 65_535 ? undefined : await openAt(request, port).catch((cause: unknown) => explain(cause, request, port));
    if (opened === undefined) continue;
    if (step > 0 && asked !== 0) request.onTaken(asked, opened.port);
    return { port: opened.port, dispose: (graceMs) => closeAll(opened.servers, sockets, graceMs) };
  }
  throw new WorkbenchError('terminal/port-taken', { port: asked, next: undefined });
}

interface Opened {
  readonly port: number;
  readonly servers: readonly Server[];
}

async function openAt({ server, bind }: ListenRequest, port: number): Promise<Opened> {
  const [first = LOOPBACK, ...more] = bind === undefined ? [LOOPBACK, LOOPBACK_V6] : [bind].flat();
  await listen(server, first, port);
  const actual = (server.address() as AddressInfo).port;
  const servers = [server];
  for (const address of more) {
    const twin = createServer({ noDelay: true }, (socket) => server.emit('connection', socket));
    try {
      await listen(twin, address, actual);
      servers.push(twin);
    } catch (cause) {
      // Not every machine has it.
      if (bind === undefined && codeOf(cause) !== 'EADDRINUSE') continue;
      await Promise.all(servers.map(close));
      throw cause;
    }
  }
  return { port: actual, servers };
}

/** Gives undefined when the next port should be tried. */
function explain(cause: unknown, { bind, bindOption = '--bind' }: ListenRequest, port: number): undefined {
  const code = codeOf(cause);
  if (code === 'EADDRINUSE') return undefined;
  if (code === 'EACCES') throw new WorkbenchError('terminal/port-forbidden', { port }, { cause });
  const value = [bind ?? LOOPBACK].flat().join(', ');
  const facts = { option: bindOption, value, expected: OPTION_EXPECTATIONS.bind };
  throw new WorkbenchError('terminal/option-value', facts, { cause });
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port, ipv6Only: host === LOOPBACK_V6 }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function trackSockets(server: Server): Set<Socket> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  return sockets;
}

async function closeAll(servers: readonly Server[], sockets: ReadonlySet<Socket>, graceMs: number): Promise<void> {
  const force = setTimeout(() => {
    for (const socket of sockets) socket.destroy();
  }, graceMs);
  // An HTTP connection that waits for its next request has nothing to finish.
  for (const server of servers) if ('closeIdleConnections' in server) (server.closeIdleConnections as () => void)();
  await Promise.all(servers.map(close));
  clearTimeout(force);
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}
