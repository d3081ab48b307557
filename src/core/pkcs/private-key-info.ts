import { equalBytes } from '../bytes/compare.ts';
import {
  contextTag,
  DerReader,
  type DerValue,
  encodeDer,
  enterDer,
  failDer,
  readBitOctets,
  readCount,
  readDer,
  readInner,
  readOid,
  readUnsigned,
  readWithin,
  TAG,
} from '../bytes/der.ts';
import { DER_NULL, encodeBitOctets, encodeCount, encodeOid } from '../bytes/der-values.ts';
import { type AlgorithmIdentifier, type PublicKeyInfo, readAlgorithm, readPublicKey } from '../x509/public-key.ts';
import { type Curve, CURVES, derivePublicPoint } from './elliptic-curve.ts';
import type { Opening } from './opening.ts';

type Bytes = Uint8Array<ArrayBuffer>;

/** A private key with its public one. */
export interface KeyPairInfo {
  /** PKCS #8 in DER as WebCrypto writes it: with the public point, without attributes. */
  readonly pkcs8: Bytes;
  readonly publicKey: PublicKeyInfo;
}

/** Forms of a private key without a password. */
export type PrivateKeyForm = 'pkcs8' | 'pkcs1' | 'sec1';

const RSA = '1.2.840.113549.1.1.1';
const EC = '1.2.840.10045.2.1';
const RSA_ALGORITHM = encodeDer(TAG.sequence, encodeOid(RSA), DER_NULL);

/** By the tag of what follows the version. */
const FORMS: Readonly<Record<number, PrivateKeyForm>> = {
  [TAG.sequence]: 'pkcs8',
  [TAG.integer]: 'pkcs1',
  [TAG.octetString]: 'sec1',
};

/** Tells in which form DER is a private key without a password, if it is one at all; DSA is told from PKCS #1 later. */
export function identifyPrivateKey(value: DerValue): PrivateKeyForm | undefined {
  const reader = enterDer(value);
  const version = reader.readOptional(TAG.integer);
  if (version === undefined || readCount(version) > 1) return undefined;
  return FORMS[reader.tag ?? 0];
}

/** Reads PKCS #8 (RFC 5208, section 5, and RFC 5958, section 2). Throws `DerError`, `pkcs/unsupported`. */
export function readPkcs8(opening: Opening, value: DerValue): KeyPairInfo {
  const reader = enterDer(value);
  if (readCount(reader.read(TAG.integer)) > 1) failDer();
  const algorithm = readAlgorithm(reader);
  const key = reader.read(TAG.octetString).content;
  reader.readOptional(contextTag(0, true));
  reader.readOptional(contextTag(1));
  reader.end();
  if (algorithm.oid === RSA) return readPkcs1(opening, readDer(key, TAG.sequence));
  if (algorithm.oid === EC) return readSec1(opening, readDer(key, TAG.sequence), curveOf(opening, algorithm));
  throw opening.refuseKind(algorithm.oid);
}

/** Reads the form that RSA keys had before (RFC 8017, A.1.2). Throws `DerError`, `pkcs/unsupported`. */
export function readPkcs1(opening: Opening, value: DerValue): KeyPairInfo {
  const [version, ...numbers] = readWithin(value, (reader) => {
    const integers: DerValue[] = [];
    while (reader.tag === TAG.integer) integers.push(reader.read());
    if (integers.length === 9) reader.readOptional(TAG.sequence);
    return integers;
  });
  if (version === undefined) failDer();
  if (numbers.length === 5) throw opening.refuseKind('DSA');
  if (readCount(version) === 1) throw opening.refuseKind('RSA with more than two primes');
  const [modulus, exponent] = numbers;
  if (readCount(version) !== 0 || numbers.length !== 8 || modulus === undefined || exponent === undefined) failDer();
  for (const number of numbers) if (readUnsigned(number).length === 0) failDer();
  const publicKey = encodeDer(TAG.sequence, modulus.der, exponent.der);
  return pair(RSA_ALGORITHM, value.der, publicKey);
}

