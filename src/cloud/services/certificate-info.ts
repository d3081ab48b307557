import { printName, printSerialNumber } from '#core/x509/certificate';
import { makeThumbprint } from '#core/x509/thumbprint';
import type { CloudContext } from '../cloud-context.ts';
import { readKeptCertificate } from './kept-certificate.ts';

/** What the services tell of a certificate. */
export interface CertificateInfo {
  readonly subjectName: string;
  readonly issuerName: string;
  /** Upper-case hexadecimal, as the other one. */
  readonly sha1Thumbprint: string;
  readonly sha256Thumbprint: string;
  /** Milliseconds since the Unix epoch. */
  readonly notBefore: number;
  readonly notAfter: number;
  readonly serialNumber: string;
  readonly version: number;
}

/** Gives what the services tell of a certificate of the state, base64 of the DER. */
export async function makeCertificateInfo({ crypto }: CloudContext, base64: string): Promise<CertificateInfo> {
  const { der, subject, issuer, notBefore, notAfter, serialNumber, version } = readKeptCertificate(base64);
  const [sha1Thumbprint, sha256Thumbprint] = await Promise.all([
    makeThumbprint(crypto.subtle, der, 'SHA-1'),
    makeThumbprint(crypto.subtle, der, 'SHA-256'),
  ]);
  return {
    subjectName: printName(subject),
    issuerName: printName(issuer),
    sha1Thumbprint,
    sha256Thumbprint,
    notBefore,
    notAfter,
    serialNumber: printSerialNumber(serialNumber),
    version,
  };
}
