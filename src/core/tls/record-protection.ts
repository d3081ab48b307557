import { concatBytes } from '../bytes/compare.ts';
import { CONTENT } from './protocol.ts';
import { encodeUint } from './presentation.ts';
import { fail, failOrder, failOverflow } from './tls-fault.ts';
import type { TlsVersion } from './tls-report.ts';

/** Bytes of data in a record, at most (RFC 8446, 5.1; RFC 5246, 6.2.1). */
export const FRAGMENT_LIMIT = 2 ** 14;
/** Type, version and length. */
export const HEADER_LENGTH = 5;
const TAG_LENGTH = 16;
const EXPLICIT_NONCE_LENGTH = 8;

/** A record as it came or goes: its header, then its fragment. */
export type TlsRecord = Uint8Array<ArrayBuffer>;

/** What is in a record. */
export interface Plaintext {
  /** One of `CONTENT`, or a number that is none. */
  readonly type: number;
  readonly data: Uint8Array<ArrayBuffer>;
}

/** Keys of one direction; `iv`: four bytes in TLS 1.2 (RFC 5288, 3), twelve in TLS 1.3 (RFC 8446, 5.3). */
export interface RecordKeys {
  readonly key: CryptoKey;
  readonly iv: Uint8Array<ArrayBuffer>;
}

/** Seals and opens the records of one direction; sequence numbers are the caller's. */
export interface RecordProtection {
  seal(sequence: number, type: number, data: Uint8Array<ArrayBuffer>): Promise<TlsRecord>;
  /** Rejects with the faults `tls/bad-record` and `tls/record-overflow`. */
  open(sequence: number, record: TlsRecord): Promise<Plaintext>;
}

/** Seals and opens with keys that may still be in the making: numbers are given out meanwhile. */
export function createProtection(
  version: TlsVersion,
  subtle: SubtleCrypto,
  keys: Promise<RecordKeys>,
): RecordProtection {
  // They may fail before anything is sealed with them.
  keys.catch(() => undefined);
  return (version === 'TLS 1.2' ? protect12 : protect13)(subtle, keys);
}

/** Makes a record without protection (RFC 8446, 5.1). */
export function encodeRecord(type: number, fragment: Uint8Array, version = 0x0303): TlsRecord {
  return concatBytes([encodeHeader(type, fragment.length, version), fragment]);
}

/** Opens one of those. */
export function openUnprotected(record: TlsRecord): Plaintext {
  return limit(record[0] ?? 0, record.subarray(HEADER_LENGTH));
}

/** AES-GCM of TLS 1.2 (RFC 5288, 3; RFC 5246, 6.2.3.3): half of the nonce goes with the record. */
function protect12(subtle: SubtleCrypto, keys: Promise<RecordKeys>): RecordProtection {
  return {
    async seal(sequence, type, data) {
      const { key, iv } = await keys;
      const number = encodeUint(sequence, EXPLICIT_NONCE_LENGTH);
      const additionalData = concatBytes([number, encodeHeader(type, data.length)]);
      // RFC 5288, 3: the sequence number will do as the explicit nonce, since it never comes twice.
      const sealed = await subtle.encrypt(gcm(concatBytes([iv, number]), additionalData), key, data);
      return encodeRecord(type, concatBytes([number, new Uint8Array(sealed)]));
    },
    async open(sequence, record) {
      const { key, iv } = await keys;
      const start = HEADER_LENGTH + EXPLICIT_NONCE_LENGTH;
      const length = record.length - start - TAG_LENGTH;
      if (length < 0) failRecord();
      const number = encodeUint(sequence, 8);
      // With the type and the version as they came, so that they are authenticated, too.
      const additionalData = concatBytes([number, record.subarray(0, 3), encodeUint(length, 2)]);
      const nonce = concatBytes([iv, record.subarray(HEADER_LENGTH, start)]);
      return limit(record[0] ?? 0, await decrypt(subtle, gcm(nonce, additionalData), key, record.subarray(start)));
    },
  };
}

/** AES-GCM of TLS 1.3 (RFC 8446, 5.2 to 5.4): the type is within, and the nonce comes of the sequence number. */
function protect13(subtle: SubtleCrypto, keys: Promise<RecordKeys>): RecordProtection {
  return {
    async seal(sequence, type, data) {
      const { key, iv } = await keys;
      const inner = concatBytes([data, Uint8Array.of(type)]);
      const header = encodeHeader(CONTENT.application_data, inner.length + TAG_LENGTH);
      const sealed = await subtle.encrypt(gcm(makeNonce(iv, sequence), header), key, inner);
      return concatBytes([header, new Uint8Array(sealed)]);
    },
    async open(sequence, record) {
      // 5: once there are keys every record is application_data on its outside, but for change_cipher_spec.
      if (record[0] !== CONTENT.application_data) failOrder('unprotected record', []);
      // 5.2: 256 bytes more than the data, at most.
      if (record.length > HEADER_LENGTH + FRAGMENT_LIMIT + 256) failOverflow();
      const { key, iv } = await keys;
      const parameters = gcm(makeNonce(iv, sequence), record.subarray(0, HEADER_LENGTH));
      const inner = await decrypt(subtle, parameters, key, record.subarray(HEADER_LENGTH));
      // 5.4: zeros behind the type are padding, and a record of zeros alone has no type.
      const end = inner.findLastIndex((byte) => byte !== 0);
      const type = inner[end];
      if (type === undefined) failOrder('record without a type', []);
      // 5: a change_cipher_spec is never sealed.
      if (type === CONTENT.change_cipher_spec) failOrder('change_cipher_spec', []);
      return limit(type, inner.subarray(0, end));
    },
  };
}

function encodeHeader(type: number, length: number, version = 0x0303): Uint8Array<ArrayBuffer> {
  return concatBytes([Uint8Array.of(type), encodeUint(version, 2), encodeUint(length, 2)]);
}

/** RFC 8446, 5.3: the sequence number, as long as the IV, XOR the IV. */
function makeNonce(iv: Uint8Array, sequence: number): Uint8Array<ArrayBuffer> {
  const nonce = encodeUint(sequence, iv.length);
  for (const [at, byte] of iv.entries()) nonce[at] = (nonce[at] ?? 0) ^ byte;
  return nonce;
}

function gcm(iv: Uint8Array<ArrayBuffer>, additionalData: Uint8Array<ArrayBuffer>): AesGcmParams {
  return { name: 'AES-GCM', iv, additionalData };
}

async function decrypt(
  subtle: SubtleCrypto,
  parameters: AesGcmParams,
  key: CryptoKey,
  sealed: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await subtle.decrypt(parameters, key, sealed).catch(failRecord));
}

/** RFC 5246, 6.2.3.3; RFC 8446, 5.2. */
function failRecord(): never {
  fail('bad_record_mac', 'tls/bad-record', {});
}

function limit(type: number, data: Uint8Array<ArrayBuffer>): Plaintext {
  if (data.length > FRAGMENT_LIMIT) failOverflow();
  return { type, data };
}
