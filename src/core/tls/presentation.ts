import { concatBytes } from '../bytes/compare.ts';
import { failDecode } from './tls-fault.ts';

/** Reads the presentation language of TLS (RFC 8446, 3). Throws the fault `tls/decode` for whatever it cannot read. */
export class ByteReader {
  readonly #bytes: Uint8Array<ArrayBuffer>;
  readonly #what: string;
  #at = 0;

  /** `what`: what the bytes are, for the fault. */
  constructor(bytes: Uint8Array<ArrayBuffer>, what: string) {
    this.#bytes = bytes;
    this.#what = what;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  /** What was read so far. */
  get past(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#at);
  }

  /** What was not read yet. */
  get rest(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(this.#at);
  }

  /** An unsigned number of `size` bytes (3.3). */
  uint(size: number): number {
    let value = 0;
    for (const byte of this.bytes(size)) value = value * 256 + byte;
    return value;
  }

  bytes(length: number): Uint8Array<ArrayBuffer> {
    if (length > this.#bytes.length - this.#at) failDecode(this.#what);
    return this.#bytes.subarray(this.#at, (this.#at += length));
  }

  /** A vector whose length stands before it in `size` bytes (3.4), of at least `least` bytes. */
  vector(size: number, least = 0): Uint8Array<ArrayBuffer> {
    const length = this.uint(size);
    if (length < least) failDecode(this.#what);
    return this.bytes(length);
  }

  /** The same, to be read on within. */
  within(size: number, least = 0): ByteReader {
    return new ByteReader(this.vector(size, least), this.#what);
  }

  /** Each part up to the end. */
  each<T>(read: (reader: this) => T): T[] {
    const parts: T[] = [];
    while (!this.isAtEnd) parts.push(read(this));
    return parts;
  }

  /** Nothing may stand behind what was read. */
  end(): void {
    if (!this.isAtEnd) failDecode(this.#what);
  }
}

/** Gives the bytes of an unsigned number. */
export function encodeUint(value: number, size: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(size);
  for (let at = size - 1, rest = value; at >= 0; at -= 1, rest = Math.floor(rest / 256)) bytes[at] = rest;
  return bytes;
}

/** Gives a vector with its length in `size` bytes before it. */
export function encodeVector(size: number, ...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const content = concatBytes(parts);
  return concatBytes([encodeUint(content.length, size), content]);
}

/** Gives numbers of two bytes, as lists of groups and of the like have them. */
export function encodeUint16s(values: readonly number[]): Uint8Array<ArrayBuffer> {
  return concatBytes(values.map((value) => encodeUint(value, 2)));
}
