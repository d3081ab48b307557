import { concatBytes } from '../bytes/compare.ts';
import { DerError, encodeDer, TAG } from '../bytes/der.ts';

type Bytes = Uint8Array<ArrayBuffer>;

/** Values within values that are read; a PFX has about ten in each of its layers. */
const DEPTH_LIMIT = 32;

const CONSTRUCTED = 0x20;
const INDEFINITE = 0x80;

/**
 * Writes the first value of BER anew as DER, as far as our reader of DER asks for it: definite and short lengths, and octet
 * strings in one piece (X.690, 8.1.3 and 8.7). Browsers, Java libraries and old Windows write PFX files in BER. DER comes
 * back as it was; what stands behind the value is passed over, as by openssl. Throws `DerError`.
 */
export function convertBer(bytes: Uint8Array): Bytes {
  const reader: BerReader = { bytes, at: 0 };
  return convertValue(reader, bytes.length, 0);
}

interface BerReader {
  readonly bytes: Uint8Array;
  at: number;
}

function convertValue(reader: BerReader, end: number, depth: number): Bytes {
  if (depth > DEPTH_LIMIT) throw new DerError('depth');
  const tag = readOctet(reader, end);
  // Numbers from 31 on take further octets (X.690, 8.1.2.4), and nothing here has them.
  if ((tag & 0x1f) === 0x1f) throw new DerError('tag');
  const length = readLength(reader, end);
  if (length === undefined && (tag & CONSTRUCTED) === 0) throw new DerError('length');
  const stop = length === undefined ? undefined : reader.at + length;
  if (stop !== undefined && stop > end) throw new DerError('ends-early');
  if ((tag & CONSTRUCTED) === 0) {
    const content = reader.bytes.subarray(reader.at, stop);
    reader.at += content.length;
    return encodeDer(tag, content);
  }
  const parts = convertEach(reader, stop, end, depth + 1);
  return tag === (TAG.octetString | CONSTRUCTED) ? joinOctets(parts) : encodeDer(tag, concatBytes(parts));
}

/** Up to where they stop, or to the two zeros that end them (X.690, 8.1.5). */
function convertEach(reader: BerReader, stop: number | undefined, end: number, depth: number): Bytes[] {
  const parts: Bytes[] = [];
  while (stop === undefined ? !takeEnd(reader, end) : reader.at < stop) {
    parts.push(convertValue(reader, stop ?? end, depth));
  }
  return parts;
}

function takeEnd(reader: BerReader, end: number): boolean {
  const isEnd = reader.bytes[reader.at] === 0 && reader.bytes[reader.at + 1] === 0 && reader.at + 2 <= end;
  if (isEnd) reader.at += 2;
  return isEnd;
}

/** Undefined for the indefinite form. */
function readLength(reader: BerReader, end: number): number | undefined {
  const first = readOctet(reader, end);
  if (first < INDEFINITE) return first;
  if (first === INDEFINITE) return undefined;
  let length = 0;
  for (let octets = first & 0x7f; octets > 0; octets -= 1) {
    length = length * 256 + readOctet(reader, end);
    if (length > reader.bytes.length) throw new DerError('ends-early');
  }
  return length;
}

function readOctet(reader: BerReader, end: number): number {
  if (reader.at >= end) throw new DerError('ends-early');
  return reader.bytes[reader.at++] ?? 0;
}

/** Joins what an octet string is made of: octet strings, by now in one piece each. */
function joinOctets(parts: readonly Uint8Array[]): Bytes {
  const contents = parts.map((part) => {
    if (part[0] !== TAG.octetString) throw new DerError('tag');
    const octets = (part[1] ?? 0) < INDEFINITE ? 0 : (part[1] ?? 0) & 0x7f;
    return part.subarray(2 + octets);
  });
  return encodeDer(TAG.octetString, concatBytes(contents));
}
