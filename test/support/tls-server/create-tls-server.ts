import { X509Certificate, type KeyObject } from 'node:crypto';
import { isSignedWith, type RecordKeys } from './ciphers.ts';
import { RecordReader, RecordWriter, type ReadRecord } from './record-layer.ts';
import type { Flight, Move, ServerScript } from './script.ts';
import { Handshake12 } from './handshake-12.ts';
import { Handshake13 } from './handshake-13.ts';
import { CONTENT, type Greeting, join, message, MESSAGE, nameOfMessage, readGreeting, WireReader } from './wire.ts';

/** What a handshake of either version has of its connection. */
export interface ServerConnection {
  readonly script: ServerScript;
  readonly reader: RecordReader;
  readonly greeting: Greeting;
  /** All handshake messages so far. */
  transcript: Uint8Array<ArrayBuffer>;
  /** Does what the script makes of a flight. */
  fly(flight: Flight, moves: readonly Move[]): void;
  /** Keeps the client's certificates. */
  keepChain(certificates: readonly Uint8Array[]): void;
  /** Throws unless a CertificateVerify proves the key of the client's certificate. */
  checkProof(body: Uint8Array, signed: Uint8Array): void;
}

/** What differs between the versions. */
export interface ServerHandshake {
  greet(): void;
  /** Takes every later message, which the transcript does not have yet, and `change_cipher_spec`. */
  take(name: string, body: Uint8Array): void;
  /** Goes on after the client's Finished, which the transcript has. */
  finish(): void;
  /** The keys of the server after the next change (RFC 8446, 4.6.3). */
  nextKeys(): RecordKeys;
}

/** A server for one connection: bytes in, bytes out, all in the same turn. */
export interface TlsServer {
  receive(received: Uint8Array): void;
  /**
   * What came from the client, in order: names of messages, `change_cipher_spec`, `application_data`, `alert <number>`,
   * and `unreadable` for what is sealed with other keys than the client's.
   */
  readonly seen: readonly string[];
  /** Application data of the client. */
  readonly data: Uint8Array<ArrayBuffer>;
  /** Certificates of the client, once it has sent them. */
  readonly clientChain: readonly Uint8Array[] | undefined;
  /** Whether the client has proven to have seen the same handshake. */
  readonly isDone: boolean;
  /** Does anything more. */
  perform(...moves: readonly Move[]): void;
  send(data: Uint8Array): void;
  alert(description: number, level?: number): void;
  /** Changes the keys of what it sends. */
  updateKeys(asksBack: boolean): void;
}

/**
 * Makes a server on Node's own ciphers that does what a script wants, also what no server may do. It holds the client to
 * the protocol, and throws where that breaks it.
 */
export function createTlsServer(script: ServerScript, transmit: (bytes: Uint8Array<ArrayBuffer>) => void): TlsServer {
  return new ScriptedServer(script, transmit);
}

/** A move that sends a handshake message outside of every transcript. */
export const looseMessage = (type: number, body: Uint8Array): Move => ({
  do: 'message',
  name: 'other',
  type,
  body: () => body,
  isLeftOut: true,
});

class ScriptedServer implements TlsServer, ServerConnection {
  readonly script: ServerScript;
  readonly reader = new RecordReader();
  readonly seen: string[] = [];
  readonly #writer: RecordWriter;
  readonly #handshake: ServerHandshake;
  #rest: Uint8Array = new Uint8Array();
  #greeting: Greeting | undefined;
  transcript: Uint8Array<ArrayBuffer> = new Uint8Array();
  #clientKey: KeyObject | undefined;
  clientChain: readonly Uint8Array[] | undefined;
  data: Uint8Array<ArrayBuffer> = new Uint8Array();
  isDone = false;

  constructor(script: ServerScript, transmit: (bytes: Uint8Array<ArrayBuffer>) => void) {
    this.script = script;
    const { recordLength, isPacked, onRecord } = script;
    this.#writer = new RecordWriter({ recordLength, isPacked, onRecord, transmit });
    this.#handshake = script.version === '1.2' ? new Handshake12(this) : new Handshake13(this);
  }

