import { makeFinding } from '../errors/workbench-error.ts';
import { createMessageJoiner, type HandshakeMessage } from './message-joiner.ts';
import { ALERT, CONTENT, type HandshakeName, nameOf } from './protocol.ts';
import type { Plaintext, RecordProtection } from './record-protection.ts';
import { createRecordReader } from './record-reader.ts';
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
export interface Incoming {
  receive(bytes: Uint8Array<ArrayBuffer>): void;
  /** The transport has ended. */
  end(): void;
  /** From now on this version's rules are the ones. */
  agreeOn(version: TlsVersion): void;
  /** The handshake is done: from now on data may come. */
  open(): void;
  /** What comes from now on is opened so. RFC 8446, 5.1: a message does not span a change of keys. */
  changeKeys(protection: RecordProtection): void;
  /** Gives the next handshake message, which must be one of these. */
  take(...expected: readonly HandshakeName[]): Promise<HandshakeMessage>;
  /** Gives the next handshake message, or data once that may come. */
  next(): Promise<HandshakeMessage | Uint8Array<ArrayBuffer>>;
  /** The one place of change_cipher_spec in TLS 1.2 (RFC 5246, 7.1). */
  takeChangeCipherSpec(): Promise<void>;
  /** Counts what brings nothing, and ends it when it is too much. */
  countIdle(what: string): void;
}

/** `onAlert`: told of each alert but for `close_notify`; throws if it is the end. */
export function createIncoming(host: string, onAlert: (alert: IncomingAlert) => void): Incoming {
  const records = createRecordReader();
  const messages = createMessageJoiner();
  let idle = 0;
  let sawChangeCipherSpec = false;
  let isOpen = false;
  let version: TlsVersion | undefined;

  function countIdle(what: string): void {
    idle += 1;
    if (idle > IDLE_LIMIT) failOrder(what, ['application_data']);
  }

  /** Without `close_notify` the end may be somebody else's (RFC 5246, 7.2.1; RFC 8446, 6.1). */
  function failCutOff(): never {
    throw new TlsFault(undefined, makeFinding('tls/cut-off', { host, duringHandshake: !isOpen }));
  }

  function readAlert(data: Uint8Array): void {
    // RFC 8446, 5.1: one alert in one record. RFC 5246, 7.2: a level and a description.
    if (data.length !== 2) failDecode('alert');
    const [level = 0, description = 0] = data;
    if (description === ALERT.close_notify) {
      if (!isOpen) failCutOff();
      throw new TlsFault('close_notify', undefined);
    }
    // RFC 8446, 6: in TLS 1.3 the level does not count, and only one other alert is no end.
    onAlert({ description, isFatal: version === 'TLS 1.3' ? description !== ALERT.user_canceled : level !== WARNING });
    countIdle('alert');
  }

  function readChangeCipherSpec(data: Uint8Array): void {
    // RFC 8446, 5: up to the server's Finished, and one byte of 1; TLS 1.2 has nothing else for it, either.
    if (isOpen) failOrder('change_cipher_spec', ['application_data']);
    if (data.length !== 1 || data[0] !== 1) {
      if (version === 'TLS 1.2') failDecode('change_cipher_spec');
      failOrder('change_cipher_spec', []);
    }
    sawChangeCipherSpec = true;
    countIdle('change_cipher_spec');
  }

  /** Gives the next record that is not settled here: handshake or data, and change_cipher_spec in TLS 1.2. */
  async function nextContent(): Promise<Plaintext> {
    for (;;) {
      const content = (await records.next()) ?? failCutOff();
      const { type, data } = content;
      const name = nameOf(CONTENT, type, 'record');
      // RFC 8446, 5.1: nothing comes between the parts of a message.
      if (name !== 'handshake' && !messages.isEmpty) failOrder(name, ['handshake']);
      // RFC 5246, 6.2.1; RFC 8446, 5.1: only data may be empty.
      if (data.length === 0 && name !== 'application_data') failOrder(`empty ${name}`, []);
      if (name === 'alert') readAlert(data);
      else if (name === 'change_cipher_spec') {
        readChangeCipherSpec(data);
        if (version === 'TLS 1.2') return content;
      } else if (name === 'handshake') return content;
      else if (name !== 'application_data') failOrder(name, []);
      // No data before Finished (RFC 5246, 7.3; RFC 8446, 2).
      else if (!isOpen) fail('unexpected_message', 'tls/early-data', {});
      else if (data.length > 0) {
        idle = 0;
        return content;
      } else countIdle('empty application_data');
    }
  }

  async function next(): Promise<HandshakeMessage | Uint8Array<ArrayBuffer>> {
    for (;;) {
      const message = messages.next();
      // RFC 5246, 7.4.1.1: there is no second handshake. It may be left alone in the midst of the first one, too; there
      // nobody who sends it has anything good in mind.
      if (message?.name === 'hello_request') fail('no_renegotiation', 'tls/renegotiation', {});
      if (message !== undefined) return message;
      const { type, data } = await nextContent();
      if (type === CONTENT.application_data) return data;
      if (type !== CONTENT.handshake) failOrder('change_cipher_spec', []);
      messages.push(data);
    }
  }

  return {
    receive: records.push,
    end: records.end,
    countIdle,
    next,
    agreeOn(agreed) {
      // RFC 5246, 7.4: in TLS 1.2 it has its one place; in TLS 1.3 it may come early (RFC 8446, 5).
      if (agreed === 'TLS 1.2' && sawChangeCipherSpec) failOrder('change_cipher_spec', ['server_hello']);
      version = agreed;
    },
    open() {
      isOpen = true;
    },
    changeKeys(protection) {
      if (!messages.isEmpty) failOrder('handshake', []);
      records.changeKeys(protection);
    },
    async take(...expected) {
      const message = (await next()) as HandshakeMessage;
      if (!expected.some((name) => name === message.name)) failOrder(message.name, expected);
      return message;
    },
    async takeChangeCipherSpec() {
      const expected = ['change_cipher_spec'];
      const waiting = messages.next();
      if (waiting !== undefined) failOrder(waiting.name, expected);
      const { type } = await nextContent();
      if (type !== CONTENT.change_cipher_spec) failOrder('handshake', expected);
    },
  };
}