/**
 * Reads the form that keys on curves had before (RFC 5915, section 3). The curve stands in it, around it, or, as openssl
 * writes it, in a block of its own before it. Throws `DerError`, `pkcs/unsupported`.
 */
export function readSec1(opening: Opening, value: DerValue, known: Curve | undefined): KeyPairInfo {
  const { number, parameters, point } = readSec1Outline(value);
  const curve =
    known ?? (parameters === undefined ? findCurve(number, point) : readCurve(opening, enterDer(parameters)));
  const privateKey = fitLength(number, curve.length);
  // Compressed points are rare, and engines do not take them.
  const isWhole = point?.[0] === 4 && point.length === 1 + curve.length * 2;
  const publicPoint = isWhole ? point : (derivePublicPoint(curve, privateKey) ?? failDer());
  const algorithm = encodeDer(TAG.sequence, encodeOid(EC), encodeOid(curve.oid));
  const key = encodeDer(
    TAG.sequence,
    encodeCount(1),
    encodeDer(TAG.octetString, privateKey),
    encodeDer(contextTag(1, true), encodeBitOctets(publicPoint)),
  );
  return pair(algorithm, key, publicPoint);
}

interface Sec1 {
  readonly number: Bytes;
  readonly parameters: DerValue | undefined;
  readonly point: Bytes | undefined;
}

function readSec1Outline(value: DerValue): Sec1 {
  return readWithin(value, (reader) => {
    if (readCount(reader.read(TAG.integer)) !== 1) failDer();
    const number = reader.read(TAG.octetString).content;
    const parameters = reader.readOptional(contextTag(0, true));
    const point = reader.readOptional(contextTag(1, true));
    return { number, parameters, point: point && readBitOctets(readInner(point, TAG.bitString)) };
  });
}

/** GnuTLS names no curve at all: it is the one on which the public point is that of the private key. */
function findCurve(number: Bytes, point: Bytes = new Uint8Array()): Curve {
  const fits = (curve: Curve): boolean => {
    if (point.length !== 1 + curve.length * 2) return false;
    const derived = derivePublicPoint(curve, fitLength(number, curve.length));
    return derived !== undefined && equalBytes(derived, point);
  };
  return CURVES.find(fits) ?? failDer();
}

/** Reads the parameters of a key on a curve (RFC 5480, 2.1.1). Throws `DerError`, `pkcs/unsupported`. */
export function readCurve(opening: Opening, reader: DerReader): Curve {
  if (reader.tag === TAG.sequence) throw opening.refuseKind('a curve that is described and not named');
  const oid = readOid(reader.read(TAG.oid));
  const curve = CURVES.find((one) => one.oid === oid);
  if (curve === undefined) throw opening.refuseKind(oid);
  return curve;
}

function curveOf(opening: Opening, { parameters }: AlgorithmIdentifier): Curve | undefined {
  return parameters === undefined ? undefined : readCurve(opening, new DerReader(parameters));
}

/** Some leave out zeros at the beginning or write one too many. */
function fitLength(number: Bytes, length: number): Bytes {
  const start = number.findIndex((octet) => octet !== 0);
  const digits = start < 0 ? new Uint8Array() : number.subarray(start);
  if (digits.length > length) failDer();
  const octets = new Uint8Array(length);
  octets.set(digits, length - digits.length);
  return octets;
}

function pair(algorithm: Bytes, privateKey: Bytes, publicKey: Bytes): KeyPairInfo {
  const spki = encodeDer(TAG.sequence, algorithm, encodeBitOctets(publicKey));
  return {
    pkcs8: encodeDer(TAG.sequence, encodeCount(0), algorithm, encodeDer(TAG.octetString, privateKey)),
    publicKey: readPublicKey(new DerReader(spki)),
  };
}
