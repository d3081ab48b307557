import type { KeyObject } from 'node:crypto';
import type { Exchange, GroupName, RecordKeys, SchemeName, signWith, SuiteName } from './ciphers.ts';
import type { TlsServer } from './create-tls-server.ts';

/** One thing that a server does; a flight is a list of them, which a script may change as it likes. */
export type Move =
  /** A handshake message. It goes into the transcript unless told otherwise. */
  | {
      readonly do: 'message';
      readonly name: ServerMessage;
      readonly type: number;
      readonly body: () => Uint8Array;
      readonly isLeftOut?: boolean;
    }
  /** A record of any type, under the keys that are in use. */
  | { readonly do: 'record'; readonly type: number; readonly content: Uint8Array; readonly padding?: number }
  /** Bytes as they are. */
  | { readonly do: 'raw'; readonly bytes: Uint8Array }
  /** From here on records are sealed with these keys. */
  | { readonly do: 'keys'; readonly keys: () => RecordKeys }
  /** TLS 1.3: says that its keys change, and changes them (RFC 8446, 4.6.3). */
  | { readonly do: 'update'; readonly asksBack: boolean };

/** Messages of a server by their name; a HelloRetryRequest has the type of a ServerHello. */
export type ServerMessage =
  | 'hello_retry_request'
  | 'server_hello'
  | 'encrypted_extensions'
  | 'certificate_request'
  | 'certificate'
  | 'certificate_verify'
  | 'server_key_exchange'
  | 'server_hello_done'
  | 'finished'
  | 'new_session_ticket'
  | 'key_update'
  | 'hello_request'
  | 'other';

/** The lists of moves: what answers a greeting, a greeting after a retry, and the client's Finished. */
export type Flight = 'retry' | 'hello' | 'finish';

/** Gives the body of a message anew. */
export type Edit = (body: Uint8Array<ArrayBuffer>) => Uint8Array;

/** What a server is, and what it does wrong. */
export interface ServerScript {
  /** 1.3 unless told. */
  readonly version?: '1.2' | '1.3';
  readonly suite?: SuiteName;
  /** `secp256r1` unless told. */
  readonly group?: GroupName;
  /** DER, the server's own first, and its key. */
  readonly chain: readonly Uint8Array[];
  readonly key: KeyObject;
  /** `ecdsa_secp256r1_sha256` unless told. */
  readonly scheme?: SchemeName;
  /** Asks for the client's certificate. */
  readonly asks?: { readonly schemes?: readonly number[]; readonly authorities?: readonly Uint8Array[] };
  /** TLS 1.3: asks for a share of its group first, even where there is one. */
  readonly retries?: boolean;
  /** Makes its half of the key exchange; a new one unless told. */
  readonly agree?: (group: GroupName) => Exchange;
  /** Signs; ECDSA is another one every time, unless told. */
  readonly sign?: typeof signWith;
  /** Its random number; a new one unless told. */
  readonly random?: Uint8Array<ArrayBuffer>;
  /** RFC 7627; yes, unless told. */
  readonly isExtended?: boolean;
  /** Changes what it is about to do. */
  readonly plan?: (flight: Flight, moves: readonly Move[]) => readonly Move[];
  /** Changes a message before it stands in the transcript: the server means it. */
  readonly edit?: Partial<Record<ServerMessage, Edit>>;
  /** Changes a message behind the transcript: somebody in between does it, or the server takes part in no lie of its own. */
  readonly tamper?: Partial<Record<ServerMessage, Edit>>;
  /** Changes its public key of the key exchange, which is then signed as it is. */
  readonly share?: Edit;
  /** Changes what goes out as a whole, record by record. */
  readonly onRecord?: (record: Uint8Array<ArrayBuffer>) => Uint8Array;
  /** The most that one record holds; each message has its own unless `isPacked`. */
  readonly recordLength?: number;
  readonly isPacked?: boolean;
  /** Takes application data; it is sent back unless told. */
  readonly onData?: (data: Uint8Array<ArrayBuffer>, server: TlsServer) => void;
}
