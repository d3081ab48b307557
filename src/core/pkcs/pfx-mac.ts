import { equalBytes } from '../bytes/compare.ts';
import { DerError, type DerReader, encodeDer, failDer, readCount, readDer, readWithin, TAG } from '../bytes/der.ts';
import { DER_NULL, encodeCount, encodeOid } from '../bytes/der-values.ts';
import { digestLengthOf } from '../bytes/sync-digest.ts';
import { type AlgorithmIdentifier, readAlgorithm } from '../x509/public-key.ts';
import type { Opening } from './opening.ts';
import type { PasswordForms } from './password-forms.ts';
import type { PasswordSettings } from './pbes2.ts';
import { derivePbkdf2, readHmac, readPbkdf2 } from './pbkdf2.ts';
import { deriveForPkcs12, encodePkcs12Password, PURPOSE } from './pkcs12-kdf.ts';

type Bytes = Uint8Array<ArrayBuffer>;

/** What shows that whoever wrote a PFX knew its password, and that nobody changed it (RFC 7292, section 4). */
export interface PfxMac {
  readonly algorithm: AlgorithmIdentifier;
  readonly digest: Bytes;
  readonly salt: Bytes;
  readonly iterations: number;
}

type MacHash = 'SHA-1' | 'SHA-256' | 'SHA-384' | 'SHA-512';

const HASHES: Readonly<Record<string, MacHash>> = {
  '1.3.14.3.2.26': 'SHA-1',
  '2.16.840.1.101.3.4.2.1': 'SHA-256',
  '2.16.840.1.101.3.4.2.2': 'SHA-384',
  '2.16.840.1.101.3.4.2.3': 'SHA-512',
};
const PBMAC1 = '1.2.840.113549.1.5.14';

/** A forger needs no password to guess a key of a few octets, which the file itself would ask for. */
const SHORTEST_KEY = 20;

/** More octets than the hash takes at a time are of no use (RFC 2104, section 2). */
const LONGEST_KEY = 128;

/** Eight octets are what every macOS takes. */
const SALT_LENGTH = 8;

/** Reads the next value as MacData. Throws `DerError`. */
export function readMac(reader: DerReader): PfxMac {
  return readWithin(reader.read(TAG.sequence), (inner) => {
    const outline = readWithin(inner.read(TAG.sequence), (info) => ({
      algorithm: readAlgorithm(info),
      digest: info.read(TAG.octetString).content,
    }));
    const salt = inner.read(TAG.octetString).content;
    const count = inner.readOptional(TAG.integer);
    return { ...outline, salt, iterations: count === undefined ? 1 : readCount(count) };
  });
}

/** Says whether the MAC of some content is of this password. Throws `DerError`, `pkcs/unsupported`, `pkcs/too-slow`. */
export async function verifyMac(
  opening: Opening,
  mac: PfxMac,
  content: Bytes,
  password: PasswordForms,
): Promise<boolean> {
  const { hash, key } =
    mac.algorithm.oid === PBMAC1
      ? await preparePbmac1(opening, mac.algorithm, password.utf8)
      : preparePkcs12(opening, mac, password.utf16);
  return equalBytes(await signHmac(opening.subtle, hash, key, content), mac.digest);
}

/** RFC 7292, appendix B. */
function preparePkcs12(opening: Opening, mac: PfxMac, password: Bytes): { hash: MacHash; key: Bytes } {
  const hash = HASHES[mac.algorithm.oid];
  if (hash === undefined) throw opening.refuseProtection(mac.algorithm.oid);
  if (mac.iterations === 0) failDer();
  opening.spend(mac.iterations, 1);
  return { hash, key: deriveForPkcs12({ ...mac, hash, password }, PURPOSE.mac, digestLengthOf(hash)) };
}

/** RFC 9579, section 4, with the parameters of RFC 8018, A.5. */
async function preparePbmac1(
  opening: Opening,
  { parameters }: AlgorithmIdentifier,
  password: Bytes,
): Promise<{ hash: MacHash; key: Bytes }> {
  if (parameters === undefined) throw new DerError('ends-early');
  const { derivation, hash } = readWithin(readDer(parameters, TAG.sequence), (reader) => ({
    derivation: readPbkdf2(opening, readAlgorithm(reader)),
    hash: readHmac(opening, readAlgorithm(reader)),
  }));
  const { keyLength = 0 } = derivation;
  if (keyLength < SHORTEST_KEY || keyLength > LONGEST_KEY) failDer();
  return { hash, key: await derivePbkdf2(opening, derivation, password, keyLength) };
}

async function signHmac(subtle: SubtleCrypto, hash: MacHash, key: Bytes, content: Bytes): Promise<Bytes> {
  const imported = await subtle.importKey('raw', key, { name: 'HMAC', hash }, false, ['sign']);
  return new Uint8Array(await subtle.sign('HMAC', imported, content));
}

/** Gives what writes MacData in DER for the contents of PFX files with one password, which is hashed once, with one salt. */
export function createMacWriter(
  crypto: Crypto,
  hash: 'SHA-1' | 'SHA-256',
  { password, iterations }: PasswordSettings,
): (content: Bytes) => Promise<Bytes> {
  const salt = crypto.getRandomValues(new Uint8Array(SALT_LENGTH));
  const derivation = { hash, password: encodePkcs12Password(password), salt, iterations };
  const key = deriveForPkcs12(derivation, PURPOSE.mac, digestLengthOf(hash));
  const [oid = ''] = Object.entries(HASHES).find(([, one]) => one === hash) ?? [];
  const algorithm = encodeDer(TAG.sequence, encodeOid(oid), DER_NULL);
  return async (content) => {
    const digest = await signHmac(crypto.subtle, hash, key, content);
    return encodeDer(
      TAG.sequence,
      encodeDer(TAG.sequence, algorithm, encodeDer(TAG.octetString, digest)),
      encodeDer(TAG.octetString, salt),
      encodeCount(iterations),
    );
  };
}
