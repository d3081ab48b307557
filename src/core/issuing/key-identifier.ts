import { contextTag, encodeDer, TAG } from '../bytes/der.ts';
import { sha1 } from '../bytes/sync-digest.ts';
import type { Certificate } from '../x509/certificate.ts';
import type { PublicKeyInfo } from '../x509/public-key.ts';

/** Gives the identifier of a key: SHA-1 of the octets within its BIT STRING (RFC 5280, 4.2.1.2, method 1). */
export function makeKeyIdentifier({ key }: Pick<PublicKeyInfo, 'key'>): Uint8Array<ArrayBuffer> {
  return sha1(key);
}

/**
 * Gives the AuthorityKeyIdentifier of all that an issuer signs (RFC 5280, 4.2.1.1): the identifier that the issuer has
 * for its key, or where it has none the one that it would have. `withSerial`: in that case also its issuer and serial
 * number, as openssl has it for `keyid,issuer`.
 */
export function encodeAuthorityKeyIdentifier(issuer: Certificate, withSerial: boolean): Uint8Array<ArrayBuffer> {
  const { subjectKeyIdentifier, publicKey, serialNumber } = issuer;
  const identifier = encodeDer(contextTag(0), subjectKeyIdentifier ?? makeKeyIdentifier(publicKey));
  if (subjectKeyIdentifier !== undefined || !withSerial) return encodeDer(TAG.sequence, identifier);
  const directoryName = encodeDer(contextTag(4, true), issuer.issuer.der);
  return encodeDer(
    TAG.sequence,
    identifier,
    encodeDer(contextTag(1, true), directoryName),
    encodeDer(contextTag(2), serialNumber),
  );
}
