import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { ServerName } from '#core/issuing/issue-server-certificate';

/** A certificate with its private key, both as PEM. */
export interface CertificateWithKey {
  readonly certificatePem: string;
  readonly keyPem: string;
}

/** A certificate this close to its end is made anew, so that it does not end under a server that was just started. */
const RENEW_BEFORE_MS = 7 * 86_400_000;

/** True when an authority has its key and is good until `untilMs`: what it signs must not outlive it. */
export function isAuthorityFit(pair: CertificateWithKey, untilMs: number): boolean {
  const certificate = readWithKey(pair);
  return certificate !== undefined && certificate.ca && Date.parse(certificate.validTo) > untilMs;
}

/** True when a server certificate has its key, is signed by the authority, stays good for a week and carries every name. */
export function isServerFit(
  pair: CertificateWithKey,
  authorityPem: string,
  names: readonly ServerName[],
  nowMs: number,
): boolean {
  const certificate = readWithKey(pair);
  const authority = readCertificate(authorityPem);
  if (certificate === undefined || authority === undefined) return false;
  return (
    certificate.verify(authority.publicKey) &&
    Date.parse(certificate.validFrom) <= nowMs &&
    Date.parse(certificate.validTo) > nowMs + RENEW_BEFORE_MS &&
    names.every((name) => carries(certificate, name))
  );
}

/** True when a certificate was issued under the given common name: by the CA of that name, or it is that CA. */
export function isOurs(pem: string, issuerName: string): boolean {
  return readCertificate(pem)?.issuer === `CN=${issuerName}`;
}

function carries(certificate: X509Certificate, name: ServerName): boolean {
  if (name.type === 'ip') return certificate.checkIP(name.value) !== undefined;
  return (certificate.subjectAltName ?? '').split(', ').includes(`DNS:${name.value}`);
}

function readWithKey(pair: CertificateWithKey): X509Certificate | undefined {
  const certificate = readCertificate(pair.certificatePem);
  try {
    return certificate?.checkPrivateKey(createPrivateKey(pair.keyPem)) === true ? certificate : undefined;
  } catch {
    return undefined;
  }
}

function readCertificate(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem);
  } catch {
    return undefined;
  }
}
