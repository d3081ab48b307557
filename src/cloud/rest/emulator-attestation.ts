import type { CloudContext } from '../cloud-context.ts';
import { makeCertificateInfo } from '../services/certificate-info.ts';
import { findCertificate } from '../services/signing-anchors.ts';
import { SLOTS, type Slot } from '../services/signing-certificates.ts';
import type { Attestation, SigningCertificate } from '../state/cloud-state.ts';

/** Gives what the operator's page shows of an attestation: which kind, and what its certificates say. No keys. */
export async function describeEntryAttestation(context: CloudContext, attestation: Attestation): Promise<object> {
  if (attestation.type === 'symmetricKey') return { type: 'symmetricKey' };
  const described: Partial<Record<Slot, object>> = {};
  for (const slot of SLOTS) {
    const certificate = attestation[slot];
    if (certificate === null) continue;
    described[slot] =
      typeof certificate === 'string'
        ? { kind: 'client', ...(await makeCertificateInfo(context, certificate)) }
        : await describeSigning(context, certificate);
  }
  return { type: 'x509', ...described };
}

/** One by reference says what the CA certificate of DPS says that it refers to. */
async function describeSigning(context: CloudContext, signing: SigningCertificate): Promise<object> {
  const { kind } = signing;
  const own = kind === 'own' ? { verificationCode: signing.verificationCode } : { name: signing.name };
  const found = findCertificate(context, signing);
  if (found === undefined) return { kind, ...own, verified: false };
  return { kind, ...own, verified: found.verified, ...(await makeCertificateInfo(context, found.certificate)) };
}
