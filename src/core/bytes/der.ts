/**
 * What keeps bytes from being read as DER (X.690). `value`: the right kind of value with a content that it cannot have;
 * `tag`: another kind of value than the one that belongs here.
 */
export type DerMistake = 'ends-early' | 'after-end' | 'length' | 'tag' | 'depth' | 'value';

/** Thrown by every reader of this file, and by nothing else; whoever opens foreign bytes does so within `attemptDer`. */
export class DerError extends Error {
  readonly mistake: DerMistake;

  constructor(mistake: DerMistake) {
    super(mistake);
    this.mistake = mistake;
  }
}

/** Throws the error for a content that a value cannot have. */
export function failDer(): never {
  throw new DerError('value');
}

/** Gives what `read` gives, or the error if it throws one of ours. */
export function attemptDer<T>(read: () => T): T | DerError {
  try {
    return read();
  } catch (error) {
    if (error instanceof DerError) return error;
    throw error;
  }
}

/** Identifier octets (X.690, 8.1.2). */
export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  oid: 0x06,
  utf8String: 0x0c,
  numericString: 0x12,
  printableString: 0x13,
  teletexString: 0x14,
  ia5String: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  visibleString: 0x1a,
  bmpString: 0x1e,
  sequence: 0x30,
  set: 0x31,
} as const;

/** Identifier octet of a value in the context of its structure, `[number]`; constructed ones hold further values. */
export const contextTag = (number: number, constructed = false): number => (constructed ? 0xa0 : 0x80) | number;

/** One value as it stands in the bytes, of which all parts are views. */
export interface DerValue {
  /** Identifier octet. */
  readonly tag: number;
  readonly content: Uint8Array<ArrayBuffer>;
  /** Identifier, length and content. */
  readonly der: Uint8Array<ArrayBuffer>;
  /** How many values it stands within. */
  readonly depth: number;
}

/** Values within values that are read; a certificate has about ten. */
const DEPTH_LIMIT = 32;

/** Reads one value after the other; every length is definite and as short as it can be (X.690, 10.1). */
export class DerReader {
  readonly #bytes: Uint8Array<ArrayBuffer>;
  readonly #depth: number;
  #at = 0;

  constructor(bytes: Uint8Array<ArrayBuffer>, depth = 0) {
    if (depth > DEPTH_LIMIT) throw new DerError('depth');
    this.#bytes = bytes;
    this.#depth = depth;
  }

  /** Identifier octet of the value that comes next; undefined at the end. */
  get tag(): number | undefined {
    return this.#bytes[this.#at];
  }

  /** Gives the next value, which must have this tag if one is given. */
  read(tag = this.tag): DerValue {
    const start = this.#at;
    const found = this.#octet();
    // Numbers from 31 on take further octets (X.690, 8.1.2.4), and nothing here has them.
    if (found !== tag || (found & 0x1f) === 0x1f) throw new DerError('tag');
    const length = this.#length();
    const begin = this.#at;
    if (length > this.#bytes.length - begin) throw new DerError('ends-early');
    this.#at = begin + length;
    return {
      tag: found,
      content: this.#bytes.subarray(begin, this.#at),
      der: this.#bytes.subarray(start, this.#at),
      depth: this.#depth,
    };
  }

  /** Gives the next value if it has this tag. */
  readOptional(tag: number): DerValue | undefined {
    return this.tag === tag ? this.read() : undefined;
  }

  /** Must follow the last value: nothing may stand behind it. */
  end(): void {
    if (this.tag !== undefined) throw new DerError('after-end');
  }

  #octet(): number {
    const octet = this.#bytes[this.#at];
    if (octet === undefined) throw new DerError('ends-early');
    this.#at += 1;
    return octet;
  }

  #length(): number {
    const first = this.#octet();
    if (first < 0x80) return first;
    let octets = first & 0x7f;
    // 0x80 is the indefinite form; four octets hold more than any memory that is handed in.
    if (octets === 0 || octets > 4) throw new DerError('length');
    let length = 0;
    for (; octets > 0; octets -= 1) {
      length = length * 256 + this.#octet();
      if (length === 0) throw new DerError('length');
    }
    if (length < 0x80) throw new DerError('length');
    return length;
  }
}

/** Gives the one value that the bytes are. They are copied first: the value is a view onto bytes that nobody else has. */
export function readDer(bytes: Uint8Array, tag: number): DerValue {
  const reader = new DerReader(new Uint8Array(bytes));
  const value = reader.read(tag);
  reader.end();
  return value;
}

/** Reads on within a value. */
export function enterDer(value: DerValue): DerReader {
  return new DerReader(value.content, value.depth + 1);
}

/** Reads the inside of a value whole: what `read` leaves over is a mistake. */
export function readWithin<T>(value: DerValue, read: (reader: DerReader) => T): T {
  const reader = enterDer(value);
  const result = read(reader);
  reader.end();
  return result;
}

/** Gives every value within, each of this tag if one is given. */
export function readEach(value: DerValue, tag?: number): DerValue[] {
  return readWithin(value, (reader) => {
    const values: DerValue[] = [];
    while (reader.tag !== undefined) values.push(reader.read(tag));
    return values;
  });
}

