import {
  attemptDer,
  contextTag,
  DerError,
  type DerValue,
  encodeDer,
  encodeUnsigned,
  enterDer,
  failDer,
  readCount,
  readDer,
  readEach,
  readInner,
  readOid,
  readUnsigned,
  readWithin,
  TAG,
} from '../bytes/der.ts';
import { encodeHex } from '../bytes/hex.ts';
import type { Signed } from './certificate.ts';
import type { AlgorithmIdentifier, PublicKeyInfo } from './public-key.ts';
import { readAlgorithm } from './public-key.ts';

/**
 * What a signature is worth. `weak-signature`: made with MD5 or SHA-1; `weak-key`: by an RSA key under 2048 bits; neither
 * is then looked at further. `unsupported-algorithm`: WebCrypto cannot check it.
 */
export type SignatureVerdict = 'good' | 'signature' | 'weak-signature' | 'weak-key' | 'unsupported-algorithm';

const HASHES = ['SHA-256', 'SHA-384', 'SHA-512'] as const;

interface Scheme {
  readonly name: 'ECDSA' | 'RSASSA-PKCS1-v1_5' | 'RSA-PSS';
  readonly hash: (typeof HASHES)[number];
  readonly saltLength: number;
}

const PKCS1 = '1.2.840.113549.1.1.';
const ECDSA = '1.2.840.10045.4.';
/** Identifiers of the hashes alone (RFC 4055, 2.1). */
const HASH_OIDS: readonly string[] = [1, 2, 3].map((arc) => `2.16.840.1.101.3.4.2.${arc}`);
/** The same with RSA PKCS #1 v1.5 (RFC 4055, 5) and with ECDSA (RFC 5758, 3.2). */
const RSA_OIDS: readonly string[] = [11, 12, 13].map((arc) => PKCS1 + arc);
const ECDSA_OIDS: readonly string[] = [2, 3, 4].map((arc) => `${ECDSA}3.${arc}`);
/** RSA with MD2, MD4, MD5 and SHA-1, ECDSA with SHA-1, and the older name of RSA with SHA-1. */
const WEAK: readonly string[] = [...[2, 3, 4, 5].map((arc) => PKCS1 + arc), `${ECDSA}1`, '1.3.14.3.2.29'];
const RSA_PSS = `${PKCS1}10`;
const MGF1 = `${PKCS1}8`;
const SHA1 = '1.3.14.3.2.26';

/** The least bits of an RSA key that is held for safe, and the most that is worth our time. */
const RSA_BITS = { least: 2048, most: 8192 } as const;

/** Judges a signature: ECDSA on P-256, P-384 and P-521, RSA PKCS #1 v1.5 and PSS, with SHA-256, -384 and -512. */
export async function judgeSignature(
  subtle: SubtleCrypto,
  { tbs, signatureAlgorithm, signature }: Signed,
  signer: PublicKeyInfo,
): Promise<SignatureVerdict> {
  const scheme = findScheme(signatureAlgorithm);
  if (typeof scheme === 'string') return scheme;
  // RFC 5280, 4.1.1.2: an algorithm of another kind than the signer's key cannot have made this signature.
  if (signer.kind !== (scheme.name === 'ECDSA' ? 'ec' : 'rsa'))
    return signer.kind === 'other' ? 'unsupported-algorithm' : 'signature';
  if (isWeakKey(signer)) return 'weak-key';
  if (signer.bits === undefined || signer.bits > RSA_BITS.most) return 'unsupported-algorithm';
  const raw = scheme.name === 'ECDSA' ? decodeEcdsaSignature(signature, signer.bits) : signature;
  if (raw === undefined) return 'signature';
  const { name, hash } = scheme;
  const algorithm = name === 'ECDSA' ? { name, namedCurve: signer.curve ?? '' } : { name, hash };
  try {
    const key = await subtle.importKey('spki', signer.spki, algorithm, false, ['verify']);
    return (await subtle.verify(scheme, key, raw, tbs)) ? 'good' : 'signature';
  } catch {
    // Engines differ in what they throw for: a point off its curve, a salt that is longer than the key.
    return 'unsupported-algorithm';
  }
}

