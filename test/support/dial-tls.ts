import { connect } from 'node:net';
import { createSystemClock } from '#adapters/clock/system-clock';
import type { Finding } from '#core/errors/workbench-error';
import type { ClientIdentity } from '#core/identity/client-identity';
import { openTlsConnection } from '#core/tls/open-tls-connection';
import type { TlsConnection } from '#core/tls/tls-connection';
import type { TlsReport, TlsVersion } from '#core/tls/tls-report';
import type { Certificate } from '#core/x509/certificate';

/** A connection of `core/tls` over TCP to this machine, with all that it said. */
export interface DialledTls {
  readonly connection: TlsConnection;
  readonly report: TlsReport | undefined;
  /** Resolves when it is open; rejects when it ends before that. */
  readonly opened: Promise<void>;
  readonly ended: Promise<Finding | undefined>;
  /** What came up to now. */
  readonly received: Uint8Array<ArrayBuffer>;
  /** Resolves when that many bytes came. */
  receives(length: number): Promise<void>;
}

export interface DialWishes {
  readonly port: number;
  readonly host: string;
  readonly roots: readonly Certificate[];
  readonly identity?: ClientIdentity | undefined;
  readonly versions?: readonly TlsVersion[] | undefined;
}

/** Connects, and begins the handshake. */
export function dialTls({ port, identity, versions, ...others }: DialWishes): DialledTls {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  const opening = makeDeferred<void>();
  const ending = makeDeferred<Finding | undefined>();
  const chunks: Uint8Array[] = [];
  let report: TlsReport | undefined;
  let count = 0;
  let wake = (): void => undefined;
  const connection = openTlsConnection({
    ...others,
    ...(identity !== undefined && { identity }),
    ...(versions !== undefined && { versions }),
    clock: createSystemClock(),
    crypto: globalThis.crypto,
    transmit: (bytes) => void socket.write(bytes),
    onOpen: () => opening.resolve(),
    onBytes: (bytes) => {
      chunks.push(bytes);
      count += bytes.length;
      wake();
    },
    onEnd: (finding) => {
      socket.end();
      ending.resolve(finding);
      opening.reject(new Error(finding?.code ?? 'closed'));
      wake();
    },
    onReport: (next) => void (report = next),
  });
  opening.promise.catch(() => undefined);
  socket.on('data', (bytes) => connection.receive(new Uint8Array(bytes)));
  socket.on('error', () => undefined);
  socket.on('close', () => connection.transportEnded());
  return {
    connection,
    opened: opening.promise,
    ended: ending.promise,
    get report() {
      return report;
    },
    get received() {
      return new Uint8Array(Buffer.concat(chunks));
    },
    async receives(length) {
      while (count < length) await new Promise<void>((resolve) => (wake = resolve));
    },
  };
}

interface Deferred<T> {
  readonly promise: Promise<T>;
  resolve(value: T): void;
  reject(error: Error): void;
}

function makeDeferred<T>(): Deferred<T> {
  let settle: Omit<Deferred<T>, 'promise'> | undefined;
  const promise = new Promise<T>((resolve, reject) => (settle = { resolve, reject }));
  return { promise, resolve: (value) => settle?.resolve(value), reject: (error) => settle?.reject(error) };
}
