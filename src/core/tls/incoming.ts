import { makeFinding } from '../errors/workbench-error.ts';
import { type HandshakeMessage, MessageJoiner } from './message-joiner.ts';
import { ALERT, CONTENT, type ContentName, type HandshakeName, nameOf } from './protocol.ts';
import type { Plaintext, RecordProtection } from './record-protection.ts';
import { RecordReader } from './record-reader.ts';
import { fail, failDecode, failOrder, TlsFault } from './tls-fault.ts';
import type { TlsVersion } from './tls-report.ts';

/** Records and messages that bring nothing, in a row: empty ones, warnings, tickets, updates of keys. */
const IDLE_LIMIT = 32;
const WARNING = 1;

/** What an alert says, and whether the connection is over with it. */
export interface IncomingAlert {
  readonly description: number;
  readonly isFatal: boolean;
}

/** Reads what the server sends in the order that the RFCs have, one message after the other. All of it throws faults. */
export class Incoming {
  readonly #host: string;
  readonly #records = new RecordReader();
  readonly #messages = new MessageJoiner();
  readonly #onAlert: (alert: IncomingAlert) => void;
  #idle = 0;
  #sawChangeCipherSpec = false;
  #isOpen = false;
  #version: TlsVersion | undefined;

  /** `onAlert`: told of each alert but for `close_notify`; throws if it is the end. */
  constructor(host: string, onAlert: (alert: IncomingAlert) => void) {
    this.#host = host;
    this.#onAlert = onAlert;
  }

  receive(bytes: Uint8Array<ArrayBuffer>): void {
    this.#records.push(bytes);
  }

  /** The transport has ended. */
  end(): void {
    this.#records.end();
  }

  /** From now on this version's rules are the ones. */
  agreeOn(version: TlsVersion): void {
    // RFC 5246, 7.4: in TLS 1.2 it has its one place; in TLS 1.3 it may come early (RFC 8446, 5).
    if (version === 'TLS 1.2' && this.#sawChangeCipherSpec) failOrder('change_cipher_spec', ['server_hello']);
    this.#version = version;
  }

  /** The handshake is done: from now on data may come. */
  open(): void {
    this.#isOpen = true;
  }

  /** What comes from now on is opened so. RFC 8446, 5.1: a message does not span a change of keys. */
  changeKeys(protection: RecordProtection): void {
    if (!this.#messages.isEmpty) failOrder('handshake', []);
    this.#records.changeKeys(protection);
  }

  /** Gives the next handshake message, which must be one of these. */
  async take(...expected: readonly HandshakeName[]): Promise<HandshakeMessage> {
    const found = await this.next();
    // No data before Finished (RFC 5246, 7.3; RFC 8446, 2).
    if (found instanceof Uint8Array) fail('unexpected_message', 'tls/early-data', {});
    // RFC 5246, 7.4.1.1: it may be ignored; whoever sends it in the midst of a handshake has nothing good in mind.
    if (found.name === 'hello_request') fail('no_renegotiation', 'tls/renegotiation', {});
    if (!expected.some((name) => name === found.name)) failOrder(found.name, expected);
    return found;
  }

  /** Gives the next handshake message, or data once that may come. */
  async next(): Promise<HandshakeMessage | Uint8Array<ArrayBuffer>> {
    for (;;) {
      const message = this.#messages.next();
      if (message !== undefined) return message;
      const { type, data } = await this.#nextContent();
      if (type === CONTENT.handshake) this.#messages.push(data);
      else if (type === CONTENT.application_data) return data;
      else failOrder('change_cipher_spec', []);
    }
  }

  /** The one place of change_cipher_spec in TLS 1.2 (RFC 5246, 7.1). */
  async takeChangeCipherSpec(): Promise<void> {
    const expected: readonly ContentName[] = ['change_cipher_spec'];
    const waiting = this.#messages.next();
    if (waiting !== undefined) failOrder(waiting.name, expected);
    const { type } = await this.#nextContent();
    if (type === CONTENT.application_data) fail('unexpected_message', 'tls/early-data', {});
    if (type !== CONTENT.change_cipher_spec) failOrder(nameOf(CONTENT, type, 'record'), expected);
  }

  /** Counts what brings nothing, and ends it when it is too much. */
  countIdle(what: string): void {
    this.#idle += 1;
    if (this.#idle > IDLE_LIMIT) failOrder(what, ['application_data']);
  }

  /** Gives the next record that is not settled here: handshake or data, and change_cipher_spec in TLS 1.2. */
  async #nextContent(): Promise<Plaintext> {
    for (;;) {
      const content = await this.#records.next();
      if (content === undefined) this.#failCutOff();
      const { type, data } = content;
      const name = nameOf(CONTENT, type, 'record');
      // RFC 8446, 5.1: nothing comes between the parts of a message.
      if (name !== 'handshake' && !this.#messages.isEmpty) failOrder(name, ['handshake']);
      // RFC 5246, 6.2.1; RFC 8446, 5.1: only data may be empty.
      if (data.length === 0 && name !== 'application_data') failOrder(`empty ${name}`, []);
      if (name === 'alert') this.#readAlert(data);
      else if (name === 'change_cipher_spec') this.#readChangeCipherSpec(data);
      else if (name === 'application_data' && this.#isOpen) this.#countData(data);
      else if (name !== 'handshake' && name !== 'application_data') failOrder(name, []);
      if (name !== 'alert' && (name !== 'change_cipher_spec' || this.#version === 'TLS 1.2')) return content;
    }
  }

  #countData(data: Uint8Array): void {
    if (data.length === 0) this.countIdle('empty application_data');
    else this.#idle = 0;
  }

  #readChangeCipherSpec(data: Uint8Array): void {
    // RFC 8446, 5: up to the server's Finished.
    if (this.#isOpen) failOrder('change_cipher_spec', ['application_data']);
    // RFC 5246, 7.1; RFC 8446, 5: one byte of 1, and in TLS 1.3 any other one is out of place.
    if (data.length !== 1 || data[0] !== 1) {
      if (this.#version === 'TLS 1.2') failDecode('change_cipher_spec');
      failOrder('change_cipher_spec', []);
    }
    this.#sawChangeCipherSpec = true;
    this.countIdle('change_cipher_spec');
  }

  #readAlert(data: Uint8Array): void {
    // RFC 8446, 5.1: one alert in one record. RFC 5246, 7.2: a level and a description.
    if (data.length !== 2) failDecode('alert');
    const [level = 0, description = 0] = data;
    if (description === ALERT.close_notify) this.#close();
    // RFC 8446, 6: in TLS 1.3 the level does not count, and only one other alert is no end.
    const isFatal = this.#version === 'TLS 1.3' ? description !== ALERT.user_canceled : level !== WARNING;
    this.#onAlert({ description, isFatal });
    this.countIdle('alert');
  }

  /** RFC 5246, 7.2.1; RFC 8446, 6.1. */
  #close(): never {
    if (!this.#isOpen) this.#failCutOff();
    throw new TlsFault('close_notify', undefined);
  }

  #failCutOff(): never {
    throw new TlsFault(undefined, makeFinding('tls/cut-off', { host: this.#host, duringHandshake: !this.#isOpen }));
  }
}
