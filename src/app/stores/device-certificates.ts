import { isGroupAuthority } from '#core/certificate-export/outputs-of';
import type { KeptCertificate, Shelf } from '#core/ports/certificate-maker';
import { lifeOf } from '#core/rolling/certificate-life';

/** Which certificates of devices are listed. `soon`: time for the next one. */
export const CERTIFICATE_FILTERS = ['all', 'soon', 'ended'] as const;
export type CertificateFilter = (typeof CERTIFICATE_FILTERS)[number];

/** Gives what devices, modules and IoT Edge devices have, the newest first. */
export function deviceCertificatesOf({ certificates }: Shelf): readonly KeptCertificate[] {
  return certificates.filter((one) => !isGroupAuthority(one)).toSorted((a, b) => b.createdAt - a.createdAt);
}

/**
 * Gives those that a filter lets through and that hold a text in their name or their issuer's, or have a thumbprint or
 * serial number that begins with it.
 */
export function filterCertificates(
  certificates: readonly KeptCertificate[],
  filter: CertificateFilter,
  find: string,
  now: number,
): readonly KeptCertificate[] {
  const text = find.trim().toLowerCase();
  return certificates.filter((one) => passes(one, filter, now) && (text === '' || holds(one, text)));
}

/** Counts what each filter lets through. */
export function countCertificates(
  certificates: readonly KeptCertificate[],
  now: number,
): Readonly<Record<CertificateFilter, number>> {
  const counts = { all: certificates.length, soon: 0, ended: 0 };
  for (const { facts } of certificates) {
    const { state } = lifeOf(facts, now);
    if (state === 'soon' || state === 'ended') counts[state] += 1;
  }
  return counts;
}

/** Fewer digits are a name that somebody begins to type. */
const HEX_BEGINNING = /^[0-9A-F]{4,}$/;

function passes({ facts }: KeptCertificate, filter: CertificateFilter, now: number): boolean {
  return filter === 'all' || lifeOf(facts, now).state === filter;
}

function holds({ facts }: KeptCertificate, text: string): boolean {
  const { subjectName, issuerName, sha1Thumbprint, sha256Thumbprint, serialNumber } = facts;
  if (`${subjectName}\n${issuerName}`.toLowerCase().includes(text)) return true;
  const digits = text.replaceAll(/[\s:]/g, '').toUpperCase();
  if (!HEX_BEGINNING.test(digits)) return false;
  return [sha1Thumbprint, sha256Thumbprint, serialNumber].some((one) => one.startsWith(digits));
}
