import { concatBytes } from '../bytes/compare.ts';
import type { TlsHash } from './cipher-suites.ts';
import type { Incoming } from './incoming.ts';
import { type Group, type KeyShare, makeKeyShare } from './key-share.ts';
import type { HandshakeMessage } from './message-joiner.ts';
import { encodeUint, encodeVector } from './presentation.ts';
import { CONTENT, HANDSHAKE, type HandshakeName } from './protocol.ts';
import { createProtection, type RecordKeys } from './record-protection.ts';
import type { RecordWriter } from './record-writer.ts';
import type { TlsConnectionOptions } from './tls-connection.ts';
import type { TlsReport, TlsVersion } from './tls-report.ts';

/** What the steps of a handshake have in common: both directions, the transcript, our shares, and the report. */
export interface Handshake {
  readonly options: TlsConnectionOptions;
  readonly subtle: SubtleCrypto;
  readonly incoming: Incoming;
  readonly writer: RecordWriter;
  /** Adds to the report, and tells it. */
  readonly tell: (news: Partial<TlsReport>) => void;
  /** Of the ClientHello. */
  readonly random: Uint8Array<ArrayBuffer>;
  makeRandom(): Uint8Array<ArrayBuffer>;
  /** Gives our share for a group; it is made once. Rejects with what the engine throws. */
  shareFor(group: Group): Promise<KeyShare>;
  /** Gives the next message, which must be one of these, and adds it to the transcript. */
  take(...expected: readonly HandshakeName[]): Promise<HandshakeMessage>;
  /** Sends a message, and adds it to the transcript. */
  send(name: HandshakeName, body: Uint8Array, recordVersion?: number): void;
  /** RFC 5246, 7.1; in TLS 1.3 for the sake of those in between (RFC 8446, D.4). */
  sendChangeCipherSpec(): void;
  /** All messages up to now, which both sides prove to have seen alike (RFC 5246, 7.4.9; RFC 8446, 4.4.1). */
  transcript(): Uint8Array<ArrayBuffer>;
  hash(hash: TlsHash): Promise<Uint8Array<ArrayBuffer>>;
  remember(message: Uint8Array): void;
  /** RFC 8446, 4.4.1: after a HelloRetryRequest the first ClientHello counts by its hash alone. */
  rememberHash(hash: TlsHash): Promise<void>;
  /** Lets go of our private keys and of the transcript, which nobody needs when it is done. */
  forget(): void;
  /** Seals what is sent from now on with these keys. */
  sealBy(version: TlsVersion, keys: Promise<RecordKeys>): void;
  /** Opens what comes from now on with these keys. */
  openBy(version: TlsVersion, keys: Promise<RecordKeys>): void;
}

/** Begins with an empty transcript; `tell` adds to the report. */
export function createHandshake(
  options: TlsConnectionOptions,
  incoming: Incoming,
  writer: RecordWriter,
  tell: (news: Partial<TlsReport>) => void,
): Handshake {
  const { subtle } = options.crypto;
  let messages: Uint8Array[] = [];
  const shares = new Map<Group, Promise<KeyShare>>();
  const makeRandom = (): Uint8Array<ArrayBuffer> => options.crypto.getRandomValues(new Uint8Array(32));
  const transcript = (): Uint8Array<ArrayBuffer> => concatBytes(messages);
  const hash = async (name: TlsHash) => new Uint8Array(await subtle.digest(name, transcript()));
  const remember = (message: Uint8Array): void => void messages.push(message);
  return {
    ...{ options, subtle, incoming, writer, tell, makeRandom, transcript, hash, remember },
    random: makeRandom(),
    async shareFor(group) {
      const share = shares.get(group) ?? makeKeyShare(subtle, group);
      shares.set(group, share);
      return share;
    },
    async take(...expected) {
      const message = await incoming.take(...expected);
      remember(message.whole);
      return message;
    },
    send(name, body, recordVersion) {
      const message = encodeMessage(name, body);
      remember(message);
      // It fails by the writer's own `onFailure` alone, here and below.
      void writer.write(CONTENT.handshake, message, recordVersion);
    },
    sendChangeCipherSpec() {
      void writer.write(CONTENT.change_cipher_spec, Uint8Array.of(1));
    },
    async rememberHash(name) {
      messages = [encodeMessage('message_hash', await hash(name))];
    },
    forget() {
      shares.clear();
      messages = [];
    },
    sealBy(version, keys) {
      writer.changeKeys(createProtection(version, subtle, keys));
    },
    openBy(version, keys) {
      incoming.changeKeys(createProtection(version, subtle, keys));
    },
  };
}

/** Gives a handshake message with its header (RFC 8446, 4). */
export function encodeMessage(name: HandshakeName, body: Uint8Array): Uint8Array<ArrayBuffer> {
  return concatBytes([encodeUint(HANDSHAKE[name], 1), encodeVector(3, body)]);
}
