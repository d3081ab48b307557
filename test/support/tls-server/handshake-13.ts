import { randomBytes } from 'node:crypto';
import {
  agree,
  digest,
  expandLabel,
  GROUPS,
  hmac,
  keysOfTls13,
  type RecordKeys,
  SCHEMES,
  signWith,
  SUITES,
  type Suite,
} from './ciphers.ts';
import type { ServerConnection, ServerHandshake } from './create-tls-server.ts';
import { USUAL_SCHEMES } from './handshake-12.ts';
import type { Move, ServerMessage } from './script.ts';
import {
  bytes,
  CONTENT,
  EXTENSION,
  extension,
  join,
  message,
  MESSAGE,
  number,
  text,
  vector,
  WireReader,
} from './wire.ts';

/** The random of a ServerHello that asks for another share (RFC 8446, 4.1.3). */
const RETRY_RANDOM = digest('sha256', text('HelloRetryRequest'));
const VERSION_13 = extension(EXTENSION.supported_versions, bytes(3, 4));

/** The full handshake of TLS 1.3 (RFC 8446, section 2). */
export class Handshake13 implements ServerHandshake {
  readonly #connection: ServerConnection;
  readonly #suite: Suite;
  readonly #random: Uint8Array<ArrayBuffer>;
  #isRetried = false;
  #secret: Uint8Array<ArrayBuffer> = new Uint8Array();
  #client: Uint8Array<ArrayBuffer> = new Uint8Array();
  #server: Uint8Array<ArrayBuffer> = new Uint8Array();
  #clientNext: Uint8Array<ArrayBuffer> = new Uint8Array();

  constructor(connection: ServerConnection) {
    this.#connection = connection;
    this.#random = connection.script.random ?? join(randomBytes(32));
    this.#suite = SUITES[connection.script.suite ?? 'TLS_AES_128_GCM_SHA256'];
  }

