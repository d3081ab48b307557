import { decodeBase64 } from '#core/bytes/base64';
import type { CloudContext } from '../cloud-context.ts';
import type { AuthorityCertificate, EnrollmentGroup, SigningCertificate } from '../state/cloud-state.ts';

/** A CA certificate that the devices of a group may lead to. */
export interface SigningAnchor {
  /** DER. */
  readonly certificate: Uint8Array;
  /** Whether its owner has proved the key; no device comes by one that is not verified. */
  readonly verified: boolean;
  /** For the log: `the primary certificate`, or the name of a CA certificate of the DPS instance. */
  readonly name: string;
}

/** Gives the CA certificates of a group, primary first; none for a group with keys. */
export function listSigningAnchors(context: CloudContext, { attestation }: EnrollmentGroup): readonly SigningAnchor[] {
  if (attestation.type !== 'x509') return [];
  return (['primary', 'secondary'] as const).flatMap((slot) => {
    const signing = attestation[slot];
    const found = signing === null ? undefined : findCertificate(context, signing);
    const der = decodeBase64(found?.certificate ?? '');
    if (signing === null || found === undefined || der === undefined) return [];
    const name = signing.kind === 'own' ? `the ${slot} certificate` : signing.name;
    return [{ certificate: der, verified: found.verified, name }];
  });
}

/** Gives what a group's certificate is, its own or the one it refers to; undefined when that one is not there. */
export function findCertificate(
  { authorities }: CloudContext,
  signing: SigningCertificate,
): Pick<AuthorityCertificate, 'certificate' | 'verified' | 'etag'> | undefined {
  return signing.kind === 'own' ? signing : authorities.find('dps', signing.name);
}
