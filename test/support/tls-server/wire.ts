/** Content types of records (RFC 8446, 5.1). */
export const CONTENT = { changeCipherSpec: 20, alert: 21, handshake: 22, applicationData: 23 } as const;

/** Handshake types (RFC 8446, 4; RFC 5246, 7.4; 254 stands for the hash of a first greeting). */
export const MESSAGE = {
  hello_request: 0,
  client_hello: 1,
  server_hello: 2,
  new_session_ticket: 4,
  encrypted_extensions: 8,
  certificate: 11,
  server_key_exchange: 12,
  certificate_request: 13,
  server_hello_done: 14,
  certificate_verify: 15,
  client_key_exchange: 16,
  finished: 20,
  certificate_status: 22,
  key_update: 24,
  message_hash: 254,
} as const;
export type MessageName = keyof typeof MESSAGE;

/** Gives the name of a handshake type, or its number. */
export function nameOfMessage(type: number): string {
  return Object.entries(MESSAGE).find(([, number]) => number === type)?.[0] ?? `message ${type}`;
}

/** Extension types. */
export const EXTENSION = {
  server_name: 0,
  supported_groups: 10,
  ec_point_formats: 11,
  signature_algorithms: 13,
  extended_master_secret: 23,
  pre_shared_key: 41,
  supported_versions: 43,
  cookie: 44,
  key_share: 51,
  renegotiation_info: 0xff01,
} as const;

export const bytes = (...octets: number[]): Uint8Array<ArrayBuffer> => Uint8Array.from(octets);
export const text = (ascii: string): Uint8Array<ArrayBuffer> => Uint8Array.from(Buffer.from(ascii, 'latin1'));

export function join(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(Buffer.concat(parts));
}

/** A number in so many octets, big end first. */
export function number(octets: number, value: number): Uint8Array<ArrayBuffer> {
  const whole = Buffer.alloc(octets);
  whole.writeUIntBE(value, 0, octets);
  return Uint8Array.from(whole);
}

/** Content behind its length. */
export function vector(lengthOctets: number, ...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const content = join(...parts);
  return join(number(lengthOctets, content.length), content);
}

export const extension = (type: number, ...content: readonly Uint8Array[]): Uint8Array<ArrayBuffer> =>
  join(number(2, type), vector(2, ...content));

/** A whole handshake message. */
export const message = (type: number, body: Uint8Array): Uint8Array<ArrayBuffer> => join(bytes(type), vector(3, body));

/** A whole record as it stands on the wire. */
export const record = (type: number, content: Uint8Array, version = 0x0303): Uint8Array<ArrayBuffer> =>
  join(bytes(type), number(2, version), vector(2, content));

/** Reads what a correct peer sends; throws where it is none. */
export class WireReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(content: Uint8Array) {
    this.#bytes = content;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  number(octets: number): number {
    return Buffer.from(this.take(octets)).readUIntBE(0, octets);
  }

  take(length: number): Uint8Array<ArrayBuffer> {
    if (this.#at + length > this.#bytes.length) throw new Error('the client sent a message that ends early');
    return Uint8Array.from(this.#bytes.subarray(this.#at, (this.#at += length)));
  }

  vector(lengthOctets: number): Uint8Array<ArrayBuffer> {
    return this.take(this.number(lengthOctets));
  }

  /** Gives each value of a list up to the end. */
  each<T>(read: (reader: this) => T): T[] {
    const values: T[] = [];
    while (!this.isAtEnd) values.push(read(this));
    return values;
  }
}

/** What a client greeted with. */
export interface Greeting {
  readonly random: Uint8Array<ArrayBuffer>;
  readonly sessionId: Uint8Array<ArrayBuffer>;
  readonly suites: readonly number[];
  readonly extensions: ReadonlyMap<number, Uint8Array<ArrayBuffer>>;
  /** Public keys by group. */
  readonly shares: ReadonlyMap<number, Uint8Array<ArrayBuffer>>;
}

/** Reads a ClientHello (RFC 8446, 4.1.2). */
export function readGreeting(body: Uint8Array): Greeting {
  const reader = new WireReader(body);
  if (reader.number(2) !== 0x0303) throw new Error('a client greets with legacy_version 0x0303');
  const random = reader.take(32);
  const sessionId = reader.vector(1);
  const suites = new WireReader(reader.vector(2)).each((list) => list.number(2));
  if (Buffer.from(reader.vector(1)).toString('hex') !== '00') throw new Error('a client offers no compression');
  const list = new WireReader(reader.vector(2)).each((item) => [item.number(2), item.vector(2)] as const);
  if (!reader.isAtEnd) throw new Error('a greeting has nothing behind its extensions');
  if (new Set(list.map(([type]) => type)).size !== list.length) throw new Error('an extension stands there twice');
  const extensions = new Map(list);
  const share = extensions.get(EXTENSION.key_share);
  const shares =
    share && new WireReader(new WireReader(share).vector(2)).each((item) => [item.number(2), item.vector(2)] as const);
  return { random, sessionId, suites, extensions, shares: new Map(shares) };
}
