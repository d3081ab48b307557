import type { CertificateRole } from '#core/issuing/certificate-plan';
import type { KeptCertificate } from '#core/ports/certificate-maker';
import { printRoute, type CertificateTab, type Route } from '../../../routes.ts';

const AUTHORITY_ROLES: readonly CertificateRole[] = ['root', 'intermediate'];

/** The tab that certificates of a role are listed on. */
export function tabOf(role: CertificateRole): CertificateTab {
  return AUTHORITY_ROLES.includes(role) ? 'authorities' : 'devices';
}

/** The place of the page of one certificate. */
export function certificateRoute({ id, role }: Pick<KeptCertificate, 'id' | 'role'>): Route {
  return { room: 'certificates', tab: tabOf(role), id };
}

/** The address of the page of one certificate. */
export function certificateHref(certificate: Pick<KeptCertificate, 'id' | 'role'>): string {
  return printRoute(certificateRoute(certificate));
}