/** Gives the one value within an octet string, an explicit tag or the like. */
export function readInner(value: DerValue, tag: number): DerValue {
  return readWithin(value, (reader) => reader.read(tag));
}

/** Gives an INTEGER's octets in two's complement, as few as there can be (X.690, 8.3.2). */
export function readInteger({ content }: DerValue): Uint8Array<ArrayBuffer> {
  const [first, second = 0] = content;
  const isPadded = content.length > 1 && ((first === 0 && second < 0x80) || (first === 0xff && second >= 0x80));
  if (first === undefined || isPadded) failDer();
  return content;
}

/** Gives the octets of an INTEGER that is not negative, without any before the first digit: none for 0. */
export function readUnsigned(value: DerValue): Uint8Array<ArrayBuffer> {
  const octets = readInteger(value);
  if ((octets[0] ?? 0) >= 0x80) failDer();
  return octets.subarray(octets[0] === 0 ? 1 : 0);
}

/** Gives a whole number from 0 to 2^32 - 1. */
export function readCount(value: DerValue): number {
  const octets = readUnsigned(value);
  if (octets.length > 4) failDer();
  return octets.reduce((sum, octet) => sum * 256 + octet, 0);
}

/** X.690, 8.2 and 11.1. */
export function readBoolean({ content }: DerValue): boolean {
  const [octet] = content;
  if (content.length !== 1 || (octet !== 0 && octet !== 0xff)) failDer();
  return octet === 0xff;
}

/** No registered identifier comes near it; a number of a megabyte would keep us busy. */
const OID_LIMIT = 64;

/** Gives an object identifier in dotted form (X.690, 8.19). */
export function readOid({ content }: DerValue): string {
  if (content.length === 0 || content.length > OID_LIMIT) failDer();
  const arcs: bigint[] = [];
  let arc = 0n;
  let isOpen = false;
  for (const octet of content) {
    if (!isOpen && octet === 0x80) failDer();
    arc = arc * 128n + BigInt(octet & 0x7f);
    isOpen = octet >= 0x80;
    if (isOpen) continue;
    if (arcs.length === 0) {
      const root = arc < 80n ? arc / 40n : 2n;
      arcs.push(root);
      arc -= root * 40n;
    }
    arcs.push(arc);
    arc = 0n;
  }
  if (isOpen) failDer();
  return arcs.join('.');
}

/** Gives the octets of a BIT STRING; unused bits at its end are zero (X.690, 8.6 and 11.2.1). */
export function readBitString({ content }: DerValue): {
  readonly unusedBits: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
} {
  const [unusedBits = 8] = content;
  const bytes = content.subarray(1);
  const last = bytes.at(-1) ?? 0;
  if (unusedBits > (bytes.length === 0 ? 0 : 7) || (last & ((1 << unusedBits) - 1)) !== 0) failDer();
  return { unusedBits, bytes };
}

/** Gives the octets of a BIT STRING that holds octets, such as a key or a signature. */
export function readBitOctets(value: DerValue): Uint8Array<ArrayBuffer> {
  const { unusedBits, bytes } = readBitString(value);
  if (unusedBits !== 0) failDer();
  return bytes;
}

/**
 * Gives milliseconds since 1970 of a UTCTime or GeneralizedTime in the one form of RFC 5280, 4.1.2.5: with seconds and
 * `Z`, without fractions; two-digit years are 1950 to 2049. Both forms are taken for any year, as readers must.
 */
export function readTime({ tag, content }: DerValue): number {
  if (tag !== TAG.utcTime && tag !== TAG.generalizedTime) throw new DerError('tag');
  const text = String.fromCharCode(...content.subarray(0, 16));
  const century = tag === TAG.generalizedTime ? '' : text < '5' ? '20' : '19';
  const digits = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(century + text);
  if (digits === null) failDer();
  const [, year, month, day, hour, minute, second] = digits;
  const form = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
  const time = Date.parse(`${form}Z`);
  // A day that the month does not have would be read as one of the next month.
  if (Number.isNaN(time) || !new Date(time).toISOString().startsWith(form)) failDer();
  return time;
}

/** Gives the DER of a value: identifier octet, shortest length, and the parts one after the other. */
export function encodeDer(tag: number, ...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const octets: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) octets.unshift(rest % 256);
  const head = length < 0x80 ? [tag, length] : [tag, 0x80 | octets.length, ...octets];
  const der = new Uint8Array(head.length + length);
  der.set(head);
  let at = head.length;
  for (const part of parts) {
    der.set(part, at);
    at += part.length;
  }
  return der;
}

/** Gives the INTEGER of an unsigned number in big-endian octets, with as few of them as there can be. */
export function encodeUnsigned(octets: Uint8Array): Uint8Array<ArrayBuffer> {
  const start = octets.findIndex((octet) => octet !== 0);
  const digits = start < 0 ? new Uint8Array(1) : octets.subarray(start);
  return encodeDer(TAG.integer, new Uint8Array((digits[0] ?? 0) >= 0x80 ? 1 : 0), digits);
}
