import type { KeyKind } from '../issuing/key-kind.ts';

/** What people want to know of a certificate, as plain data that crosses threads. */
export interface CertificateFacts {
  readonly derBase64: string;
  /** As `printName` prints it. */
  readonly subjectName: string;
  readonly issuerName: string;
  /** Empty where the subject has none. */
  readonly commonName: string;
  /** Upper-case hexadecimal. */
  readonly serialNumber: string;
  /** Milliseconds since the Unix epoch. */
  readonly notBefore: number;
  readonly notAfter: number;
  /** Undefined for a kind that we make no certificates for. */
  readonly keyKind: KeyKind | undefined;
  readonly isAuthority: boolean;
  readonly pathLength: number | undefined;
  /** Upper-case hexadecimal without colons, as the portal and `az` print it. */
  readonly sha1Thumbprint: string;
  readonly sha256Thumbprint: string;
}
