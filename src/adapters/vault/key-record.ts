import { PRIVATE_KEY, type KeptKey, type VaultKey } from '#core/ports/vault';

/** Version of the shape of `KeptKey`. */
export const KEY_SCHEMA = 1;

/** Gives what is public of a key's record. Throws TypeError for a key that does not fit its place. */
export function describeKey({ key, place, isExportable }: VaultKey): KeptKey {
  if (key.extractable !== (place === 'vault')) throw new TypeError('a key that does not fit its place');
  return {
    place,
    isExportable: isExportable && place === 'vault',
    algorithm: importParametersOf(key),
    usages: key.usages,
  };
}

/** Throws TypeError for the kind of private keys: they are neither read nor written as records are. */
export function refusePrivateKey(kind: string): void {
  if (kind === PRIVATE_KEY) throw new TypeError('a private key is not read or written as a record');
}

/** What `importKey` asks for a key of this kind (W3C Web Cryptography API, `EcKeyImportParams`, `RsaHashedImportParams`). */
function importParametersOf({ algorithm }: CryptoKey): KeptKey['algorithm'] {
  const { name, namedCurve, hash } = algorithm as EcKeyAlgorithm & RsaHashedKeyAlgorithm;
  // An EC key has no hash, whatever the types that were joined here say.
  return (hash as RsaHashedKeyAlgorithm['hash'] | undefined) === undefined
    ? { name, namedCurve }
    : { name, hash: hash.name };
}

/** Gives what a kept key is imported by for RSA-PSS; undefined where it cannot be. */
export function pssParametersOf({ place, algorithm }: KeptKey): RsaHashedImportParams | undefined {
  if (place !== 'vault' || algorithm.name !== 'RSASSA-PKCS1-v1_5' || !('hash' in algorithm)) return undefined;
  return { name: 'RSA-PSS', hash: algorithm.hash };
}