  receive(received: Uint8Array): void {
    for (const one of this.reader.read(received)) this.#take(one);
  }

  get greeting(): Greeting {
    if (this.#greeting === undefined) throw new Error('the client has not greeted');
    return this.#greeting;
  }

  fly(flight: Flight, moves: readonly Move[]): void {
    this.perform(...(this.script.plan?.(flight, moves) ?? moves));
  }

  perform(...moves: readonly Move[]): void {
    for (const move of moves) this.#do(move);
    this.#writer.flush();
  }

  send(data: Uint8Array): void {
    this.#writer.record(CONTENT.applicationData, data);
  }

  alert(description: number, level = description === 0 ? 1 : 2): void {
    this.#writer.record(CONTENT.alert, Uint8Array.of(level, description));
  }

  updateKeys(asksBack: boolean): void {
    this.#writer.message(MESSAGE.key_update, Uint8Array.of(asksBack ? 1 : 0));
    this.#writer.use(this.#handshake.nextKeys());
  }

  #do(move: Move): void {
    if (move.do === 'raw') this.#writer.raw(move.bytes);
    else if (move.do === 'keys') this.#writer.use(move.keys());
    else if (move.do === 'update') this.updateKeys(move.asksBack);
    else if (move.do === 'record') this.#writer.record(move.type, move.content, move.padding);
    else {
      const body = join(move.body());
      const meant = join(this.script.edit?.[move.name]?.(body) ?? body);
      if (move.isLeftOut !== true) this.transcript = join(this.transcript, message(move.type, meant));
      this.#writer.message(move.type, this.script.tamper?.[move.name]?.(meant) ?? meant);
    }
  }

  #take({ type, content, isUnreadable }: ReadRecord): void {
    if (isUnreadable) this.seen.push('unreadable');
    else if (type === CONTENT.handshake) this.#takeHandshake(content);
    else if (type === CONTENT.alert) this.seen.push(`alert ${content[1]}`);
    else if (type === CONTENT.changeCipherSpec) {
      this.seen.push('change_cipher_spec');
      this.#handshake.take('change_cipher_spec', content);
    } else this.#takeData(content);
  }

  #takeData(content: Uint8Array): void {
    this.seen.push('application_data');
    this.data = join(this.data, content);
    const answer = this.script.onData ?? ((data: Uint8Array) => this.send(data));
    answer(join(content), this);
  }

  #takeHandshake(content: Uint8Array): void {
    this.#rest = join(this.#rest, content);
    while (this.#rest.length >= 4) {
      const rest = Buffer.from(this.#rest);
      const end = 4 + rest.readUIntBE(1, 3);
      if (rest.length < end) return;
      this.#rest = join(rest.subarray(end));
      this.#takeMessage(rest[0] ?? 0, join(rest.subarray(4, end)), join(rest.subarray(0, end)));
    }
  }

  #takeMessage(type: number, body: Uint8Array<ArrayBuffer>, whole: Uint8Array<ArrayBuffer>): void {
    const name = nameOfMessage(type);
    this.seen.push(name);
    if (name === 'client_hello') {
      this.#greeting = readGreeting(body);
      this.transcript = join(this.transcript, whole);
      this.#handshake.greet();
      return;
    }
    this.#handshake.take(name, body);
    this.transcript = join(this.transcript, whole);
    if (name !== 'finished') return;
    this.isDone = true;
    this.#handshake.finish();
  }

  keepChain(certificates: readonly Uint8Array[]): void {
    this.clientChain = certificates;
    const [own] = certificates;
    this.#clientKey = own && new X509Certificate(own).publicKey;
  }

  checkProof(body: Uint8Array, signed: Uint8Array): void {
    const reader = new WireReader(body);
    const scheme = reader.number(2);
    if (this.#clientKey === undefined || !isSignedWith(scheme, this.#clientKey, signed, reader.vector(2)))
      throw new Error('the client does not prove its key');
  }
}
