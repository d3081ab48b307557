import { concatBytes } from '../bytes/compare.ts';
import type { TlsHash } from './cipher-suites.ts';
import { encodeUint } from './presentation.ts';
import { HANDSHAKE } from './protocol.ts';

/** The messages of a handshake, which both sides prove to have seen alike (RFC 5246, 7.4.9; RFC 8446, 4.4.1). */
export class Transcript {
  readonly #subtle: SubtleCrypto;
  #messages: Uint8Array[] = [];

  constructor(subtle: SubtleCrypto) {
    this.#subtle = subtle;
  }

  /** All of them, as TLS 1.2 signs them. */
  get bytes(): Uint8Array<ArrayBuffer> {
    return concatBytes(this.#messages);
  }

  add(message: Uint8Array): void {
    this.#messages.push(message);
  }

  /** Of all messages up to now. */
  async hash(hash: TlsHash): Promise<Uint8Array<ArrayBuffer>> {
    return new Uint8Array(await this.#subtle.digest(hash, this.bytes));
  }

  /** RFC 8446, 4.4.1: after a HelloRetryRequest the first ClientHello counts by its hash alone. */
  async replaceByHash(hash: TlsHash): Promise<void> {
    this.#messages = [encodeMessage('message_hash', await this.hash(hash))];
  }
}

/** Gives a handshake message with its header (RFC 8446, 4). */
export function encodeMessage(name: keyof typeof HANDSHAKE, body: Uint8Array): Uint8Array<ArrayBuffer> {
  return concatBytes([Uint8Array.of(HANDSHAKE[name]), encodeUint(body.length, 3), body]);
}
