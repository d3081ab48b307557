import { encodeHex } from '../bytes/hex.ts';
import { type Certificate, type CertificateExtension } from '../x509/certificate.ts';

/** The names that OpenSSL has for purposes (x509v3_config(5)); others go by their numbers. */
const PURPOSES: Readonly<Record<string, string>> = {
  '1.3.6.1.5.5.7.3.1': 'serverAuth',
  '1.3.6.1.5.5.7.3.2': 'clientAuth',
  '1.3.6.1.5.5.7.3.4': 'emailProtection',
};

/**
 * Gives the lines of an OpenSSL configuration (x509v3_config(5)) that give another certificate the extensions of this
 * one, in the same order. `issuer`: who signed it, where that is another certificate.
 */
export function listExtensionLines(certificate: Certificate, issuer: Certificate | undefined): readonly string[] {
  return certificate.extensions.map((extension) => {
    const [name, value] = describeExtension(extension, certificate, issuer) ?? describeUnknown(extension);
    return `${name} = ${extension.critical ? 'critical,' : ''}${value}`;
  });
}

function describeExtension(
  { oid }: CertificateExtension,
  { basicConstraints, keyUsage, extendedKeyUsage, subjectKeyIdentifier }: Certificate,
  issuer: Certificate | undefined,
): readonly [name: string, value: string] | undefined {
  switch (oid) {
    case '2.5.29.14':
      return subjectKeyIdentifier && ['subjectKeyIdentifier', 'hash'];
    case '2.5.29.15':
      return keyUsage && ['keyUsage', keyUsage.join(',')];
    case '2.5.29.19':
      return basicConstraints && ['basicConstraints', printBasicConstraints(basicConstraints)];
    case '2.5.29.35':
      // OpenSSL copies what the issuer has, and cannot where it has none.
      return (issuer ?? { subjectKeyIdentifier }).subjectKeyIdentifier && ['authorityKeyIdentifier', 'keyid:always'];
    case '2.5.29.37':
      return extendedKeyUsage && ['extendedKeyUsage', extendedKeyUsage.map((use) => PURPOSES[use] ?? use).join(',')];
    default:
      return undefined;
  }
}

function printBasicConstraints({ ca, pathLength }: NonNullable<Certificate['basicConstraints']>): string {
  return `CA:${ca ? 'TRUE' : 'FALSE'}${pathLength === undefined ? '' : `,pathlen:${pathLength}`}`;
}

/** Any extension can be given as it stands. */
function describeUnknown({ oid, value }: CertificateExtension): readonly [name: string, value: string] {
  return [oid, `DER:${encodeHex(value)}`];
}
