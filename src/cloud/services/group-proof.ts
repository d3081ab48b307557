import type { Json } from '#core/bytes/json';
import type { CloudContext } from '../cloud-context.ts';
import type { EnrollmentGroup, SigningCertificate, X509GroupAttestation } from '../state/cloud-state.ts';
import { EntryFault } from './entry-fault.ts';
import { judgeProof, makeVerificationCode } from './proof-of-possession.ts';
import { makeEtag } from './random.ts';
import { replaceSigning, type Slot } from './signing-certificates.ts';

/** A certificate of a group that has certificates. */
export interface GroupCertificate {
  readonly group: EnrollmentGroup & { readonly attestation: X509GroupAttestation };
  readonly slot: Slot;
  readonly signing: SigningCertificate;
}

/** Generates the verification code of a group's own certificate anew, and gives it. */
export function generateGroupCode(context: CloudContext, place: GroupCertificate): string | EntryFault {
  if (place.signing.kind === 'reference') return refuseReference(place.signing.name);
  const verificationCode = makeVerificationCode(context.crypto);
  change(context, place, { ...place.signing, verificationCode, etag: makeEtag(context.crypto) });
  return verificationCode;
}

/** Takes a verification certificate as the proof for a group's own one; gives undefined when it is one. */
export async function verifyGroupCertificate(
  context: CloudContext,
  place: GroupCertificate,
  sent: Json | undefined,
): Promise<EntryFault | undefined> {
  const { group, slot, signing } = place;
  if (signing.kind === 'reference') return refuseReference(signing.name);
  const wrong = await judgeProof(context, signing, sent);
  if (wrong !== undefined) return new EntryFault(400004, wrong);
  // Signatures take their time, and somebody else may have been here meanwhile.
  const now = context.enrollments.findGroup(group.id);
  if (now !== group || group.attestation[slot] !== signing) return new EntryFault(412000);
  change(context, place, { ...signing, verified: true, verificationCode: null, etag: makeEtag(context.crypto) });
  return undefined;
}

function refuseReference(name: string): EntryFault {
  const message = `This group refers to the CA certificate ${name} of DPS: prove that one.`;
  return new EntryFault(400004, message);
}

function change(context: CloudContext, { group, slot }: GroupCertificate, signing: SigningCertificate): void {
  replaceSigning(context, group, { ...group.attestation, [slot]: signing });
}
