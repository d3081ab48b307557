import { concatBytes } from '../bytes/compare.ts';
import { ByteReader } from './presentation.ts';
import { HANDSHAKE, nameOf } from './protocol.ts';
import { failDecode } from './tls-fault.ts';

/** A handshake message (RFC 5246, 7.4; RFC 8446, 4). */
export interface HandshakeMessage {
  /** As in the RFC, or `handshake_` and a number that is none of theirs. */
  readonly name: string;
  /** At its body. */
  readonly reader: ByteReader;
  /** With its header, as it goes into the transcript. */
  readonly whole: Uint8Array<ArrayBuffer>;
}

/** Bytes of a message: chains of certificates and lists of authorities are the longest, and far from it. */
const MESSAGE_LIMIT = 100 * 1024;
const HEADER_LENGTH = 4;

/** Joins handshake messages, which may span records or share them (RFC 5246, 6.2.1; RFC 8446, 5.1). */
export interface MessageJoiner {
  /** Whether no part of a message is left. */
  readonly isEmpty: boolean;
  push(fragment: Uint8Array<ArrayBuffer>): void;
  /** Gives the next message if it is whole. Throws the fault `tls/decode` for one that is too long. */
  next(): HandshakeMessage | undefined;
}

/** Begins with nothing. */
export function createMessageJoiner(): MessageJoiner {
  let parts: Uint8Array<ArrayBuffer>[] = [];
  let held = 0;
  let needed = HEADER_LENGTH;
  return {
    get isEmpty() {
      return held === 0;
    },
    push(fragment) {
      parts.push(fragment);
      held += fragment.length;
    },
    next() {
      // Joined only when they are enough: a message may come byte by byte.
      while (held >= needed) {
        const all = concatBytes(parts);
        const reader = new ByteReader(all, 'handshake');
        const name = nameOf(HANDSHAKE, reader.uint(1), 'handshake');
        const length = reader.uint(3);
        if (length > MESSAGE_LIMIT) failDecode(name);
        const end = HEADER_LENGTH + length;
        const isWhole = held >= end;
        needed = isWhole ? HEADER_LENGTH : end;
        parts = [isWhole ? all.subarray(end) : all];
        if (!isWhole) continue;
        held -= end;
        return { name, reader: new ByteReader(reader.bytes(length), name), whole: all.subarray(0, end) };
      }
      return undefined;
    },
  };
}
