import { makeSigningRequest } from '../x509/peculiar.ts';
import { encodeCommonName } from './subject-name.ts';

/**
 * Issues a request for a certificate, as DER (PKCS #10, RFC 2986): the name and the key, signed with that key, and no
 * extensions, which whoever signs it has their own of. DPS takes it in base64 for issuance, with a key on P-384 and the
 * registration ID as the common name.
 */
export function issueSigningRequest(
  crypto: Crypto,
  { commonName, keys }: { readonly commonName: string; readonly keys: CryptoKeyPair },
): Promise<Uint8Array<ArrayBuffer>> {
  return makeSigningRequest(crypto, encodeCommonName(commonName), keys);
}
