import { concatBytes } from '../bytes/compare.ts';
import { ByteReader } from './presentation.ts';
import { HANDSHAKE, nameOf } from './protocol.ts';
import { failDecode } from './tls-fault.ts';

/** A handshake message (RFC 5246, 7.4; RFC 8446, 4). */
export interface HandshakeMessage {
  /** As in the RFC, or `handshake_` and a number that is none of theirs. */
  readonly name: string;
  readonly body: Uint8Array<ArrayBuffer>;
  /** With its header, as it goes into the transcript. */
  readonly whole: Uint8Array<ArrayBuffer>;
}

/** Bytes of a message: chains of certificates and lists of authorities are the longest, and far from it. */
const MESSAGE_LIMIT = 100 * 1024;
const HEADER_LENGTH = 4;

/** Joins handshake messages, which may span records or share them (RFC 5246, 6.2.1; RFC 8446, 5.1). */
export class MessageJoiner {
  #parts: Uint8Array<ArrayBuffer>[] = [];
  #held = 0;
  #needed = HEADER_LENGTH;

  /** Whether no part of a message is left. */
  get isEmpty(): boolean {
    return this.#held === 0;
  }

  push(fragment: Uint8Array<ArrayBuffer>): void {
    this.#parts.push(fragment);
    this.#held += fragment.length;
  }

  /** Gives the next message if it is whole. Throws the fault `tls/decode` for one that is too long. */
  next(): HandshakeMessage | undefined {
    // Joined only when they are enough: a message may come byte by byte.
    while (this.#held >= this.#needed) {
      const held = concatBytes(this.#parts);
      this.#parts = [held];
      const reader = new ByteReader(held, 'handshake');
      const name = nameOf(HANDSHAKE, reader.uint(1), 'handshake');
      const length = reader.uint(3);
      if (length > MESSAGE_LIMIT) failDecode(name);
      this.#needed = HEADER_LENGTH + length;
      if (this.#held >= this.#needed) return this.#take(name, held);
    }
    return undefined;
  }

  #take(name: string, held: Uint8Array<ArrayBuffer>): HandshakeMessage {
    const whole = held.subarray(0, this.#needed);
    this.#parts = [held.subarray(this.#needed)];
    this.#held -= this.#needed;
    this.#needed = HEADER_LENGTH;
    return { name, whole, body: whole.subarray(HEADER_LENGTH) };
  }
}
