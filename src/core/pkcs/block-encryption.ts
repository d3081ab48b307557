import { concatBytes } from '../bytes/compare.ts';
import { failDer } from '../bytes/der.ts';
import { digestRepeatedly } from '../bytes/repeat-digest.ts';
import { digestLengthOf } from '../bytes/sync-digest.ts';
import { type Cipher, CIPHERS } from './cipher.ts';
import type { BlockEncryption } from './key-armour.ts';
import type { Opening } from './opening.ts';

type Bytes = Uint8Array<ArrayBuffer>;

/** By their names in OpenSSL, which the line `DEK-Info` has. */
const ALGORITHMS: Readonly<Record<string, Cipher>> = {
  'AES-128-CBC': CIPHERS.aes128,
  'AES-192-CBC': CIPHERS.aes192,
  'AES-256-CBC': CIPHERS.aes256,
  'DES-EDE3-CBC': CIPHERS.tripleDes,
  'DES-CBC': CIPHERS.des,
};

/**
 * Decrypts a PEM block that is encrypted as a whole, as OpenSSL before 1.0 wrote all keys and `openssl genrsa -aes256` did
 * until 3.0; undefined where the password does not fit, as far as the padding tells. The password is hashed with MD5 once
 * for every 16 octets of the key, whatever the cipher. Throws `DerError`, `pkcs/unsupported`.
 */
export async function decryptBlock(
  opening: Opening,
  { algorithm, iv }: BlockEncryption,
  ciphertext: Bytes,
  password: Bytes,
): Promise<Bytes | undefined> {
  const cipher = ALGORITHMS[algorithm];
  if (cipher === undefined) throw opening.refuseProtection(algorithm);
  if (iv.length !== cipher.ivLength) failDer();
  opening.noteWeakness(cipher.isOld ? cipher.name : `${cipher.name} with MD5`);
  return cipher.decrypt(opening.subtle, deriveKey(password, iv.subarray(0, 8), cipher.keyLength), iv, ciphertext);
}

/** OpenSSL's `EVP_BytesToKey` with one iteration: each digest is of the one before, the password and the salt. */
function deriveKey(password: Bytes, salt: Bytes, length: number): Bytes {
  const digestLength = digestLengthOf('MD5');
  const octets = new Uint8Array(Math.ceil(length / digestLength) * digestLength);
  for (let at = 0; at < length; at += digestLength) {
    const before = octets.subarray(Math.max(0, at - digestLength), at);
    octets.set(digestRepeatedly('MD5', concatBytes([before, password, salt]), 1), at);
  }
  return octets.slice(0, length);
}
