import type { TlsHash } from './cipher-suites.ts';
import type { Incoming } from './incoming.ts';
import { type Group, type KeyShare, makeKeyShare } from './key-share.ts';
import type { HandshakeMessage } from './message-joiner.ts';
import { CONTENT, type HandshakeName } from './protocol.ts';
import { createProtection, type RecordKeys } from './record-protection.ts';
import type { RecordWriter } from './record-writer.ts';
import type { TlsConnectionOptions } from './tls-connection.ts';
import type { TlsReport, TlsVersion } from './tls-report.ts';
import { encodeMessage, Transcript } from './transcript.ts';

/** What the steps of a handshake have in common: both directions, the transcript, our shares, and the report. */
export class HandshakeContext {
  readonly options: TlsConnectionOptions;
  readonly subtle: SubtleCrypto;
  readonly incoming: Incoming;
  readonly writer: RecordWriter;
  readonly transcript: Transcript;
  /** Adds to the report, and tells it. */
  readonly tell: (news: Partial<TlsReport>) => void;
  readonly shares: KeyShare[] = [];
  /** Of the ClientHello. */
  readonly random: Uint8Array<ArrayBuffer>;

  constructor(
    options: TlsConnectionOptions,
    incoming: Incoming,
    writer: RecordWriter,
    tell: (news: Partial<TlsReport>) => void,
  ) {
    this.options = options;
    this.subtle = options.crypto.subtle;
    this.incoming = incoming;
    this.writer = writer;
    this.transcript = new Transcript(this.subtle);
    this.tell = tell;
    this.random = this.makeRandom();
  }

  makeRandom(): Uint8Array<ArrayBuffer> {
    return this.options.crypto.getRandomValues(new Uint8Array(32));
  }

  /** Gives the next message, which must be one of these, and adds it to the transcript. */
  async take(...expected: readonly HandshakeName[]): Promise<HandshakeMessage> {
    const message = await this.incoming.take(...expected);
    this.transcript.add(message.whole);
    return message;
  }

  /** Sends a message, and adds it to the transcript. */
  send(name: HandshakeName, body: Uint8Array, recordVersion?: number): void {
    const message = encodeMessage(name, body);
    this.transcript.add(message);
    // It fails by the writer's own `onFailure` alone.
    void this.writer.write(CONTENT.handshake, message, recordVersion);
  }

  /** RFC 5246, 7.1; in TLS 1.3 for the sake of those in between (RFC 8446, D.4). */
  sendChangeCipherSpec(): void {
    void this.writer.write(CONTENT.change_cipher_spec, Uint8Array.of(1));
  }

  async hash(hash: TlsHash): Promise<Uint8Array<ArrayBuffer>> {
    return this.transcript.hash(hash);
  }

  /** Gives our share for a group; it is made if there is none yet. */
  async shareFor(group: Group): Promise<KeyShare> {
    const share = this.shares.find((one) => one.group === group) ?? (await makeKeyShare(this.subtle, group));
    if (!this.shares.includes(share)) this.shares.push(share);
    return share;
  }

  /** Seals what is sent from now on with these keys. */
  sealBy(version: TlsVersion, keys: Promise<RecordKeys>): void {
    this.writer.changeKeys(createProtection(version, this.subtle, keys));
  }

  /** Opens what comes from now on with these keys. */
  openBy(version: TlsVersion, keys: Promise<RecordKeys>): void {
    this.incoming.changeKeys(createProtection(version, this.subtle, keys));
  }
}
