import { DerError, failDer, readCount, readDer, readWithin, TAG } from '../bytes/der.ts';
import { type AlgorithmIdentifier, readAlgorithm } from '../x509/public-key.ts';
import type { Opening } from './opening.ts';

/** How a key is made of a password (RFC 8018, 5.2). */
export interface Pbkdf2 {
  readonly salt: Uint8Array<ArrayBuffer>;
  readonly iterations: number;
  /** Octets, where the file says them. */
  readonly keyLength: number | undefined;
  readonly hash: Pbkdf2Hash;
}

type Pbkdf2Hash = 'SHA-1' | 'SHA-256' | 'SHA-384' | 'SHA-512';

const PBKDF2 = '1.2.840.113549.1.5.12';

/** HMAC with a hash, as the pseudorandom function and as a MAC (RFC 8018, B.1.1 and B.1.2). */
const HMACS: Readonly<Record<string, Pbkdf2Hash>> = {
  '1.2.840.113549.2.7': 'SHA-1',
  '1.2.840.113549.2.9': 'SHA-256',
  '1.2.840.113549.2.10': 'SHA-384',
  '1.2.840.113549.2.11': 'SHA-512',
};

const LENGTHS: Readonly<Record<Pbkdf2Hash, number>> = { 'SHA-1': 20, 'SHA-256': 32, 'SHA-384': 48, 'SHA-512': 64 };

/** Gives the hash of an HMAC. Throws `pkcs/unsupported`. */
export function readHmac(opening: Opening, { oid }: AlgorithmIdentifier): Pbkdf2Hash {
  const hash = HMACS[oid];
  if (hash === undefined) throw opening.refuseProtection(oid);
  return hash;
}

/** Reads a key derivation function, which must be this one (RFC 8018, A.2). Throws `DerError`, `pkcs/unsupported`. */
export function readPbkdf2(opening: Opening, { oid, parameters }: AlgorithmIdentifier): Pbkdf2 {
  if (oid !== PBKDF2) throw opening.refuseProtection(oid);
  if (parameters === undefined) throw new DerError('ends-early');
  return readWithin(readDer(parameters, TAG.sequence), (reader) => {
    const salt = reader.read(TAG.octetString).content;
    const iterations = readCount(reader.read(TAG.integer));
    if (iterations === 0) failDer();
    const length = reader.readOptional(TAG.integer);
    const keyLength = length === undefined ? undefined : readCount(length);
    const hash = reader.tag === undefined ? 'SHA-1' : readHmac(opening, readAlgorithm(reader));
    return { salt, iterations, keyLength, hash };
  });
}

/** Derives as many octets. Throws `pkcs/too-slow`. */
export async function derivePbkdf2(
  opening: Opening,
  { salt, iterations, hash }: Pbkdf2,
  password: Uint8Array<ArrayBuffer>,
  length: number,
): Promise<Uint8Array<ArrayBuffer>> {
  opening.spend(iterations, Math.ceil(length / LENGTHS[hash]));
  const key = await opening.subtle.importKey('raw', password, 'PBKDF2', false, ['deriveBits']);
  return new Uint8Array(await opening.subtle.deriveBits({ name: 'PBKDF2', hash, salt, iterations }, key, length * 8));
}
