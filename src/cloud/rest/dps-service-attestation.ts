import type { CloudContext } from '../cloud-context.ts';
import { makeCertificateInfo } from '../services/certificate-info.ts';
import { SLOTS, type Slot } from '../services/signing-certificates.ts';
import type { Attestation } from '../state/cloud-state.ts';

/** What DPS tells of an entry's attestation; `keys`: the keys too, which the attestation mechanism alone tells. */
export async function describeDpsAttestation(
  context: CloudContext,
  attestation: Attestation,
  keys: 'with keys' | 'without keys',
): Promise<object> {
  const { type } = attestation;
  if (type === 'x509') return { type, x509: await describeX509(context, attestation) };
  const { primaryKey, secondaryKey } = attestation;
  return keys === 'with keys' ? { type, symmetricKey: { primaryKey, secondaryKey } } : { type };
}

/** Certificates are told by what they say (`info`), references by the names of the CA certificates. */
async function describeX509(context: CloudContext, attestation: Attestation & { type: 'x509' }): Promise<object> {
  const lists: Partial<Record<ListName, Partial<Record<Slot, object | string>>>> = {};
  for (const slot of SLOTS) {
    const certificate = attestation[slot];
    if (certificate === null) continue;
    if (typeof certificate === 'string') {
      lists.clientCertificates = { ...lists.clientCertificates, [slot]: await describeInfo(context, certificate) };
    } else if (certificate.kind === 'own') {
      const described = await describeInfo(context, certificate.certificate);
      lists.signingCertificates = { ...lists.signingCertificates, [slot]: described };
    } else {
      lists.caReferences = { ...lists.caReferences, [slot]: certificate.name };
    }
  }
  return lists;
}

type ListName = 'clientCertificates' | 'signingCertificates' | 'caReferences';

async function describeInfo(context: CloudContext, certificate: string): Promise<object> {
  const { notBefore, notAfter, ...info } = await makeCertificateInfo(context, certificate);
  return { info: { ...info, notBeforeUtc: printUtc(notBefore), notAfterUtc: printUtc(notAfter) } };
}

/** Certificates know no parts of a second. */
function printUtc(at: number): string {
  return new Date(at).toISOString().replace('.000Z', 'Z');
}
