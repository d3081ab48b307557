import { randomBytes } from 'node:crypto';
import {
  agree,
  deriveTls12,
  digest,
  GROUPS,
  keysOfTls12,
  type RecordKeys,
  SCHEMES,
  signWith,
  SUITES,
  type Suite,
} from './ciphers.ts';
import type { ServerConnection, ServerHandshake } from './create-tls-server.ts';
import type { Move, ServerMessage } from './script.ts';
import { bytes, CONTENT, EXTENSION, extension, join, MESSAGE, number, vector, WireReader } from './wire.ts';

/** What a server asks a client to sign with, unless told. */
export const USUAL_SCHEMES = [0x0403, 0x0503, 0x0804, 0x0805, 0x0401, 0x0501];

/** The handshake of TLS 1.2 with ECDHE (RFC 5246, 7.3, and RFC 8422). */
export class Handshake12 implements ServerHandshake {
  readonly #connection: ServerConnection;
  readonly #suite: Suite;
  readonly #random: Uint8Array<ArrayBuffer>;
  #agree: ((peer: Uint8Array) => Uint8Array) | undefined;
  #master: Uint8Array<ArrayBuffer> = new Uint8Array();
  #keys: { readonly client: RecordKeys; readonly server: RecordKeys } | undefined;

  constructor(connection: ServerConnection) {
    this.#connection = connection;
    this.#random = connection.script.random ?? join(randomBytes(32));
    this.#suite = SUITES[connection.script.suite ?? 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256'];
  }

  greet(): void {
    const { script } = this.#connection;
    this.#connection.fly('hello', [
      this.#move('server_hello', () => this.#hello()),
      this.#move('certificate', () => vector(3, ...script.chain.map((der) => vector(3, der)))),
      this.#move('server_key_exchange', () => this.#keyExchange()),
      ...(script.asks === undefined ? [] : [this.#move('certificate_request', () => this.#request())]),
      this.#move('server_hello_done', () => bytes()),
    ]);
  }

  take(name: string, body: Uint8Array): void {
    const { reader, transcript } = this.#connection;
    if (name === 'change_cipher_spec') reader.keys = this.#keys?.client;
    else if (name === 'certificate')
      this.#connection.keepChain(new WireReader(new WireReader(body).vector(3)).each((list) => list.vector(3)));
    else if (name === 'client_key_exchange') this.#derive(body);
    else if (name === 'certificate_verify') this.#connection.checkProof(body, transcript);
    else if (name !== 'finished') throw new Error(`a client of TLS 1.2 sent ${name}`);
    else if (!Buffer.from(this.#verifyData('client finished')).equals(body)) throw new Error('Finished does not fit');
  }

  finish(): void {
    this.#connection.fly('finish', [
      { do: 'record', type: CONTENT.changeCipherSpec, content: bytes(1) },
      { do: 'keys', keys: () => this.nextKeys() },
      this.#move('finished', () => this.#verifyData('server finished')),
    ]);
  }

  nextKeys(): RecordKeys {
    if (this.#keys === undefined) throw new Error('there are no keys yet');
    return this.#keys.server;
  }

  #move(name: ServerMessage & keyof typeof MESSAGE, body: () => Uint8Array): Move {
    return { do: 'message', name, type: MESSAGE[name], body };
  }

  get #isExtended(): boolean {
    const { script, greeting } = this.#connection;
    return script.isExtended !== false && greeting.extensions.has(EXTENSION.extended_master_secret);
  }

  #hello(): Uint8Array {
    const { extensions } = this.#connection.greeting;
    return join(
      bytes(3, 3),
      this.#random,
      bytes(0),
      number(2, this.#suite.number),
      bytes(0),
      vector(
        2,
        extension(EXTENSION.renegotiation_info, bytes(0)),
        this.#isExtended ? extension(EXTENSION.extended_master_secret) : bytes(),
        extensions.has(EXTENSION.ec_point_formats) ? extension(EXTENSION.ec_point_formats, bytes(1, 0)) : bytes(),
      ),
    );
  }

  #keyExchange(): Uint8Array {
    const { script, greeting } = this.#connection;
    const { group = 'secp256r1', scheme = 'ecdsa_secp256r1_sha256' } = script;
    const { share, derive } = (script.agree ?? agree)(group);
    this.#agree = derive;
    const parameters = join(bytes(3), number(2, GROUPS[group]), vector(1, script.share?.(share) ?? share));
    const signature = (script.sign ?? signWith)(scheme, script.key, join(greeting.random, this.#random, parameters));
    return join(parameters, number(2, SCHEMES[scheme][0]), vector(2, signature));
  }

  #request(): Uint8Array {
    const { schemes = USUAL_SCHEMES, authorities = [] } = this.#connection.script.asks ?? {};
    return join(
      vector(1, bytes(1, 64)),
      vector(2, ...schemes.map((scheme) => number(2, scheme))),
      vector(2, ...authorities.map((name) => vector(2, name))),
    );
  }

  /** RFC 5246, 8.1 and 6.3; RFC 7627, section 4: the transcript has the client's key by then. */
  #derive(body: Uint8Array): void {
    const { greeting, transcript } = this.#connection;
    const { hash, keyLength } = this.#suite;
    const shared = this.#agree?.(new WireReader(body).vector(1));
    if (shared === undefined) throw new Error('there is no key to agree with');
    const withBody = join(transcript, bytes(MESSAGE.client_key_exchange), vector(3, body));
    this.#master = this.#isExtended
      ? deriveTls12(hash, shared, 'extended master secret', digest(hash, withBody), 48)
      : deriveTls12(hash, shared, 'master secret', join(greeting.random, this.#random), 48);
    const seed = join(this.#random, greeting.random);
    const reader = new WireReader(deriveTls12(hash, this.#master, 'key expansion', seed, 2 * keyLength + 8));
    const [clientKey, serverKey] = [reader.take(keyLength), reader.take(keyLength)];
    const [clientSalt, serverSalt] = [reader.take(4), reader.take(4)];
    this.#keys = {
      client: keysOfTls12(this.#suite, clientKey, clientSalt),
      server: keysOfTls12(this.#suite, serverKey, serverSalt),
    };
  }

  #verifyData(label: string): Uint8Array<ArrayBuffer> {
    const { hash } = this.#suite;
    return deriveTls12(hash, this.#master, label, digest(hash, this.#connection.transcript), 12);
  }
}
