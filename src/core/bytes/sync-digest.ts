import { sha1 as hashSha1 } from '@noble/hashes/legacy.js';
import { sha256 as hashSha256 } from '@noble/hashes/sha2.js';

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
