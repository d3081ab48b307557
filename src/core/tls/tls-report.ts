import type { ChainFault } from '../errors/facts.ts';
import type { Finding } from '../errors/workbench-error.ts';

export type TlsVersion = 'TLS 1.2' | 'TLS 1.3';

/** An alert that crossed the connection (RFC 5246, 7.2; RFC 8446, 6). */
export interface TlsAlertSeen {
  readonly direction: 'sent' | 'received';
  readonly description: number;
  /** As the RFC has it, such as `bad_certificate`. */
  readonly name: string;
}

/** How a server's chain was judged. */
export type ServerVerdict =
  /** `path`: leaf first, the trusted root last, DER. */
  | { readonly kind: 'trusted'; readonly path: readonly Uint8Array<ArrayBuffer>[] }
  /** `path`: as far as it could be followed; `depth`: whose fault it is. */
  | {
      readonly kind: 'refused';
      readonly path: readonly Uint8Array<ArrayBuffer>[];
      readonly fault: ChainFault | 'wrong-host';
      readonly depth: number;
    };

/** What a handshake was like, as far as it went: plain data, without a secret. */
export interface TlsReport {
  readonly host: string;
  /** Milliseconds since the Unix epoch. */
  readonly startedAt: number;
  /** Undefined while it goes on. */
  readonly tookMs: number | undefined;
  readonly outcome: 'running' | 'done' | 'failed';
  /** What ended it; undefined while nothing did. */
  readonly finding: Finding | undefined;
  readonly version: TlsVersion | undefined;
  /** IANA name, such as `TLS_AES_128_GCM_SHA256`. */
  readonly cipherSuite: string | undefined;
  /** IANA name of the group of the key exchange, such as `secp256r1`. */
  readonly group: string | undefined;
  /** RFC 7627; undefined in TLS 1.3, where every handshake is bound to its secret. */
  readonly extendedMasterSecret: boolean | undefined;
  /** Whether the server asked for another key share (RFC 8446, 4.1.4). */
  readonly isRetried: boolean;
  /** As sent, DER, the server's own first. */
  readonly serverChain: readonly Uint8Array<ArrayBuffer>[];
  /** IANA name of the scheme with which the server proved its key. */
  readonly serverSignature: string | undefined;
  readonly verdict: ServerVerdict | undefined;
  /** What the server asked for, if it asked for a certificate. */
  readonly asked:
    | {
        readonly signatureSchemes: readonly string[];
        /** Subjects that it named as issuers, printed; often none. */
        readonly authorities: readonly string[];
      }
    | undefined;
  /** What we answered with: undefined when it did not ask; no certificates when we have none, or none that it takes. */
  readonly sent:
    | {
        readonly chain: readonly Uint8Array<ArrayBuffer>[];
        readonly signature: string | undefined;
        /** Why it is none although we have one: `tls/key-not-taken`. */
        readonly notTaken?: Finding;
      }
    | undefined;
  readonly alerts: readonly TlsAlertSeen[];
  /** How often the keys of a direction were changed since (RFC 8446, 4.6.3). */
  readonly keyUpdates: number;
}
