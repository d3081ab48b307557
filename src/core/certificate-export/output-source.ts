import type { OpenArchive } from '../ports/archive-writer.ts';
import type { KeptCertificate } from '../ports/certificate-maker.ts';

/** What an output is made from. */
export interface OutputSource {
  readonly certificate: KeptCertificate;
  /** The other one of a pair: an enrollment has both. */
  readonly otherHalf?: KeptCertificate | undefined;
  /** Gives the private key, PKCS #8 in DER, which is wiped after use. Throws what keeps it where it is. */
  readonly exportKey: () => Promise<Uint8Array>;
  readonly openArchive: OpenArchive;
}
