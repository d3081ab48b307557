import type { Certificate } from '#core/x509/certificate';
import { makeThumbprint } from '#core/x509/thumbprint';
import { makeAttempt, type AttemptFinding } from '../attempts.ts';
import { judgeShownChain, judgeTrustedLeaf } from '../auth/chain-cause.ts';
import { judgeCommonName, readShown, type ShownCertificates } from '../auth/certificates.ts';
import type { CloudContext } from '../cloud-context.ts';
import type { EnrollmentGroup, HubAuthentication } from '../state/cloud-state.ts';
import { judgeGroups } from './dps-proof.ts';
import type { Identity } from './identity.ts';
import { listAuthorities } from './signing-anchors.ts';

/** The certificate that a device or module is known by, or the true cause why it is not. */
export type HubCertificateAnswer =
  { readonly ok: true; readonly leaf: Certificate } | { readonly ok: false; readonly finding: AttemptFinding };

/** What a hub logs for a certificate that it does not take. */
const UNAUTHORIZED = 401003;

/**
 * Judges the certificates that a device or module shows to its hub, a chain that is not empty: by their thumbprint, or
 * by the verified CA that they lead to. For one with keys that is no proof.
 */
export async function judgeHubChain(
  context: CloudContext,
  identity: Identity,
  chain: readonly Uint8Array[],
): Promise<HubCertificateAnswer> {
  const { authentication } = identity.state;
  if (authentication.type === 'sas') {
    return refuse(makeAttempt('certificate-for-keys', { entry: `the hub’s entry of ${identity.id}` }, UNAUTHORIZED));
  }
  const read = readShown(chain, UNAUTHORIZED);
  if (!read.ok) return read;
  const { shown } = read;
  const finding =
    authentication.type === 'selfSigned'
      ? await judgeThumbprint(context, identity, authentication, shown)
      : await judgeAuthority(context, identity, shown);
  return finding === undefined ? { ok: true, leaf: shown.leaf } : refuse(finding);
}

/** A hub looks at the thumbprint and the dates of such a certificate, and not at its name. */
async function judgeThumbprint(
  context: CloudContext,
  identity: Identity,
  { primaryThumbprint, secondaryThumbprint }: Extract<HubAuthentication, { type: 'selfSigned' }>,
  shown: ShownCertificates,
): Promise<AttemptFinding | undefined> {
  const enrolled = [primaryThumbprint, secondaryThumbprint].filter((one) => one !== null);
  const { subtle } = context.crypto;
  const [sha1, sha256] = await Promise.all([
    makeThumbprint(subtle, shown.leaf.der, 'SHA-1'),
    makeThumbprint(subtle, shown.leaf.der, 'SHA-256'),
  ]);
  if (enrolled.some((one) => one === sha1 || one === sha256)) {
    return judgeTrustedLeaf(context, shown, { usage: 'any', code: UNAUTHORIZED });
  }
  const group = findOwnGroup(context, identity);
  if (group !== undefined) return judgeRolled(context, identity, group, shown);
  const isSha1 = enrolled.every((one) => one.length === sha1.length);
  const facts = { id: identity.id, shown: isSha1 ? sha1 : sha256, enrolled: enrolled.join(', ') };
  return makeAttempt('certificate-thumbprint', facts, UNAUTHORIZED);
}

/**
 * Gives the group of a device that may show another certificate of the same group than the one it registered with: where
 * DPS would take it by this group too.
 */
function findOwnGroup({ settings, enrollments }: CloudContext, identity: Identity): EnrollmentGroup | undefined {
  const { source, groupId } = identity.state;
  if (!settings.rolledGroupCertificates || source !== 'group' || groupId === null) return undefined;
  if (enrollments.findIndividual(registrationIdOf(identity)) !== undefined) return undefined;
  const group = enrollments.findGroup(groupId);
  return group?.enabled === true && group.attestation.type === 'x509' ? group : undefined;
}

function registrationIdOf({ id, state }: Identity): string {
  return state.registrationId ?? id;
}

async function judgeRolled(
  context: CloudContext,
  identity: Identity,
  group: EnrollmentGroup,
  shown: ShownCertificates,
): Promise<AttemptFinding | undefined> {
  const name = registrationIdOf(identity);
  const wrongName = judgeCommonName(shown.leaf, name, { compare: 'ignore-case', code: UNAUTHORIZED });
  if (wrongName !== undefined) return wrongName;
  const answer = await judgeGroups(context, shown, [group], UNAUTHORIZED);
  return answer.ok ? undefined : answer.finding;
}

async function judgeAuthority(
  context: CloudContext,
  { id }: Identity,
  shown: ShownCertificates,
): Promise<AttemptFinding | undefined> {
  const wrongName = judgeCommonName(shown.leaf, id, { compare: 'exact', code: UNAUTHORIZED });
  if (wrongName !== undefined) return wrongName;
  const answer = await judgeShownChain(context, {
    shown,
    authorities: listAuthorities(context, 'hub'),
    code: UNAUTHORIZED,
  });
  return answer.ok ? undefined : answer.finding;
}

function refuse(finding: AttemptFinding): HubCertificateAnswer {
  return { ok: false, finding };
}
