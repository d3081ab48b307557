import type { KeptCertificate } from '../ports/certificate-maker.ts';
import { isGroupAuthority } from './outputs-of.ts';
import { printCertificate } from './print-certificates.ts';

/** Names of CA certificates in DPS are at most this long; IDs of groups may be longer. */
const NAME_LIMIT = 64;

/**
 * Prints an enrollment for DPS (2021-10-01): of an authority the body of `PUT …/enrollmentGroups/{id}`, of a device that
 * of `PUT …/enrollments/{id}`, with both certificates of a pair. The rest is left to the defaults of the DPS.
 */
export function printX509Enrollment(certificate: KeptCertificate, otherHalf: KeptCertificate | undefined): string {
  const [primary, secondary] = orderPair(certificate, otherHalf);
  const certificates = {
    primary: { certificate: printCertificate(primary.facts) },
    ...(secondary !== undefined && { secondary: { certificate: printCertificate(secondary.facts) } }),
  };
  const body = isGroupAuthority(certificate)
    ? { enrollmentGroupId: makeServiceName(certificate), ...attestBy({ signingCertificates: certificates }) }
    : { registrationId: certificate.facts.commonName, ...attestBy({ clientCertificates: certificates }) };
  return `${JSON.stringify(body, undefined, 2)}\n`;
}

function attestBy(x509: object): object {
  return { attestation: { type: 'x509', x509 }, provisioningStatus: 'enabled' };
}

/** Gives a certificate and its other half with the primary in front. One alone is in front: an enrollment needs one there. */
export function orderPair(
  certificate: KeptCertificate,
  otherHalf: KeptCertificate | undefined,
): readonly [KeptCertificate, KeptCertificate | undefined] {
  return otherHalf !== undefined && certificate.pair?.slot === 'secondary'
    ? [otherHalf, certificate]
    : [certificate, otherHalf];
}

/** Gives a name for an authority in DPS, and for its group: its own, in the characters that both can have. */
export function makeServiceName({ facts }: Pick<KeptCertificate, 'facts'>): string {
  const name = facts.commonName.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[^A-Za-z0-9]+/, '');
  return name.slice(0, NAME_LIMIT).replace(/[^A-Za-z0-9]+$/, '') || 'authority';
}