/** Says whether a key is an RSA key that is too short. */
export function isWeakKey({ kind, bits }: PublicKeyInfo): boolean {
  return kind === 'rsa' && bits !== undefined && bits < RSA_BITS.least;
}

function findScheme({ oid, parameters }: AlgorithmIdentifier): Scheme | 'weak-signature' | 'unsupported-algorithm' {
  if (WEAK.includes(oid)) return 'weak-signature';
  if (oid === RSA_PSS) return findPssScheme(parameters);
  const isRsa = RSA_OIDS.includes(oid);
  const hash = HASHES[(isRsa ? RSA_OIDS : ECDSA_OIDS).indexOf(oid)];
  // RFC 5758, 3.2: ECDSA has no parameters. RFC 4055, 5: RSA has NULL, and none are taken for the same.
  const isPlain = parameters === undefined || (isRsa && encodeHex(parameters) === '0500');
  if (hash === undefined || !isPlain) return 'unsupported-algorithm';
  return { name: isRsa ? 'RSASSA-PKCS1-v1_5' : 'ECDSA', hash, saltLength: 0 };
}

/** RFC 4055, 3.1. Whatever is left out means SHA-1; WebCrypto masks with the hash that it signs with. */
function findPssScheme(parameters: Uint8Array | undefined): Scheme | 'weak-signature' | 'unsupported-algorithm' {
  const read = attemptDer(() => readPss(parameters));
  if (read instanceof DerError) return 'unsupported-algorithm';
  const [hash = SHA1, mask, saltLength] = read;
  if (hash === SHA1) return 'weak-signature';
  const name = HASHES[HASH_OIDS.indexOf(hash)];
  return name === undefined || mask !== hash ? 'unsupported-algorithm' : { name: 'RSA-PSS', hash: name, saltLength };
}

function readPss(
  parameters: Uint8Array | undefined,
): readonly [hash: string | undefined, mask: string | undefined, saltLength: number] {
  if (parameters === undefined) return [undefined, undefined, 20];
  return readWithin(readDer(parameters, TAG.sequence), (reader) => {
    const [hash, mask, salt, trailer] = [0, 1, 2, 3].map((number) => reader.readOptional(contextTag(number, true)));
    if (trailer !== undefined && readCount(readInner(trailer, TAG.integer)) !== 1) failDer();
    return [
      hash && readWithin(hash, readAlgorithm).oid,
      mask && readMaskHash(mask),
      salt === undefined ? 20 : readCount(readInner(salt, TAG.integer)),
    ];
  });
}

function readMaskHash(mask: DerValue): string {
  const { oid, parameters } = readWithin(mask, readAlgorithm);
  if (oid !== MGF1 || parameters === undefined) failDer();
  return readOid(enterDer(readDer(parameters, TAG.sequence)).read(TAG.oid));
}

/**
 * Gives r and s side by side, as WebCrypto takes them, of the DER that certificates and TLS have (RFC 3279, 2.2.3);
 * undefined for anything else.
 */
export function decodeEcdsaSignature(der: Uint8Array, curveBits: number): Uint8Array<ArrayBuffer> | undefined {
  const size = Math.ceil(curveBits / 8);
  const numbers = attemptDer(() => readEach(readDer(der, TAG.sequence), TAG.integer).map(readUnsigned));
  if (numbers instanceof DerError || numbers.length !== 2) return undefined;
  const raw = new Uint8Array(size * 2);
  for (const [index, { length }] of numbers.entries()) {
    if (length > size) return undefined;
    raw.set(numbers[index] ?? [], (index + 1) * size - length);
  }
  return raw;
}

/** Undoes `decodeEcdsaSignature`. */
export function encodeEcdsaSignature(raw: Uint8Array): Uint8Array<ArrayBuffer> {
  const half = raw.length / 2;
  return encodeDer(TAG.sequence, encodeUnsigned(raw.subarray(0, half)), encodeUnsigned(raw.subarray(half)));
}
