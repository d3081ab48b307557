import { type DerReader, readBitOctets, readDer, readOid, readUnsigned, readWithin, TAG } from '../bytes/der.ts';

/** An algorithm with its parameters (RFC 5280, 4.1.1.2). */
export interface AlgorithmIdentifier {
  readonly der: Uint8Array<ArrayBuffer>;
  /** Dotted form. */
  readonly oid: string;
  /** The whole value in DER. */
  readonly parameters: Uint8Array<ArrayBuffer> | undefined;
}

/** Elliptic curves that WebCrypto has. */
export type NamedCurve = 'P-256' | 'P-384' | 'P-521';

/** A public key as certificates and requests hold it. */
export interface PublicKeyInfo {
  /** SubjectPublicKeyInfo in DER, as WebCrypto imports it. */
  readonly spki: Uint8Array<ArrayBuffer>;
  readonly algorithm: AlgorithmIdentifier;
  /** `other`: Ed25519 (RFC 8410), RSA for PSS only and the like: read, and used by none of our judges. */
  readonly kind: 'rsa' | 'ec' | 'other';
  /** Of an RSA modulus, or of a curve that WebCrypto has. */
  readonly bits: number | undefined;
  readonly curve: NamedCurve | undefined;
  /** The key within, of which key identifiers are made (RFC 5280, 4.2.1.2). */
  readonly key: Uint8Array<ArrayBuffer>;
}

const RSA = '1.2.840.113549.1.1.1';
const EC = '1.2.840.10045.2.1';

/** RFC 5480, 2.1.1.1, with the bits of each curve. */
const CURVES: Readonly<Record<string, readonly [NamedCurve, number]>> = {
  '1.2.840.10045.3.1.7': ['P-256', 256],
  '1.3.132.0.34': ['P-384', 384],
  '1.3.132.0.35': ['P-521', 521],
};

/** Reads the next value as an AlgorithmIdentifier. Throws `DerError`. */
export function readAlgorithm(reader: DerReader): AlgorithmIdentifier {
  const value = reader.read(TAG.sequence);
  return readWithin(value, (inner) => ({
    der: value.der,
    oid: readOid(inner.read(TAG.oid)),
    parameters: inner.tag === undefined ? undefined : inner.read().der,
  }));
}

/** Reads the next value as a SubjectPublicKeyInfo (RFC 5280, 4.1.2.7). Throws `DerError`. */
export function readPublicKey(reader: DerReader): PublicKeyInfo {
  const value = reader.read(TAG.sequence);
  return readWithin(value, (inner) => {
    const algorithm = readAlgorithm(inner);
    const key = readBitOctets(inner.read(TAG.bitString));
    return { spki: value.der, algorithm, key, ...describeKey(algorithm, key) };
  });
}

function describeKey(
  { oid, parameters }: AlgorithmIdentifier,
  key: Uint8Array,
): Pick<PublicKeyInfo, 'kind' | 'bits' | 'curve'> {
  if (oid === RSA) return { kind: 'rsa', bits: countModulusBits(key), curve: undefined };
  if (oid !== EC) return { kind: 'other', bits: undefined, curve: undefined };
  // Parameters that are no name of a curve describe one (RFC 5480, 2.1.1), which nobody uses.
  const isNamed = parameters?.[0] === TAG.oid;
  const [curve, bits] = (isNamed ? CURVES[readOid(readDer(parameters, TAG.oid))] : undefined) ?? [];
  return { kind: 'ec', bits, curve };
}

/** RFC 8017, A.1.1. */
function countModulusBits(key: Uint8Array): number {
  return readWithin(readDer(key, TAG.sequence), (reader) => {
    const modulus = readUnsigned(reader.read(TAG.integer));
    readUnsigned(reader.read(TAG.integer));
    return modulus.length * 8 - Math.clz32(modulus[0] ?? 0) + 24;
  });
}
