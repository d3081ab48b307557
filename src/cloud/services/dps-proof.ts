import { decodeBase64 } from '#core/bytes/base64';
import { equalBytes } from '#core/bytes/compare';
import { isSameRegistration } from '#core/identity/same-registration';
import { commonNameOf, isSelfIssued, type Certificate } from '#core/x509/certificate';
import { makeThumbprint } from '#core/x509/thumbprint';
import { makeAttempt, type AttemptFinding } from '../attempts.ts';
import { judgeShownChain, judgeTrustedLeaf } from '../auth/chain-cause.ts';
import { judgeCommonName, readShown, type ShownCertificates } from '../auth/certificates.ts';
import type { CloudContext } from '../cloud-context.ts';
import type { EnrollmentGroup, IndividualEnrollment, X509ClientAttestation } from '../state/cloud-state.ts';
import { nameEntry, type EnrollmentEntry } from './enrollments.ts';
import { readKeptCertificate } from './kept-certificate.ts';
import { listAuthorities, listSigningAnchors, type SigningAnchor } from './signing-anchors.ts';

/** What a device proved itself with at DPS, and the entry that takes it. */
export interface EntryProof {
  readonly entry: EnrollmentEntry;
  /** For the log: `primary key`. */
  readonly label: string;
  /** The device's own certificate, when it was that. */
  readonly leaf?: Certificate;
}

/** The proof, or the true cause why there is none. */
export type CertificateAnswer =
  { readonly ok: true; readonly proof: EntryProof } | { readonly ok: false; readonly finding: AttemptFinding };

/** A CA certificate by which the devices of a group come. */
interface GroupAuthority extends SigningAnchor {
  readonly group: EnrollmentGroup;
}

/** What DPS answers a certificate with that it does not take, as HTTPS and the SDK for C know it. */
const INVALID_CERTIFICATE = 401002;

/**
 * Judges the certificates that a device shows for its registration, a chain that is not empty: the individual enrollment
 * wins, then the group whose verified signing certificate is nearest to the leaf. Whether the entry is enabled is not
 * judged here.
 */
export async function judgeRegistrationChain(
  context: CloudContext,
  registrationId: string,
  chain: readonly Uint8Array[],
): Promise<CertificateAnswer> {
  const individual = context.enrollments.findIndividual(registrationId);
  if (individual?.attestation.type === 'symmetricKey') {
    const entry = nameEntry({ kind: 'individual', enrollment: individual });
    return refuse(makeAttempt('certificate-for-keys', { entry }, INVALID_CERTIFICATE));
  }
  const read = readShown(chain, INVALID_CERTIFICATE);
  if (!read.ok) return read;
  const { leaf } = read.shown;
  const wrongName = judgeCommonName(leaf, registrationId, { compare: 'ignore-case', code: INVALID_CERTIFICATE });
  if (wrongName !== undefined) return refuse(wrongName);
  if (individual?.attestation.type === 'x509') {
    return judgeIndividual(context, individual, individual.attestation, read.shown);
  }
  return judgeGroups(context, read.shown, context.enrollments.groups());
}

/** Judges whether certificates lead to one of these groups; the hub asks this of a device's own group. */
export async function judgeGroups(
  context: CloudContext,
  shown: ShownCertificates,
  groups: readonly EnrollmentGroup[],
  code: number = INVALID_CERTIFICATE,
): Promise<CertificateAnswer> {
  const authorities = groups.flatMap((group) => listGroupAuthorities(context, group));
  const unused = listAuthorities(context, 'dps').map(({ certificate }) => certificate);
  const answer = await judgeShownChain(context, { shown, authorities, unused, code });
  if (!answer.ok) return answer;
  // A path ends at the very object that was given as an anchor.
  const reached = authorities.find(({ certificate }) => certificate === answer.path.at(-1));
  const { group, name } = reached as GroupAuthority;
  const entry = { kind: 'group', enrollment: group } as const;
  return { ok: true, proof: { entry, label: `certificate under ${name}`, leaf: shown.leaf } };
}

async function judgeIndividual(
  context: CloudContext,
  enrollment: IndividualEnrollment,
  enrolled: X509ClientAttestation,
  shown: ShownCertificates,
): Promise<CertificateAnswer> {
  const entry = { kind: 'individual', enrollment } as const;
  const slot = (['primary', 'secondary'] as const).find((one) => isEnrolled(enrolled[one], shown.leaf));
  if (slot === undefined) return refuse(await describeOther(context, entry, enrolled, shown.leaf));
  const finding = await judgeEnrolledLeaf(context, enrollment, shown);
  if (finding !== undefined) return refuse(finding);
  return { ok: true, proof: { entry, label: `${slot} certificate`, leaf: shown.leaf } };
}

/** Judges the certificate of an individual enrollment by whoever signed it, and all else by RFC 5280. */
async function judgeEnrolledLeaf(
  context: CloudContext,
  { registrationId: id }: IndividualEnrollment,
  shown: ShownCertificates,
): Promise<AttemptFinding | undefined> {
  const { leaf } = shown;
  const rule = context.settings.individualCertificateIssuer;
  if (rule === 'verified-authority' && !isSelfIssued(leaf)) {
    const authorities = [
      ...listAuthorities(context, 'dps'),
      ...context.enrollments.groups().flatMap((group) => listGroupAuthorities(context, group)),
    ];
    const answer = await judgeShownChain(context, { shown, authorities, code: INVALID_CERTIFICATE });
    return answer.ok ? undefined : answer.finding;
  }
  const issuer = commonNameOf(leaf.issuer) ?? '';
  if (rule === 'own-name' && !isSameRegistration(issuer, id)) {
    return makeAttempt('certificate-own-name', { id, issuer }, INVALID_CERTIFICATE);
  }
  return judgeTrustedLeaf(context, shown, { usage: 'clientAuth', code: INVALID_CERTIFICATE });
}

function isEnrolled(certificateBase64: string | null, { der }: Certificate): boolean {
  const enrolled = decodeBase64(certificateBase64 ?? '');
  return enrolled !== undefined && equalBytes(enrolled, der);
}

async function describeOther(
  context: CloudContext,
  entry: EnrollmentEntry,
  { primary, secondary }: X509ClientAttestation,
  { der }: Certificate,
): Promise<AttemptFinding> {
  const print = (bytes: Uint8Array): Promise<string> => makeThumbprint(context.crypto.subtle, bytes, 'SHA-256');
  const enrolled = [primary, secondary].flatMap((one) => (one === null ? [] : [readKeptCertificate(one).der]));
  const facts = {
    entry: nameEntry(entry),
    shown: await print(der),
    enrolled: (await Promise.all(enrolled.map(print))).join(', '),
  };
  return makeAttempt('certificate-not-enrolled', facts, INVALID_CERTIFICATE);
}

function listGroupAuthorities(context: CloudContext, group: EnrollmentGroup): readonly GroupAuthority[] {
  return listSigningAnchors(context, group).map((anchor) => ({ ...anchor, group }));
}

function refuse(finding: AttemptFinding): CertificateAnswer {
  return { ok: false, finding };
}
