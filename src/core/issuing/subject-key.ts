import { DerReader } from '../bytes/der.ts';
import { type PublicKeyInfo, readPublicKey } from '../x509/public-key.ts';

/** A public key: as WebCrypto holds it, or SubjectPublicKeyInfo in DER as requests and certificates do. */
export type PublicKeySource = CryptoKey | Uint8Array;

/** Gives the parts of a public key. Throws `DerError` for octets that are none. */
export async function openPublicKey(subtle: SubtleCrypto, source: PublicKeySource): Promise<PublicKeyInfo> {
  const spki = source instanceof Uint8Array ? source : await subtle.exportKey('spki', source);
  return readSpki(new Uint8Array(spki));
}

/** Gives the parts of a SubjectPublicKeyInfo, which are views onto it. Throws `DerError`. */
export function readSpki(spki: Uint8Array<ArrayBuffer>): PublicKeyInfo {
  const reader = new DerReader(spki);
  const publicKey = readPublicKey(reader);
  reader.end();
  return publicKey;
}
