import { type CborValue, decodeCbor, encodeCbor, isCborMap } from '../../bytes/cbor.ts';
import { concatBytes } from '../../bytes/compare.ts';
import { encodeUtf8 } from '../../bytes/text.ts';
import { accept, makeFinding, reject, type Verdict } from '../../errors/workbench-error.ts';
import type { TransferKind } from '../payload.ts';

type Bytes = Uint8Array<ArrayBuffer>;

/** What is encrypted: its kind, and its bytes. */
export interface SealedContent {
  readonly kind: TransferKind;
  readonly bytes: Uint8Array;
}

/** How something was locked, which everybody may read and nobody may change. */
interface Lock {
  readonly salt: Bytes;
  readonly iterations: number;
  readonly iv: Bytes;
  /** Milliseconds since the Unix epoch, in whole seconds. */
  readonly endsAt: number | undefined;
}

/** A locked text taken apart. */
export interface LockedParts {
  readonly lock: Lock;
  /** The lock as it stands: the additional data of the encryption. */
  readonly header: Bytes;
  readonly ciphertext: Bytes;
}

/** In front of the header in the additional data, so that nothing locked for another purpose opens here. */
const PURPOSE = encodeUtf8('DW1L:');
/** Keys of the header's map. */
const KEYS = { salt: 1, iterations: 2, iv: 3, endsAt: 4 } as const;
/** Numbers of what is encrypted. */
const KINDS: Readonly<Record<TransferKind, number>> = { 'connect-code': 1, identity: 2 };
const SALT_BYTES = 16;
/** NIST SP 800-38D, 8.2: of a random initialisation vector. */
const IV_BYTES = 12;
const TAG_BYTES = 16;
/** OWASP, "Password Storage": PBKDF2 with HMAC-SHA-256. */
const ITERATIONS = 600_000;
/** Some seconds on a phone; more would let a code keep it busy. */
const ITERATIONS_LIMIT = 4_000_000;
/** The last second of the year 9999. */
const LAST_SECOND = 253_402_300_799;

/**
 * Gives what encrypts with AES-256-GCM under a key that PBKDF2 makes of the passphrase: once for all that is locked with
 * it, each under an initialisation vector of its own. A passphrase is what its letters are, not how a keyboard composes
 * them (NFC). An end is kept in whole seconds.
 */
export async function createSeal(
  crypto: Pick<Crypto, 'subtle' | 'getRandomValues'>,
  passphrase: string,
  endsAt: number | undefined,
): Promise<(content: SealedContent) => Promise<Bytes>> {
  const salt = crypto.getRandomValues(new Uint8Array(SALT_BYTES));
  const key = await deriveKey(crypto.subtle, passphrase, { salt, iterations: ITERATIONS });
  const shared: readonly (readonly [number, CborValue])[] = [
    [KEYS.salt, salt],
    [KEYS.iterations, ITERATIONS],
    ...(endsAt === undefined ? [] : [[KEYS.endsAt, Math.floor(endsAt / 1000)] as const]),
  ];
  return async ({ kind, bytes }) => {
    const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
    const header = encodeCbor(new Map([...shared, [KEYS.iv, iv]]));
    const sealed = await crypto.subtle.encrypt(cipherOf(iv, header), key, encodeCbor([KINDS[kind], bytes]));
    return encodeCbor([header, new Uint8Array(sealed)]);
  };
}

/** Takes apart what a seal gives. Findings: `qr/damaged`, and `qr/field-form` for a value beyond what is taken. */
export function readParts(bytes: Uint8Array): Verdict<LockedParts> {
  const parts = decodeCbor(bytes);
  const [header, ciphertext, ...more] = Array.isArray(parts) ? (parts as readonly CborValue[]) : [];
  const isOutline = header instanceof Uint8Array && ciphertext instanceof Uint8Array && more.length === 0;
  if (!isOutline || ciphertext.length <= TAG_BYTES) return reject(makeFinding('qr/damaged', { form: 'locked' }));
  const lock = readLock(header);
  if (typeof lock === 'string') return reject(makeFinding('qr/field-form', { form: 'locked', field: lock }));
  return accept({ lock, header: header.slice(), ciphertext: ciphertext.slice() });
}

/** The name of the first field that is not right, or the lock. */
function readLock(header: Uint8Array): Lock | string {
  const map = decodeCbor(header);
  if (!isCborMap(map)) return 'header';
  const known = new Set<number>(Object.values(KEYS));
  const unknown = [...map.keys()].find((key) => !known.has(key));
  if (unknown !== undefined) return String(unknown);
  const [salt, iterations, iv, endsAt] = Object.values(KEYS).map((key) => map.get(key));
  if (!(salt instanceof Uint8Array) || salt.length !== SALT_BYTES) return 'salt';
  if (!isWithin(iterations, ITERATIONS, ITERATIONS_LIMIT)) return 'iterations';
  if (!(iv instanceof Uint8Array) || iv.length !== IV_BYTES) return 'iv';
  if (endsAt !== undefined && !isWithin(endsAt, 0, LAST_SECOND)) return 'endsAt';
  return { salt: salt.slice(), iterations, iv: iv.slice(), endsAt: endsAt === undefined ? undefined : endsAt * 1000 };
}

function isWithin(value: CborValue | undefined, first: number, last: number): value is number {
  return typeof value === 'number' && value >= first && value <= last;
}

/**
 * Decrypts. `qr/passphrase-wrong` for another passphrase and for bytes that were changed, which nobody can tell apart;
 * `qr/damaged` where it opens, and holds what this version does not write.
 */
export async function unseal(
  subtle: SubtleCrypto,
  { lock, header, ciphertext }: LockedParts,
  passphrase: string,
): Promise<Verdict<SealedContent>> {
  const key = await deriveKey(subtle, passphrase, lock);
  let plain: ArrayBuffer;
  try {
    plain = await subtle.decrypt(cipherOf(lock.iv, header), key, ciphertext);
  } catch {
    return reject(makeFinding('qr/passphrase-wrong', {}));
  }
  const content = decodeCbor(new Uint8Array(plain));
  const [number, bytes, ...more] = Array.isArray(content) ? (content as readonly CborValue[]) : [];
  const kind = (Object.keys(KINDS) as TransferKind[]).find((one) => KINDS[one] === number);
  const isContent = kind !== undefined && bytes instanceof Uint8Array && more.length === 0;
  return isContent ? accept({ kind, bytes }) : reject(makeFinding('qr/damaged', { form: 'locked' }));
}

async function deriveKey(
  subtle: SubtleCrypto,
  passphrase: string,
  { salt, iterations }: Pick<Lock, 'salt' | 'iterations'>,
): Promise<CryptoKey> {
  const secret = concatBytes([encodeUtf8(passphrase.normalize('NFC'))]);
  const base = await subtle.importKey('raw', secret, 'PBKDF2', false, ['deriveKey']);
  const derivation = { name: 'PBKDF2', hash: 'SHA-256', salt, iterations };
  return subtle.deriveKey(derivation, base, { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
}

function cipherOf(iv: Bytes, header: Bytes): AesGcmParams {
  return { name: 'AES-GCM', iv, additionalData: concatBytes([PURPOSE, header]), tagLength: TAG_BYTES * 8 };
}
