import type { KeyKind } from './key-kind.ts';

/** 65537, which FIPS 186-5, A.1.1, has for the smallest and everybody for the only one. */
const PUBLIC_EXPONENT = [1, 0, 1] as const;

/** Gives what WebCrypto makes, imports and unwraps keys of a kind by; RSA keys are for PKCS #1 v1.5 with SHA-256. */
export function algorithmOf(kind: KeyKind): EcKeyGenParams | RsaHashedKeyGenParams {
  if (kind === 'P-256' || kind === 'P-384') return { name: 'ECDSA', namedCurve: kind };
  return {
    name: 'RSASSA-PKCS1-v1_5',
    hash: 'SHA-256',
    modulusLength: Number(kind.slice('RSA-'.length)),
    publicExponent: new Uint8Array(PUBLIC_EXPONENT),
  };
}

/** Makes a pair that signs and verifies. The private key can be exported only if asked; the public one always. */
export async function generateKeyPair(
  subtle: SubtleCrypto,
  kind: KeyKind,
  isExtractable: boolean,
): Promise<CryptoKeyPair> {
  return subtle.generateKey(algorithmOf(kind), isExtractable, ['sign', 'verify']);
}

/** Imports a private key, PKCS #8 in DER, for signing. Throws what the engine throws for a key of another kind. */
export async function importPrivateKey(
  subtle: SubtleCrypto,
  pkcs8: Uint8Array,
  kind: KeyKind,
  isExtractable: boolean,
): Promise<CryptoKey> {
  return subtle.importKey('pkcs8', new Uint8Array(pkcs8), algorithmOf(kind), isExtractable, ['sign']);
}

/**
 * Gives how a key signs: ECDSA with a hash as strong as its curve (RFC 5480, section 4), RSA as it was imported. Throws
 * a TypeError for a key that signs neither way.
 */
export function signingAlgorithmOf({ algorithm }: CryptoKey): EcdsaParams | { readonly name: 'RSASSA-PKCS1-v1_5' } {
  if (algorithm.name === 'RSASSA-PKCS1-v1_5') return { name: 'RSASSA-PKCS1-v1_5' };
  if (algorithm.name !== 'ECDSA') throw new TypeError(`keys for ${algorithm.name} sign no certificates here`);
  const { namedCurve } = algorithm as EcKeyImportParams;
  return { name: 'ECDSA', hash: namedCurve === 'P-384' ? 'SHA-384' : 'SHA-256' };
}
