import { md5, sha1 as hashSha1 } from '@noble/hashes/legacy.js';
import { sha256 as hashSha256, sha384, sha512 } from '@noble/hashes/sha2.js';

/**
 * Gives the 20 octets of SHA-1 at once, where waiting for WebCrypto would cost more than hashing: for the key identifiers
 * of certificates (RFC 5280, 4.2.1.2) and for PKCS #12, and nothing that has to withstand an attack.
 */
export function sha1(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return hashSha1(bytes);
}

/** Gives the 32 octets of SHA-256 at once, where waiting for WebCrypto would cost more than hashing. */
export function sha256(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return hashSha256(bytes);
}

const HASHES = {
  MD5: md5,
  'SHA-1': hashSha1,
  'SHA-256': hashSha256,
  'SHA-384': sha384,
  'SHA-512': sha512,
} as const;

/** Hashes that files with passwords are made with; MD5 in old ones alone. */
export type SyncHash = keyof typeof HASHES;

/** Octets that a hash takes at a time. */
export const blockLengthOf = (hash: SyncHash): number => HASHES[hash].blockLen;

/** Octets that a hash gives. */
export const digestLengthOf = (hash: SyncHash): number => HASHES[hash].outputLen;

/** Gives the digest of some bytes at once. */
export function digest(hash: SyncHash, bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return HASHES[hash](bytes);
}
