import type { NamedCurve, PublicKeyInfo } from '../x509/public-key.ts';
import { decodeEcdsaSignature, encodeEcdsaSignature } from '../x509/signature.ts';
import type { TlsVersion } from './tls-report.ts';

/** A way to sign a handshake (RFC 8446, 4.2.3). */
export interface SignatureScheme {
  readonly id: number;
  /** As at IANA. */
  readonly name: string;
  readonly algorithm: 'ECDSA' | 'RSA-PSS' | 'RSASSA-PKCS1-v1_5';
  readonly hash: string;
  /** The curve that it stands for in TLS 1.3; in TLS 1.2 it names the hash alone. */
  readonly curve: NamedCurve | undefined;
}

const BITS = [256, 384, 512] as const;

/** Those that are offered, in that order, and those that we sign with. */
export const SIGNATURE_SCHEMES: readonly SignatureScheme[] = BITS.flatMap((bits, place) => {
  const hash = `SHA-${bits}`;
  const size = bits === 512 ? 521 : bits;
  return [
    {
      id: 0x0403 + place * 0x100,
      name: `ecdsa_secp${size}r1_sha${bits}`,
      algorithm: 'ECDSA',
      hash,
      curve: `P-${size}`,
    },
    { id: 0x0804 + place, name: `rsa_pss_rsae_sha${bits}`, algorithm: 'RSA-PSS', hash, curve: undefined },
    {
      id: 0x0401 + place * 0x100,
      name: `rsa_pkcs1_sha${bits}`,
      algorithm: 'RSASSA-PKCS1-v1_5',
      hash,
      curve: undefined,
    },
  ];
});

/** Gives the name of a scheme, or its number in hexadecimal when it is none of ours. */
export function nameOfScheme(id: number): string {
  return findScheme(id)?.name ?? `0x${id.toString(16).padStart(4, '0')}`;
}

/** Gives one of our schemes by its number. */
export function findScheme(id: number): SignatureScheme | undefined {
  return SIGNATURE_SCHEMES.find((scheme) => scheme.id === id);
}

/** Says whether a key on this curve (none: an RSA key) signs by this scheme. */
export function isForKey(scheme: SignatureScheme, curve: string | undefined, version: TlsVersion): boolean {
  if (version === 'TLS 1.2') return (scheme.curve === undefined) === (curve === undefined);
  // RFC 8446, 4.2.3: the scheme names the curve, and PKCS #1 v1.5 is for certificates alone.
  return scheme.curve === curve && scheme.algorithm !== 'RSASSA-PKCS1-v1_5';
}

/** Checks a signature of the server's. False also for a key that the scheme or WebCrypto cannot take. */
export async function verifySignature(
  subtle: SubtleCrypto,
  scheme: SignatureScheme,
  { spki, kind, bits, curve }: PublicKeyInfo,
  signature: Uint8Array<ArrayBuffer>,
  data: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  if (bits === undefined || (kind === 'ec') !== (scheme.algorithm === 'ECDSA')) return false;
  const raw = kind === 'ec' ? decodeEcdsaSignature(signature, bits) : signature;
  if (raw === undefined) return false;
  const { algorithm: name, hash } = scheme;
  const algorithm = curve === undefined ? { name, hash } : { name, namedCurve: curve };
  try {
    const key = await subtle.importKey('spki', spki, algorithm, false, ['verify']);
    return await subtle.verify(parametersOf(scheme), key, raw, data);
  } catch {
    // Engines differ in what they throw for: a point off its curve, a salt that is longer than the key.
    return false;
  }
}

/** Signs, and gives the signature in the form of TLS: ECDSA in DER (RFC 8446, 4.2.3). Throws what the engine throws. */
export async function signBy(
  subtle: SubtleCrypto,
  scheme: SignatureScheme,
  key: CryptoKey,
  data: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  const signature = new Uint8Array(await subtle.sign(parametersOf(scheme), key, data));
  return scheme.algorithm === 'ECDSA' ? encodeEcdsaSignature(signature) : signature;
}

function parametersOf({ algorithm: name, hash }: SignatureScheme): EcdsaParams & RsaPssParams {
  // RFC 8446, 4.2.3: the salt is as long as the hash.
  return { name, hash, saltLength: Number(hash.slice('SHA-'.length)) / 8 };
}
