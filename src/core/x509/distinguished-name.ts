import { type DerReader, type DerValue, failDer, readEach, readOid, readWithin, TAG } from '../bytes/der.ts';
import { encodeHex } from '../bytes/hex.ts';
import { decodeUtf8, encodeUtf8 } from '../bytes/text.ts';

/** One attribute of a name (RFC 5280, 4.1.2.4). */
export interface NameAttribute {
  /** Dotted form, `2.5.4.3` for a common name. */
  readonly type: string;
  /** The value as text, when it is one of the string types. */
  readonly text: string | undefined;
  /** The whole value in DER. */
  readonly value: Uint8Array;
  /** Position of its relative name; attributes of one relative name share it. */
  readonly position: number;
}

/** A name as X.500 writes it: from the widest part to the most specific one. */
export interface DistinguishedName {
  readonly der: Uint8Array;
  readonly attributes: readonly NameAttribute[];
  /** A text for each relative name, which equal ones share. Made once: whoever compares names compares one with many. */
  readonly keys: readonly string[];
}

const COMMON_NAME = '2.5.4.3';
/** RFC 5280, 4.1.2.6: mail addresses of old certificates stand in the name. */
export const EMAIL_ADDRESS = '1.2.840.113549.1.9.1';

/** RFC 4514, section 3, and the two more that certificates have in practice. */
const SHORT_NAMES: Readonly<Record<string, string>> = {
  [COMMON_NAME]: 'CN',
  '2.5.4.5': 'serialNumber',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.9': 'STREET',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '0.9.2342.19200300.100.1.1': 'UID',
  '0.9.2342.19200300.100.1.25': 'DC',
  [EMAIL_ADDRESS]: 'emailAddress',
};

/** Reads the next value as a Name (RFC 5280, 4.1.2.4). Throws `DerError`. */
export function readName(reader: DerReader): DistinguishedName {
  const name = reader.read(TAG.sequence);
  const attributes = readEach(name, TAG.set).flatMap((set, position) => {
    const pairs = readEach(set, TAG.sequence);
    if (pairs.length === 0) failDer();
    return pairs.map((pair) =>
      readWithin(pair, (inner) => {
        const type = readOid(inner.read(TAG.oid));
        const value = inner.read();
        return { type, text: readText(value), value: value.der, position };
      }),
    );
  });
  return { der: name.der, attributes, keys: groupByRelativeName(attributes).map(keyOf) };
}

/**
 * Gives the text of a string value, undefined for a value of another type, among them UniversalString, which nobody
 * uses. Throws `DerError` for octets that a string cannot have.
 */
export function readText({ tag, content }: DerValue): string | undefined {
  if (tag === TAG.utf8String) return decodeUtf8(content) ?? failDer();
  if (tag === TAG.bmpString) return readUnits(content, 2);
  // Teletex has hundreds of pages; all that is in use is Latin-1.
  if (tag === TAG.teletexString) return readUnits(content, 1);
  if (!ASCII_TAGS.includes(tag)) return undefined;
  return content.every((octet) => octet < 0x80) ? readUnits(content, 1) : failDer();
}

/** Characters that PrintableString does not have, as in `*.example.com`, are read: certificates in use have them. */
const ASCII_TAGS: readonly number[] = [TAG.printableString, TAG.ia5String, TAG.numericString, TAG.visibleString];

function readUnits(content: Uint8Array, width: 1 | 2): string {
  if (content.length % width !== 0) return failDer();
  let text = '';
  for (let at = 0; at < content.length; at += width) {
    text += String.fromCharCode(content.subarray(at, at + width).reduce((sum, octet) => sum * 256 + octet, 0));
  }
  return text;
}

/** Gives the most specific common name, which stands last; undefined without one. */
export function commonNameOf(name: DistinguishedName): string | undefined {
  return name.attributes.findLast(({ type, text }) => type === COMMON_NAME && text !== undefined)?.text;
}

/** Prints a name as RFC 4514 does, the most specific part first: `CN=device-1,O=Example`. Empty for an empty name. */
export function printName(name: DistinguishedName): string {
  return groupByRelativeName(name.attributes)
    .reverse()
    .map((attributes) => attributes.map(printAttribute).join('+'))
    .join(',');
}

function printAttribute({ type, text, value }: NameAttribute): string {
  const short = SHORT_NAMES[type];
  if (short === undefined || text === undefined) return `${short ?? type}=#${encodeHex(value)}`;
  return `${short}=${escapeText(text)}`;
}

/** RFC 4514, 2.4. Characters without a glyph are escaped too, so that nothing in a name goes unseen. */
function escapeText(text: string): string {
  return text
    .replace(/["+,;<>\\]|^[ #]| $/g, '\\$&')
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, (unseen) => encodeHex(encodeUtf8(unseen)).replace(/../g, '\\$&'));
}

function groupByRelativeName(attributes: readonly NameAttribute[]): NameAttribute[][] {
  const sets: NameAttribute[][] = [];
  for (const attribute of attributes) (sets[attribute.position] ??= []).push(attribute);
  return sets;
}

/**
 * Says whether both are the same name (RFC 5280, 7.1): equal relative names in equal order, attributes of one in any
 * order. Texts are compared without case, compatibility forms folded (NFKC), blanks at the ends left out and those
 * within taken for one, whatever string type they have; all other values octet by octet. Of RFC 4518 the mapping of
 * unseen characters to nothing and the prohibited ones are left out: a name that uses them is another name.
 */
export function equalNames(a: DistinguishedName, b: DistinguishedName): boolean {
  return keyOfName(a) === keyOfName(b);
}

/** Gives a text that equal names share, and no others: for finding a name among many. */
export function keyOfName({ keys }: DistinguishedName): string {
  return keys.join('\n');
}

/** Says whether a name begins with all relative names of another one (RFC 5280, 4.2.1.10, directoryName). */
export function startsWithName(name: DistinguishedName, beginning: DistinguishedName): boolean {
  return beginning.keys.every((key, position) => name.keys[position] === key);
}

function keyOf(attributes: readonly NameAttribute[]): string {
  const keys = attributes.map(({ type, text, value }) =>
    JSON.stringify(text === undefined ? [type, encodeHex(value), 'octets'] : [type, foldText(text)]),
  );
  return keys.sort().join();
}

/** Upper case first: there `ß` is `SS`, as in full case folding. */
const foldText = (text: string): string =>
  text.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC').trim().replace(/\s+/g, ' ');
