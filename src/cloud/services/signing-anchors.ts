import type { ChainAuthority } from '../auth/chain-cause.ts';
import type { CloudContext } from '../cloud-context.ts';
import type { AuthorityCertificate, EnrollmentGroup, SigningCertificate } from '../state/cloud-state.ts';
import { readKeptCertificate } from './kept-certificate.ts';

/** A CA certificate that the devices of a group may lead to. */
export interface SigningAnchor extends ChainAuthority {
  /** For the log: `the primary certificate`, or the name of a CA certificate of the DPS instance. */
  readonly name: string;
}

/** Gives the CA certificates of a group, primary first; none for a group with keys. */
export function listSigningAnchors(context: CloudContext, { attestation }: EnrollmentGroup): readonly SigningAnchor[] {
  if (attestation.type !== 'x509') return [];
  return (['primary', 'secondary'] as const).flatMap((slot) => {
    const signing = attestation[slot];
    const found = signing === null ? undefined : findCertificate(context, signing);
    if (signing === null || found === undefined) return [];
    const name = signing.kind === 'own' ? `the ${slot} certificate` : signing.name;
    return [{ certificate: readKeptCertificate(found.certificate), verified: found.verified, name }];
  });
}

/** Gives the CA certificates that DPS or the hub was given. */
export function listAuthorities(
  { authorities }: CloudContext,
  service: AuthorityCertificate['service'],
): readonly ChainAuthority[] {
  return authorities.list(service).map(({ certificate, verified }) => {
    return { certificate: readKeptCertificate(certificate), verified };
  });
}

/** Gives what a group's certificate is, its own or the one it refers to; undefined when that one is not there. */
export function findCertificate(
  { authorities }: CloudContext,
  signing: SigningCertificate,
): Pick<AuthorityCertificate, 'certificate' | 'verified' | 'etag'> | undefined {
  return signing.kind === 'own' ? signing : authorities.find('dps', signing.name);
}
