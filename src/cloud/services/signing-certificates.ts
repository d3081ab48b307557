import type { CloudContext } from '../cloud-context.ts';
import type { Attestation, EnrollmentGroup, SigningCertificate, X509GroupAttestation } from '../state/cloud-state.ts';
import { EntryFault } from './entry-fault.ts';
import { tellEntry } from './enrollments.ts';
import { makeEtag } from './random.ts';
import { findCertificate } from './signing-anchors.ts';

/** The two certificates that an entry may have. */
export const SLOTS = ['primary', 'secondary'] as const;
export type Slot = (typeof SLOTS)[number];

/** What a request says of each of them; undefined leaves it as it is, null takes it away. */
export type SlotWishes<Wish> = Readonly<Record<Slot, Wish | null | undefined>>;

/** A CA certificate of a group's own, of which a request may leave out what is to stay; or the name of one of DPS. */
export type SigningWish =
  /** `certificate`: base64 of the DER. */
  { readonly certificate?: string; readonly verified?: boolean } | { readonly reference: string };

/**
 * Gives the certificates that a group has when it gets its wishes; nothing is changed yet. A certificate that another
 * group has is refused: it would be left open by which of the two a device comes.
 */
export function makeSigningCertificates(
  context: CloudContext,
  groupId: string,
  known: Attestation,
  wishes: SlotWishes<SigningWish>,
): X509GroupAttestation | EntryFault {
  const before = known.type === 'x509' ? (known as X509GroupAttestation) : { primary: null, secondary: null };
  const primary = makeSigning(context, before.primary, wishes.primary, 'primary');
  if (primary instanceof EntryFault) return primary;
  const secondary = makeSigning(context, before.secondary, wishes.secondary, 'secondary');
  if (secondary instanceof EntryFault) return secondary;
  for (const signing of [primary, secondary]) {
    const certificate = signing === null ? undefined : findCertificate(context, signing)?.certificate;
    const holder =
      certificate === undefined ? undefined : findHolder(context, certificate, (group) => isNamed(group, groupId));
    if (holder !== undefined) return refuseSecondGroup(holder);
  }
  return { type: 'x509', primary, secondary };
}

/** Gives the refusal of a certificate that a group has already. */
export function refuseSecondGroup({ id }: EnrollmentGroup): EntryFault {
  const message = `The enrollment group ${id} has this certificate already. A certificate is for one group alone: by two, it would be open which one a device comes by.`;
  return new EntryFault(409000, message);
}

/** Gives a group that has this certificate, base64 of the DER, of its own or by reference, those passed over aside. */
export function findHolder(
  context: CloudContext,
  certificate: string,
  isPassedOver: (group: EnrollmentGroup) => boolean,
): EnrollmentGroup | undefined {
  return context.enrollments.groups().find((group) => {
    const { attestation } = group;
    if (attestation.type !== 'x509' || isPassedOver(group)) return false;
    return SLOTS.some((slot) => {
      const signing = attestation[slot];
      return signing !== null && findCertificate(context, signing)?.certificate === certificate;
    });
  });
}

/** Gives the groups that refer to a CA certificate of DPS. */
export function listReferrers({ enrollments }: CloudContext, name: string): readonly EnrollmentGroup[] {
  return enrollments.groups().filter(({ attestation }) => {
    if (attestation.type !== 'x509') return false;
    return SLOTS.some((slot) => {
      const signing = attestation[slot];
      return signing?.kind === 'reference' && signing.name.toLowerCase() === name.toLowerCase();
    });
  });
}

/** Puts a certificate in its place in a group that has certificates, or takes it away, and tells of it. */
export function replaceSigning(context: CloudContext, group: EnrollmentGroup, attestation: X509GroupAttestation): void {
  Object.assign(group, { attestation, etag: makeEtag(context.crypto), updatedAt: context.now() });
  context.changed('enrollmentGroups', group.id);
  tellEntry(context, { kind: 'group', enrollment: group }, 'put');
}

function makeSigning(
  context: CloudContext,
  known: SigningCertificate | null,
  wish: SigningWish | null | undefined,
  slot: Slot,
): SigningCertificate | null | EntryFault {
  if (wish === undefined) return known;
  if (wish === null) return null;
  if ('reference' in wish) return makeReference(context, wish.reference);
  const own = known?.kind === 'own' ? known : undefined;
  const { certificate = own?.certificate } = wish;
  if (certificate === undefined) return new EntryFault(400004, `The ${slot} certificate is missing.`);
  // Another certificate is proved anew; the same one need not be.
  const kept = certificate === own?.certificate ? own : undefined;
  return {
    kind: 'own',
    certificate,
    verified: wish.verified ?? kept?.verified ?? false,
    verificationCode: kept?.verificationCode ?? null,
    etag: makeEtag(context.crypto),
  };
}

function makeReference({ authorities }: CloudContext, name: string): SigningCertificate | EntryFault {
  const found = authorities.find('dps', name);
  if (found !== undefined) return { kind: 'reference', name: found.name };
  return new EntryFault(400004, `DPS has no CA certificate ${name}: upload it first, or send the certificate itself.`);
}

function isNamed({ id }: EnrollmentGroup, name: string): boolean {
  return id.toLowerCase() === name.toLowerCase();
}
