import {
  attemptDer,
  contextTag,
  DerError,
  type DerReader,
  failDer,
  readBitOctets,
  readCount,
  readDer,
  readInner,
  readInteger,
  readTime,
  readWithin,
  TAG,
} from '../bytes/der.ts';
import { encodeHex } from '../bytes/hex.ts';
import type { CertificatePart } from '../errors/facts.ts';
import { accept, makeFinding, reject, type Verdict } from '../errors/workbench-error.ts';
import { type DistinguishedName, equalNames, readName } from './distinguished-name.ts';
import { type KnownExtensions, readExtensions } from './extensions.ts';
import { type AlgorithmIdentifier, type PublicKeyInfo, readAlgorithm, readPublicKey } from './public-key.ts';

export { commonNameOf, type DistinguishedName, equalNames, printName } from './distinguished-name.ts';
export type { CertificateExtension } from './extensions.ts';
export type { PublicKeyInfo } from './public-key.ts';

/** What was signed, how, and the signature: certificates and requests alike. */
export interface Signed {
  /** The bytes that the signature covers. */
  readonly tbs: Uint8Array<ArrayBuffer>;
  readonly signatureAlgorithm: AlgorithmIdentifier;
  readonly signature: Uint8Array<ArrayBuffer>;
}

/** A certificate, read and not judged (RFC 5280, 4.1). */
export interface Certificate extends Signed, KnownExtensions {
  readonly der: Uint8Array<ArrayBuffer>;
  readonly version: 1 | 2 | 3;
  /** Octets in two's complement. */
  readonly serialNumber: Uint8Array;
  readonly issuer: DistinguishedName;
  readonly subject: DistinguishedName;
  /** Milliseconds since 1970, here and below; good from and until that very second. */
  readonly notBefore: number;
  readonly notAfter: number;
  readonly publicKey: PublicKeyInfo;
}

/** Says whether a certificate has one name for subject and issuer (RFC 5280, 3.2); it need not be signed with its own key. */
export function isSelfIssued({ subject, issuer }: Pick<Certificate, 'subject' | 'issuer'>): boolean {
  return equalNames(subject, issuer);
}

/** Called before each part is read, so that what cannot be read has a name. */
export type EnterPart = (part: CertificatePart) => void;

/**
 * Reads one certificate in DER and nothing behind it, or says which part cannot be read (`x509/form`). The bytes are
 * copied. Read is what others wrote against the letter of RFC 5280 and everybody reads: times of either form, serial
 * numbers of any length and sign, defaults written out, characters that PrintableString does not have.
 */
export function readCertificate(der: Uint8Array): Verdict<Certificate> {
  return readSigned('certificate', der, readTbsCertificate);
}

/** Reads what is signed in the way of certificates: the signed part, the algorithm, the signature. */
export function readSigned<T>(
  what: 'certificate' | 'request',
  der: Uint8Array,
  readTbs: (reader: DerReader, enter: EnterPart, algorithm: AlgorithmIdentifier) => T,
): Verdict<T & Signed & { readonly der: Uint8Array<ArrayBuffer> }> {
  let part: CertificatePart = 'outline';
  const read = attemptDer(() => {
    const whole = readDer(der, TAG.sequence);
    const [tbs, signatureAlgorithm, signature] = readWithin(whole, (reader) => [
      reader.read(TAG.sequence),
      readAlgorithm(reader),
      readBitOctets(reader.read(TAG.bitString)),
    ]);
    const facts = readWithin(tbs, (reader) => readTbs(reader, (next) => void (part = next), signatureAlgorithm));
    return { ...facts, der: whole.der, tbs: tbs.der, signatureAlgorithm, signature };
  });
  return read instanceof DerError
    ? reject(makeFinding('x509/form', { what, part, mistake: read.mistake }))
    : accept(read);
}

/** RFC 5280, 4.1.2. */
function readTbsCertificate(reader: DerReader, enter: EnterPart, outer: AlgorithmIdentifier) {
  enter('version');
  const marked = reader.readOptional(contextTag(0, true));
  const version = marked === undefined ? 1 : readCount(readInner(marked, TAG.integer)) + 1;
  if (version !== 1 && version !== 2 && version !== 3) failDer();
  enter('serial-number');
  const serialNumber = readInteger(reader.read(TAG.integer));
  enter('algorithm');
  // RFC 5280, 4.1.1.2: the signed field and the one beside the signature are the same.
  if (encodeHex(readAlgorithm(reader).der) !== encodeHex(outer.der)) failDer();
  enter('issuer');
  const issuer = readName(reader);
  enter('validity');
  const [notBefore, notAfter] = readWithin(reader.read(TAG.sequence), (times) => [
    readTime(times.read()),
    readTime(times.read()),
  ]);
  enter('subject');
  const subject = readName(reader);
  enter('public-key');
  const publicKey = readPublicKey(reader);
  enter('extensions');
  if (version > 1) for (const number of [1, 2]) reader.readOptional(contextTag(number));
  const list = version === 3 ? reader.readOptional(contextTag(3, true)) : undefined;
  const known = readExtensions(list && readInner(list, TAG.sequence));
  return { version, serialNumber, issuer, notBefore, notAfter, subject, publicKey, ...known } as const;
}

/** Prints a serial number as openssl and the portal do: upper-case hex, two digits an octet, no sign octet. */
export function printSerialNumber(serialNumber: Uint8Array): string {
  const value = BigInt.asIntN(serialNumber.length * 8, BigInt(`0x${encodeHex(serialNumber)}`));
  const digits = (value < 0n ? -value : value).toString(16).toUpperCase();
  return `${value < 0n ? '-' : ''}${digits.padStart(digits.length + (digits.length % 2), '0')}`;
}
