import { settle } from '../errors/settle.ts';
import { type Certificate, readCertificate } from '../x509/certificate.ts';

/** Who signs: the certificate of an authority, and its key, of any kind that `keyKindOf` knows. */
export interface Authority {
  readonly certificateDer: Uint8Array;
  readonly privateKey: CryptoKey;
}

/** Reads the certificate of who signs. Throws `x509/form`. */
export function readAuthority({ certificateDer }: Authority): Certificate {
  return settle(readCertificate(certificateDer)).value;
}
