import type { Finding } from '../errors/workbench-error.ts';
import type { ClientIdentity } from '../identity/client-identity.ts';
import type { Road } from '../identity/road.ts';
import type { TlsReport } from '../tls/tls-report.ts';
import type { ProofReport } from '../wire/certificate-proof.ts';

/** Why a socket ended, as far as the side that owns it can tell. */
export interface SocketEnd {
  /** WebSocket close code, or 1006 where the platform gives none (RFC 6455, 7.4.1). */
  readonly code: number;
  /** True when the socket had been open before it ended. */
  readonly opened: boolean;
  /** What the road itself knows of the end: a fault of TLS, a refusal of the relay. */
  readonly finding?: Finding;
}

/**
 * A two-way stream of bytes that is opening or open: a WebSocket, or a channel to the cloud in the tab.
 * Frames carry no meaning; MQTT packets may span or share them (MQTT 3.1.1, section 6).
 */
export interface ByteSocket {
  send(bytes: Uint8Array): void;
  /** Bytes accepted by `send` and not yet handed to the platform. */
  readonly bufferedAmount: number;
  onOpen(listener: () => void): void;
  onBytes(listener: (bytes: Uint8Array) => void): void;
  /** Called once, also when the socket never opened. */
  onEnd(listener: (end: SocketEnd) => void): void;
  close(): void;
}

/** Where a device's connection goes, before any road is chosen. */
export interface DialTarget {
  /** The service's bare host name, as in `assignedHub`. */
  readonly host: string;
  readonly service: 'dps' | 'hub';
}

/** What goes with one dial. */
export interface DialOptions {
  /** What the device proves itself with below MQTT; without it, it has a token. */
  readonly identity?: ClientIdentity;
  /** Told of TLS that ends in this tab, step by step. */
  readonly onHandshake?: (report: TlsReport) => void;
  /**
   * Told, before the socket opens, that the cloud in this browser has taken the proof of the certificate, which is made
   * without TLS there. One that it did not take ends the socket with `proof/refused`.
   */
  readonly onProof?: (report: ProofReport) => void;
}

/**
 * A road to one cloud. `dial` resolves with a socket that is still opening, after any priming
 * (a `no-cors` request that lets Chromium settle the question of a client certificate).
 */
export interface Transport {
  readonly road: Road;
  dial(target: DialTarget, options?: DialOptions): Promise<ByteSocket>;
  /** Says in one line which address `dial` opens, for the connection steps. */
  describe(target: DialTarget): string;
  /** Whether that address is reached over TLS. */
  isEncrypted(target: DialTarget): boolean;
  /** Whether a plain request to the same host and port was answered before; undefined where none was made. */
  wasPrimed(target: DialTarget): boolean | undefined;
}
