import { makeAttempt, type AttemptFinding } from '../attempts.ts';
import { peerChainOf, withholdsCertificates } from '../auth/certificates.ts';
import { judgeSas } from '../auth/sas.ts';
import type { CloudContext } from '../cloud-context.ts';
import type { LinkFacts } from '../link.ts';
import { judgeRegistrationChain, type EntryProof } from './dps-proof.ts';
import type { DpsCaller } from './dps-requests.ts';
import { listDeviceKeys, nameEntry } from './enrollments.ts';

/** What a device brought along to prove itself to DPS. */
export interface DpsCredentials {
  readonly idScope: string;
  /** Undefined and empty are the same: SDKs for small devices send an empty one beside a certificate. */
  readonly password: Uint8Array | undefined;
  readonly shown: Pick<LinkFacts, 'path' | 'peerChain'>;
}

/** The entry that takes a device, or the true cause why none does. */
export type DpsVerdict =
  | { readonly ok: true; readonly proof: EntryProof }
  /** `said`: on the wire, where it differs from what DPS says of any credentials. */
  | { readonly ok: false; readonly finding: AttemptFinding; readonly said?: string };

/** Quoted in the SDK for C, with 401002. */
const INVALID_CERTIFICATE = 'Invalid certificate.';

type Caller = Pick<DpsCaller, 'registrationId' | 'unauthorized' | 'origin'>;

/** Judges what a device proves itself with for its registration: a token where there is one, else its certificates. */
export async function judgeDpsCredentials(
  context: CloudContext,
  caller: Caller,
  credentials: DpsCredentials,
): Promise<DpsVerdict> {
  const { idScope, shown } = credentials;
  if (idScope.toLowerCase() !== context.idScope.toLowerCase()) {
    const facts = { found: idScope, expected: context.idScope };
    return { ok: false, finding: makeAttempt('unknown-id-scope', facts, caller.unauthorized) };
  }
  if (hasPassword(credentials)) return judgeToken(context, caller, credentials);
  const chain = peerChainOf(shown);
  if (chain.length === 0) return { ok: false, finding: describeNothing(context, caller, credentials) };
  const answer = await judgeRegistrationChain(context, caller.registrationId, chain);
  return answer.ok ? answer : { ...answer, said: INVALID_CERTIFICATE };
}

/** Says whether a device brought nothing at all, which DPS refuses at once. */
export function bringsNothing(credentials: DpsCredentials): boolean {
  return !hasPassword(credentials) && peerChainOf(credentials.shown).length === 0;
}

/** Judges a token: form, resource, `skn=registration`, signature and end. */
async function judgeToken(
  context: CloudContext,
  { registrationId, unauthorized }: Caller,
  { idScope, password }: DpsCredentials,
): Promise<DpsVerdict> {
  const individual = findIndividualName(context, registrationId);
  if (individual !== undefined) {
    return { ok: false, finding: makeAttempt('token-for-certificates', { entry: individual }, unauthorized) };
  }
  const answer = await judgeSas(context, {
    id: registrationId,
    password,
    resource: `${idScope}/registrations/${registrationId}`,
    compare: 'ignore-case',
    policy: 'registration',
    candidates: await listDeviceKeys(context, registrationId),
    codes: { unauthorized, expired: 401002 },
  });
  if (!answer.ok) return answer;
  const { entry, label } = answer.key;
  return { ok: true, proof: { entry, label } };
}

function describeNothing(
  context: CloudContext,
  { registrationId, unauthorized, origin }: Caller,
  { shown }: DpsCredentials,
): AttemptFinding {
  const entry = findIndividualName(context, registrationId);
  const withheld = withholdsCertificates(shown);
  if (entry !== undefined || withheld) {
    return makeAttempt('certificate-missing', { entry: entry ?? '', withheld }, unauthorized);
  }
  return makeAttempt(origin.road === 'http' ? 'no-authorization' : 'no-password', {}, unauthorized);
}

/** Gives the name of a device's own entry that takes certificates. */
function findIndividualName({ enrollments }: CloudContext, registrationId: string): string | undefined {
  const enrollment = enrollments.findIndividual(registrationId);
  return enrollment?.attestation.type === 'x509' ? nameEntry({ kind: 'individual', enrollment }) : undefined;
}

function hasPassword({ password }: DpsCredentials): boolean {
  return password !== undefined && password.length > 0;
}
