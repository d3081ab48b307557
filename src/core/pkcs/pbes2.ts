import { encodeDer, TAG } from '../bytes/der.ts';
import { DER_NULL, encodeCount, encodeOid } from '../bytes/der-values.ts';
import { encodeUtf8 } from '../bytes/text.ts';

type Bytes = Uint8Array<ArrayBuffer>;

/** What was encrypted, with all that is needed to decrypt it but the password. */
export interface Encrypted {
  /** AlgorithmIdentifier in DER. */
  readonly algorithm: Bytes;
  readonly ciphertext: Bytes;
}

/** Encrypts bytes with a password that was given before. */
export type Encrypt = (plaintext: Uint8Array) => Promise<Encrypted>;

/** How many times, and by what, a password is hashed. */
export interface PasswordSettings {
  readonly password: string;
  readonly iterations: number;
}

const SALT_LENGTH = 16;
const IV_LENGTH = 16;

const PBES2 = encodeOid('1.2.840.113549.1.5.13');
const PBKDF2 = encodeOid('1.2.840.113549.1.5.12');
const AES_256_CBC = encodeOid('2.16.840.1.101.3.4.1.42');
const HMAC_SHA_256 = encodeDer(TAG.sequence, encodeOid('1.2.840.113549.2.9'), DER_NULL);

/**
 * Gives what encrypts by PBES2: AES-256-CBC with a key of PBKDF2 with HMAC-SHA-256 (RFC 8018, 6.2). The password is hashed
 * once, with one salt, for all that is encrypted by it: what makes it dear for an attacker is dear for us, too. Who has
 * several of the ciphertexts learns that they have one password; each has an initial vector of its own.
 */
export async function createPbes2(crypto: Crypto, { password, iterations }: PasswordSettings): Promise<Encrypt> {
  const { subtle } = crypto;
  const salt = crypto.getRandomValues(new Uint8Array(SALT_LENGTH));
  const secret = await subtle.importKey('raw', new Uint8Array(encodeUtf8(password)), 'PBKDF2', false, ['deriveKey']);
  const derivation = { name: 'PBKDF2', hash: 'SHA-256', salt, iterations };
  const key = await subtle.deriveKey(derivation, secret, { name: 'AES-CBC', length: 256 }, false, ['encrypt']);
  const parameters = encodeDer(TAG.sequence, encodeDer(TAG.octetString, salt), encodeCount(iterations), HMAC_SHA_256);
  const stretching = encodeDer(TAG.sequence, PBKDF2, parameters);
  return async (plaintext) => {
    const iv = crypto.getRandomValues(new Uint8Array(IV_LENGTH));
    const ciphertext = await subtle.encrypt({ name: 'AES-CBC', iv }, key, new Uint8Array(plaintext));
    const scheme = encodeDer(TAG.sequence, AES_256_CBC, encodeDer(TAG.octetString, iv));
    const algorithm = encodeDer(TAG.sequence, PBES2, encodeDer(TAG.sequence, stretching, scheme));
    return { algorithm, ciphertext: new Uint8Array(ciphertext) };
  };
}
