import { DerError, failDer, readCount, readDer, readWithin, TAG } from '../bytes/der.ts';
import { digestRepeatedly } from '../bytes/repeat-digest.ts';
import { digestLengthOf, type SyncHash } from '../bytes/sync-digest.ts';
import { type AlgorithmIdentifier, readAlgorithm } from '../x509/public-key.ts';
import { type Cipher, CIPHERS } from './cipher.ts';
import type { Opening } from './opening.ts';
import type { PasswordForms } from './password-forms.ts';
import { derivePbkdf2, readPbkdf2 } from './pbkdf2.ts';
import { deriveForPkcs12, PURPOSE } from './pkcs12-kdf.ts';

type Bytes = Uint8Array<ArrayBuffer>;

/** A cipher with all that it needs. */
interface ReadyCipher {
  readonly cipher: Cipher;
  readonly key: Bytes;
  readonly iv: Bytes;
}

const PBES2 = '1.2.840.113549.1.5.13';

/** Encryption schemes of PBES2: RFC 8018, B.2, and NIST's "Computer Security Objects Register". */
const MODERN: Readonly<Record<string, Cipher>> = {
  '2.16.840.1.101.3.4.1.2': CIPHERS.aes128,
  '2.16.840.1.101.3.4.1.22': CIPHERS.aes192,
  '2.16.840.1.101.3.4.1.42': CIPHERS.aes256,
  '1.2.840.113549.3.7': CIPHERS.tripleDes,
  '1.3.14.3.2.7': CIPHERS.des,
};

/** PBE with SHA-1 of PKCS #12 (RFC 7292, appendix C). */
const PKCS12: Readonly<Record<string, Cipher>> = {
  '1.2.840.113549.1.12.1.1': CIPHERS.rc4With128Bits,
  '1.2.840.113549.1.12.1.2': CIPHERS.rc4With40Bits,
  '1.2.840.113549.1.12.1.3': CIPHERS.tripleDes,
  '1.2.840.113549.1.12.1.4': CIPHERS.twoKeyTripleDes,
  '1.2.840.113549.1.12.1.5': CIPHERS.rc2With128Bits,
  '1.2.840.113549.1.12.1.6': CIPHERS.rc2With40Bits,
};

/** PBES1 with DES, by its hash (RFC 8018, A.3). */
const PBES1: Readonly<Record<string, SyncHash>> = {
  '1.2.840.113549.1.5.3': 'MD5',
  '1.2.840.113549.1.5.10': 'SHA-1',
};

/**
 * Decrypts what was encrypted with a password; undefined where it does not fit, as far as the padding tells: one wrong
 * password among 256 passes. Throws `DerError`, `pkcs/unsupported` and `pkcs/too-slow`.
 */
export async function decryptWithPassword(
  opening: Opening,
  algorithm: AlgorithmIdentifier,
  ciphertext: Bytes,
  password: PasswordForms,
): Promise<Bytes | undefined> {
  const { cipher, key, iv } = await prepareCipher(opening, algorithm, password);
  if (cipher.isOld) opening.noteWeakness(cipher.name);
  return cipher.decrypt(opening.subtle, key, iv, ciphertext);
}

async function prepareCipher(
  opening: Opening,
  algorithm: AlgorithmIdentifier,
  password: PasswordForms,
): Promise<ReadyCipher> {
  if (algorithm.oid === PBES2) return preparePbes2(opening, algorithm, password.utf8);
  const cipher = PKCS12[algorithm.oid];
  if (cipher !== undefined) return preparePkcs12(opening, cipher, algorithm, password.utf16);
  const hash = PBES1[algorithm.oid];
  if (hash !== undefined) return preparePbes1(opening, hash, algorithm, password.utf8);
  throw opening.refuseProtection(algorithm.oid);
}

/** RFC 8018, A.4. */
async function preparePbes2(
  opening: Opening,
  { parameters = missing() }: AlgorithmIdentifier,
  password: Bytes,
): Promise<ReadyCipher> {
  const { derivation, scheme } = readWithin(readDer(parameters, TAG.sequence), (reader) => ({
    derivation: readPbkdf2(opening, readAlgorithm(reader)),
    scheme: readAlgorithm(reader),
  }));
  const cipher = MODERN[scheme.oid];
  if (cipher === undefined) throw opening.refuseProtection(scheme.oid);
  const iv = readDer(scheme.parameters ?? missing(), TAG.octetString).content;
  const { keyLength = cipher.keyLength } = derivation;
  if (iv.length !== cipher.ivLength || keyLength !== cipher.keyLength) failDer();
  return { cipher, key: await derivePbkdf2(opening, derivation, password, keyLength), iv };
}

/** RFC 7292, B.4 and C. */
function preparePkcs12(opening: Opening, cipher: Cipher, algorithm: AlgorithmIdentifier, password: Bytes): ReadyCipher {
  const { salt, iterations } = readSaltAndCount(algorithm);
  const length = digestLengthOf('SHA-1');
  opening.spend(iterations, Math.ceil(cipher.keyLength / length) + Math.ceil(cipher.ivLength / length));
  const derivation = { hash: 'SHA-1', password, salt, iterations } as const;
  const key = deriveForPkcs12(derivation, PURPOSE.key, cipher.keyLength);
  return { cipher, key, iv: deriveForPkcs12(derivation, PURPOSE.iv, cipher.ivLength) };
}

/** RFC 8018, 5.1 and 6.1. */
function preparePbes1(opening: Opening, hash: SyncHash, algorithm: AlgorithmIdentifier, password: Bytes): ReadyCipher {
  const { salt, iterations } = readSaltAndCount(algorithm);
  opening.spend(iterations, 1);
  const input = new Uint8Array(password.length + salt.length);
  input.set(password);
  input.set(salt, password.length);
  const octets = digestRepeatedly(hash, input, iterations);
  return { cipher: CIPHERS.des, key: octets.slice(0, 8), iv: octets.slice(8, 16) };
}

/** The parameters of all schemes before PBES2. */
function readSaltAndCount({ parameters = missing() }: AlgorithmIdentifier): {
  readonly salt: Bytes;
  readonly iterations: number;
} {
  return readWithin(readDer(parameters, TAG.sequence), (reader) => {
    const salt = reader.read(TAG.octetString).content;
    const iterations = readCount(reader.read(TAG.integer));
    if (iterations === 0) failDer();
    return { salt, iterations };
  });
}

function missing(): never {
  throw new DerError('ends-early');
}
