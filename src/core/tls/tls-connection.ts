import type { Finding } from '../errors/workbench-error.ts';
import type { ClientIdentity } from '../identity/client-identity.ts';
import type { Clock } from '../ports/clock.ts';
import type { Certificate } from '../x509/certificate.ts';
import type { TlsReport, TlsVersion } from './tls-report.ts';

/** What one TLS connection is opened with. */
export interface TlsConnectionOptions {
  readonly crypto: Pick<Crypto, 'subtle' | 'getRandomValues'>;
  readonly clock: Clock;
  /** The name that the server's certificate must be for: a DNS name, or an IP address. Sent as SNI when it is a name. */
  readonly host: string;
  /** Whom to trust. */
  readonly roots: readonly Certificate[];
  /** What is shown when the server asks for it. */
  readonly identity?: ClientIdentity;
  /** Those that are offered; unless told, both, as far as the key of the identity signs in them. */
  readonly versions?: readonly TlsVersion[];
  /** Takes bytes for the server, in order. They are the taker's from then on. */
  readonly transmit: (bytes: Uint8Array<ArrayBuffer>) => void;
  /** Called once, when data may be sent. In TLS 1.3 the server may still refuse our certificate then. */
  readonly onOpen: () => void;
  /** Data of the server, in order, and authenticated; never before `onOpen`. */
  readonly onBytes: (bytes: Uint8Array<ArrayBuffer>) => void;
  /** Called once, and nothing after it: `undefined` after `close_notify` or `close`. */
  readonly onEnd: (finding: Finding | undefined) => void;
  /** Called after each step of the handshake, and whenever the report changes later. */
  readonly onReport?: (report: TlsReport) => void;
}

/** A TLS connection: it knows no socket, only bytes in and bytes out. Nothing of it throws. */
export interface TlsConnection {
  /** Takes bytes of the server. The caller does not change them afterwards. */
  receive(bytes: Uint8Array<ArrayBuffer>): void;
  /** Seals data for the server; it is copied before the call returns. Does nothing before it is open and after its end. */
  send(bytes: Uint8Array): void;
  /** Bytes given to `send` that were not yet transmitted. */
  readonly bufferedAmount: number;
  /** Sends `close_notify` behind what was sent, and ends. */
  close(): void;
  /** The transport below has ended. */
  transportEnded(): void;
}