  greet(): void {
    const { script, greeting } = this.#connection;
    const change: readonly Move[] =
      greeting.sessionId.length > 0 ? [{ do: 'record', type: CONTENT.changeCipherSpec, content: bytes(1) }] : [];
    if (script.retries === true && !this.#isRetried) this.#retry(change);
    else this.#answer(this.#isRetried ? [] : change);
  }

  take(name: string, body: Uint8Array): void {
    const { transcript } = this.#connection;
    if (name === 'change_cipher_spec') return;
    if (name === 'certificate') this.#takeChain(body);
    else if (name === 'certificate_verify') {
      const head = text(`${' '.repeat(64)}TLS 1.3, client CertificateVerify\0`);
      this.#connection.checkProof(body, join(head, this.#hash(transcript)));
    } else if (name === 'finished') this.#takeFinished(body);
    else if (name === 'key_update') this.#takeUpdate(body);
    else throw new Error(`a client of TLS 1.3 sent ${name}`);
  }

  finish(): void {
    this.#connection.fly('finish', []);
  }

  nextKeys(): RecordKeys {
    this.#server = this.#expand(this.#server, 'traffic upd', bytes());
    return keysOfTls13(this.#suite, this.#server);
  }

  /** RFC 8446, 4.4.1: the first greeting stays in the transcript as its hash. */
  #retry(change: readonly Move[]): void {
    const { transcript } = this.#connection;
    this.#isRetried = true;
    this.#connection.transcript = message(MESSAGE.message_hash, this.#hash(transcript));
    this.#connection.fly('retry', [
      this.#move('hello_retry_request', 'server_hello', () => this.#retryHello()),
      ...change,
    ]);
  }

  #answer(change: readonly Move[]): void {
    const { script } = this.#connection;
    const entries = script.chain.map((der) => join(vector(3, der), vector(2)));
    this.#connection.fly('hello', [
      this.#move('server_hello', 'server_hello', () => this.#hello()),
      ...change,
      { do: 'keys', keys: () => this.#deriveHandshake() },
      this.#move('encrypted_extensions', 'encrypted_extensions', () => vector(2)),
      ...(script.asks === undefined
        ? []
        : [this.#move('certificate_request', 'certificate_request', () => this.#request())]),
      this.#move('certificate', 'certificate', () => join(vector(1), vector(3, ...entries))),
      this.#move('certificate_verify', 'certificate_verify', () => this.#proof()),
      this.#move('finished', 'finished', () => this.#verifyData(this.#server)),
      { do: 'keys', keys: () => this.#deriveApplication() },
    ]);
  }

  #move(name: ServerMessage, type: keyof typeof MESSAGE, body: () => Uint8Array): Move {
    return { do: 'message', name, type: MESSAGE[type], body };
  }

  #hello(): Uint8Array {
    const { script, greeting } = this.#connection;
    const { group = 'secp256r1' } = script;
    const peer = greeting.shares.get(GROUPS[group]);
    if (peer === undefined) throw new Error(`the client sent no share of ${group}`);
    const { share, derive } = (script.agree ?? agree)(group);
    this.#deriveEarly(derive(peer));
    const shown = vector(2, script.share?.(share) ?? share);
    return this.#frameHello(this.#random, extension(EXTENSION.key_share, number(2, GROUPS[group]), shown));
  }

  #retryHello(): Uint8Array {
    const { group = 'secp256r1' } = this.#connection.script;
    return this.#frameHello(RETRY_RANDOM, extension(EXTENSION.key_share, number(2, GROUPS[group])));
  }

  #frameHello(random: Uint8Array, share: Uint8Array): Uint8Array {
    const { sessionId } = this.#connection.greeting;
    const head = [bytes(3, 3), random, vector(1, sessionId), number(2, this.#suite.number), bytes(0)];
    return join(...head, vector(2, VERSION_13, share));
  }

  #request(): Uint8Array {
    const { schemes = USUAL_SCHEMES, authorities = [] } = this.#connection.script.asks ?? {};
    const list = vector(2, ...schemes.map((scheme) => number(2, scheme)));
    const names = vector(2, ...authorities.map((name) => vector(2, name)));
    return join(
      vector(1),
      vector(
        2,
        extension(EXTENSION.signature_algorithms, list),
        authorities.length === 0 ? bytes() : extension(47, names),
      ),
    );
  }

  #proof(): Uint8Array {
    const { script, transcript } = this.#connection;
    const { scheme = 'ecdsa_secp256r1_sha256' } = script;
    const signed = join(text(`${' '.repeat(64)}TLS 1.3, server CertificateVerify\0`), this.#hash(transcript));
    return join(number(2, SCHEMES[scheme][0]), vector(2, (script.sign ?? signWith)(scheme, script.key, signed)));
  }

  #takeChain(body: Uint8Array): void {
    const reader = new WireReader(body);
    if (reader.vector(1).length > 0) throw new Error('the context of the request was empty (RFC 8446, 4.4.2)');
    const entries = new WireReader(reader.vector(3)).each((list) => [list.vector(3), list.vector(2)] as const);
    this.#connection.keepChain(entries.map(([der]) => der));
  }

  #takeFinished(body: Uint8Array): void {
    if (!Buffer.from(this.#verifyData(this.#client)).equals(body)) throw new Error('Finished does not fit');
    this.#client = this.#clientNext;
    this.#connection.reader.keys = keysOfTls13(this.#suite, this.#client);
  }

  #takeUpdate(body: Uint8Array): void {
    if (body.length !== 1 || (body[0] ?? 2) > 1) throw new Error('a KeyUpdate is 0 or 1 (RFC 8446, 4.6.3)');
    this.#client = this.#expand(this.#client, 'traffic upd', bytes());
    this.#connection.reader.keys = keysOfTls13(this.#suite, this.#client);
  }

  /** RFC 8446, 7.1. */
  #deriveEarly(shared: Uint8Array): void {
    const { hash } = this.#suite;
    const none = new Uint8Array(this.#length);
    const early = this.#expand(hmac(hash, none, none), 'derived', this.#hash(bytes()));
    this.#secret = hmac(hash, early, shared);
  }

  #deriveHandshake(): RecordKeys {
    const so = this.#hash(this.#connection.transcript);
    this.#client = this.#expand(this.#secret, 'c hs traffic', so);
    this.#server = this.#expand(this.#secret, 's hs traffic', so);
    this.#connection.reader.keys = keysOfTls13(this.#suite, this.#client);
    return keysOfTls13(this.#suite, this.#server);
  }

  #deriveApplication(): RecordKeys {
    const derived = this.#expand(this.#secret, 'derived', this.#hash(bytes()));
    const main = hmac(this.#suite.hash, derived, new Uint8Array(this.#length));
    const so = this.#hash(this.#connection.transcript);
    this.#clientNext = this.#expand(main, 'c ap traffic', so);
    this.#server = this.#expand(main, 's ap traffic', so);
    return keysOfTls13(this.#suite, this.#server);
  }

  #verifyData(secret: Uint8Array): Uint8Array<ArrayBuffer> {
    const { hash } = this.#suite;
    const key = expandLabel(hash, secret, 'finished', bytes(), this.#length);
    return hmac(hash, key, this.#hash(this.#connection.transcript));
  }

  #expand(secret: Uint8Array, label: string, context: Uint8Array): Uint8Array<ArrayBuffer> {
    return expandLabel(this.#suite.hash, secret, label, context, this.#length);
  }

  #hash(content: Uint8Array): Uint8Array<ArrayBuffer> {
    return digest(this.#suite.hash, content);
  }

  get #length(): number {
    return this.#suite.hash === 'sha384' ? 48 : 32;
  }
}
