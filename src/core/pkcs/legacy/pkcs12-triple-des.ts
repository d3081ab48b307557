import { encodeDer, TAG } from '../../bytes/der.ts';
import { encodeCount, encodeOid } from '../../bytes/der-values.ts';
import type { Encrypt, PasswordSettings } from '../pbes2.ts';
import { deriveForPkcs12, encodePkcs12Password, PURPOSE } from '../pkcs12-kdf.ts';
import { encryptCbc } from './block-cipher.ts';
import { createTripleDes } from './des.ts';

const PBE_WITH_SHA1_AND_3DES = encodeOid('1.2.840.113549.1.12.1.3');
const SALT_LENGTH = 8;

/**
 * Gives what encrypts as PKCS #12 did in 1999, which Windows before 10 and every macOS take: triple DES with key and initial
 * vector of SHA-1 (RFC 7292, appendix C). The cipher holds; the password is hashed in a way that is cheap to repeat, so
 * that it must be a long random one. Both follow from the salt: each plaintext needs one of its own.
 */
export function createPkcs12TripleDes(crypto: Crypto, { password, iterations }: PasswordSettings): Encrypt {
  return async (plaintext) => {
    const salt = crypto.getRandomValues(new Uint8Array(SALT_LENGTH));
    const derivation = { hash: 'SHA-1', password: encodePkcs12Password(password), salt, iterations } as const;
    const cipher = createTripleDes(deriveForPkcs12(derivation, PURPOSE.key, 24));
    const parameters = encodeDer(TAG.sequence, encodeDer(TAG.octetString, salt), encodeCount(iterations));
    return {
      algorithm: encodeDer(TAG.sequence, PBE_WITH_SHA1_AND_3DES, parameters),
      ciphertext: encryptCbc(cipher, deriveForPkcs12(derivation, PURPOSE.iv, 8), plaintext),
    };
  };
}
