import { concatBytes } from './compare.ts';
import { decodeUtf8, encodeUtf8 } from './text.ts';

/** What is written and read of CBOR (RFC 8949): no tags, no floating-point numbers, no null, only numbers as keys. */
export type CborValue = number | boolean | string | Uint8Array | readonly CborValue[] | CborMap;

/** Its keys are integers from 0. */
export type CborMap = ReadonlyMap<number, CborValue>;

/** The first three bits of an item (RFC 8949, section 3.1). */
const MAJOR = { unsigned: 0, negative: 1, bytes: 2, text: 3, array: 4, map: 5, simple: 7 } as const;
/** Simple values 20 and 21 (section 3.3). */
const FALSE = 20;
const TRUE = 21;
/** Arguments up to here stand in the first byte (section 3). */
const SHORT_LIMIT = 24;
/** Arrays and maps within each other; ours have three. */
const DEPTH_LIMIT = 8;

/**
 * Gives the bytes, always the same for the same value: deterministic encoding (RFC 8949, section 4.2.1). A number that is
 * no safe integer, or a key below 0, is a TypeError. A lone surrogate becomes U+FFFD.
 */
export function encodeCbor(value: CborValue): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [];
  write(value, parts);
  return concatBytes(parts);
}

function write(value: CborValue, parts: Uint8Array[]): void {
  if (typeof value === 'number') writeNumber(value, parts);
  else if (typeof value === 'boolean') parts.push(encodeHead(MAJOR.simple, value ? TRUE : FALSE));
  else if (typeof value === 'string') writeBytes(MAJOR.text, encodeUtf8(value), parts);
  else if (value instanceof Uint8Array) writeBytes(MAJOR.bytes, value, parts);
  else if (value instanceof Map) writeMap(value as CborMap, parts);
  else writeArray(value as readonly CborValue[], parts);
}

function writeNumber(value: number, parts: Uint8Array[]): void {
  if (!Number.isSafeInteger(value)) throw new TypeError('a number that is not a safe integer');
  parts.push(value < 0 ? encodeHead(MAJOR.negative, -1 - value) : encodeHead(MAJOR.unsigned, value));
}

function writeBytes(major: number, bytes: Uint8Array, parts: Uint8Array[]): void {
  parts.push(encodeHead(major, bytes.length), bytes);
}

function writeArray(values: readonly CborValue[], parts: Uint8Array[]): void {
  parts.push(encodeHead(MAJOR.array, values.length));
  for (const value of values) write(value, parts);
}

/** Keys in the order of their bytes, which for integers from 0 is the order of the numbers (section 4.2.1). */
function writeMap(map: CborMap, parts: Uint8Array[]): void {
  parts.push(encodeHead(MAJOR.map, map.size));
  for (const [key, value] of [...map].sort(([a], [b]) => a - b)) {
    if (key < 0) throw new TypeError('a key below 0');
    writeNumber(key, parts);
    write(value, parts);
  }
}

/** The first byte and the argument, in its shortest form (section 4.2.1). */
function encodeHead(major: number, argument: number): Uint8Array {
  const first = major << 5;
  if (argument < SHORT_LIMIT) return Uint8Array.of(first | argument);
  const length = argument < 0x100 ? 1 : argument < 0x10000 ? 2 : argument < 0x100000000 ? 4 : 8;
  const head = new Uint8Array(1 + length);
  head[0] = first | (SHORT_LIMIT + Math.log2(length));
  for (let at = length, rest = argument; at > 0; at -= 1, rest = Math.floor(rest / 256)) head[at] = rest % 256;
  return head;
}

/**
 * Gives the one value that the bytes are, or undefined when they are anything else than what `encodeCbor` writes: another
 * way to write the same, a key twice, a value left over, text that is not UTF-8, deeper than eight levels. The work is
 * bounded by the number of bytes.
 */
export function decodeCbor(bytes: Uint8Array): CborValue | undefined {
  const reader = new Reader(bytes);
  try {
    const value = reader.read(DEPTH_LIMIT);
    return reader.isAtEnd ? value : undefined;
  } catch (error) {
    if (error instanceof Malformed) return undefined;
    throw error;
  }
}

/** Says whether a value is a map, and no array or other object. */
export function isCborMap(value: CborValue | undefined): value is CborMap {
  return value instanceof Map;
}

class Malformed extends Error {}

class Reader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  read(depth: number): CborValue {
    const { major, argument } = this.#readHead();
    switch (major) {
      case MAJOR.unsigned:
        return argument;
      case MAJOR.negative:
        return this.#readNegative(argument);
      case MAJOR.bytes:
        return this.#take(argument).slice();
      case MAJOR.text:
        return this.#readText(argument);
      case MAJOR.array:
        return this.#readArray(argument, depth);
      case MAJOR.map:
        return this.#readMap(argument, depth);
      case MAJOR.simple:
        if (argument === FALSE || argument === TRUE) return argument === TRUE;
        throw new Malformed();
      default:
        throw new Malformed();
    }
  }

  #readHead(): { readonly major: number; readonly argument: number } {
    const [first = 0] = this.#take(1);
    const major = first >>> 5;
    const short = first & 0x1f;
    if (short < SHORT_LIMIT) return { major, argument: short };
    // 28 to 30 are reserved, 31 begins what has no length; simple values have no more than this byte here.
    if (short > SHORT_LIMIT + 3 || major === MAJOR.simple) throw new Malformed();
    const length = 1 << (short - SHORT_LIMIT);
    let argument = 0;
    for (const byte of this.#take(length)) argument = argument * 256 + byte;
    const isShortest = argument >= (length === 1 ? SHORT_LIMIT : 256 ** (length / 2));
    if (!isShortest || argument > Number.MAX_SAFE_INTEGER) throw new Malformed();
    return { major, argument };
  }

  #readNegative(argument: number): number {
    if (argument === Number.MAX_SAFE_INTEGER) throw new Malformed();
    return -1 - argument;
  }

  #readText(length: number): string {
    const text = decodeUtf8(this.#take(length));
    if (text === undefined) throw new Malformed();
    return text;
  }

  #readArray(length: number, depth: number): CborValue[] {
    const inner = this.#enter(length, depth);
    const values: CborValue[] = [];
    while (values.length < length) values.push(this.read(inner));
    return values;
  }

  #readMap(size: number, depth: number): CborMap {
    const inner = this.#enter(size * 2, depth);
    const map = new Map<number, CborValue>();
    let last = -1;
    while (map.size < size) {
      const { major, argument } = this.#readHead();
      if (major !== MAJOR.unsigned || argument <= last) throw new Malformed();
      last = argument;
      map.set(argument, this.read(inner));
    }
    return map;
  }

  /** Every value takes a byte at least, so that a count cannot promise more than there is. */
  #enter(values: number, depth: number): number {
    if (depth === 0 || values > this.#bytes.length - this.#at) throw new Malformed();
    return depth - 1;
  }

  #take(length: number): Uint8Array {
    if (length > this.#bytes.length - this.#at) throw new Malformed();
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }
}
