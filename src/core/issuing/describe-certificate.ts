import { encodeBase64 } from '../bytes/base64.ts';
import { type Certificate, commonNameOf, printName, printSerialNumber } from '../x509/certificate.ts';
import type { CertificateFacts } from '../x509/certificate-facts.ts';
import { makeThumbprint } from '../x509/thumbprint.ts';
import { keyKindOf } from './key-kind.ts';

/** Gives what people want to know of a certificate that was read. */
export async function describeCertificate(subtle: SubtleCrypto, certificate: Certificate): Promise<CertificateFacts> {
  const { der, subject, issuer, basicConstraints } = certificate;
  const [sha1Thumbprint, sha256Thumbprint] = await Promise.all([
    makeThumbprint(subtle, der, 'SHA-1'),
    makeThumbprint(subtle, der, 'SHA-256'),
  ]);
  return {
    derBase64: encodeBase64(der),
    subjectName: printName(subject),
    issuerName: printName(issuer),
    commonName: commonNameOf(subject) ?? '',
    serialNumber: printSerialNumber(certificate.serialNumber),
    notBefore: certificate.notBefore,
    notAfter: certificate.notAfter,
    keyKind: keyKindOf(certificate.publicKey),
    isAuthority: basicConstraints?.ca === true,
    pathLength: basicConstraints?.pathLength,
    sha1Thumbprint,
    sha256Thumbprint,
  };
}
