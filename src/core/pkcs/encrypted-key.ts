import { type DerValue, encodeDer, enterDer, TAG } from '../bytes/der.ts';
import { type AlgorithmIdentifier, readAlgorithm } from '../x509/public-key.ts';
import { createPbes2, type Encrypted, type PasswordSettings } from './pbes2.ts';

type Bytes = Uint8Array<ArrayBuffer>;

/** A private key that is encrypted with a password. */
export interface EncryptedKey {
  readonly algorithm: AlgorithmIdentifier;
  readonly ciphertext: Bytes;
}

/** Reads an EncryptedPrivateKeyInfo (RFC 5208, section 6); undefined for another outline. Throws `DerError`. */
export function readEncryptedKey(value: DerValue): EncryptedKey | undefined {
  const reader = enterDer(value);
  if (reader.tag !== TAG.sequence) return undefined;
  const outline = reader.read();
  const ciphertext = reader.readOptional(TAG.octetString)?.content;
  if (ciphertext === undefined || reader.tag !== undefined || outline.content[0] !== TAG.oid) return undefined;
  return { algorithm: readAlgorithm(enterDer(value)), ciphertext };
}

/** Gives an EncryptedPrivateKeyInfo in DER. */
export function encodeEncryptedKey({ algorithm, ciphertext }: Encrypted): Bytes {
  return encodeDer(TAG.sequence, algorithm, encodeDer(TAG.octetString, ciphertext));
}

/** Encrypts a private key, PKCS #8 in DER, with a password: AES-256 by PBES2, for a PEM block “ENCRYPTED PRIVATE KEY”. */
export async function encryptPrivateKey(
  crypto: Crypto,
  pkcs8: Uint8Array,
  password: string,
  iterations: number,
): Promise<Bytes> {
  const encrypt = await createKeyEncrypter(crypto, { password, iterations });
  return encrypt(pkcs8);
}

/** Gives what encrypts many private keys with one password as `encryptPrivateKey` does: the password is hashed once. */
export async function createKeyEncrypter(
  crypto: Crypto,
  settings: PasswordSettings,
): Promise<(pkcs8: Uint8Array) => Promise<Bytes>> {
  const encrypt = await createPbes2(crypto, settings);
  return async (pkcs8) => encodeEncryptedKey(await encrypt(pkcs8));
}
