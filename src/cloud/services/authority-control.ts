import type { Json } from '#core/bytes/json';
import type { CloudContext } from '../cloud-context.ts';
import type { AuthorityCertificate } from '../state/cloud-state.ts';
import { authorityKey } from './authorities.ts';
import { EntryFault } from './entry-fault.ts';
import { judgeProof, makeVerificationCode } from './proof-of-possession.ts';
import { makeEtag } from './random.ts';
import { findHolder, listReferrers, refuseSecondGroup } from './signing-certificates.ts';

/** What an upload says of a CA certificate. */
export interface AuthorityWish {
  /** Base64 of the DER. */
  readonly certificate: string;
  /** `true`: verified on upload, without a proof. Undefined: as it was, or not verified when it is another one. */
  readonly verified: boolean | undefined;
}

/** Adds a CA certificate, or changes the one of this name; another certificate has to be proved anew. */
export function putAuthority(
  context: CloudContext,
  service: AuthorityCertificate['service'],
  name: string,
  { certificate, verified }: AuthorityWish,
): AuthorityCertificate | EntryFault {
  const known = context.authorities.find(service, name);
  const referrers = service === 'dps' ? listReferrers(context, name) : [];
  const holder =
    referrers.length === 0 ? undefined : findHolder(context, certificate, (group) => referrers.includes(group));
  if (holder !== undefined) return refuseSecondGroup(holder);
  const kept = known?.certificate === certificate ? known : undefined;
  const authority: AuthorityCertificate = {
    service,
    name: known?.name ?? name,
    certificate,
    verified: verified ?? kept?.verified ?? false,
    verificationCode: kept?.verificationCode ?? null,
    etag: '',
    createdAt: known?.createdAt ?? context.now(),
    updatedAt: 0,
  };
  context.authorities.put(authority);
  touch(context, authority);
  return authority;
}

/** Takes a CA certificate away unless groups refer to it. Gives undefined when that is done. */
export function removeAuthority(
  context: CloudContext,
  { service, name }: AuthorityCertificate,
): EntryFault | undefined {
  const [referrer] = service === 'dps' ? listReferrers(context, name) : [];
  if (referrer !== undefined) {
    const message = `The enrollment group ${referrer.id} refers to the CA certificate ${name}: change or delete the group first.`;
    return new EntryFault(409000, message);
  }
  context.authorities.remove(service, name);
  tellAuthority(context, { service, name }, 'removed');
  return undefined;
}

/** Generates the verification code anew; an earlier one is worth nothing from now on. */
export function generateCode(context: CloudContext, authority: AuthorityCertificate): void {
  authority.verificationCode = makeVerificationCode(context.crypto);
  touch(context, authority);
}

/** Takes a verification certificate as the proof for a CA certificate; gives undefined when it is one. */
export async function verifyAuthority(
  context: CloudContext,
  authority: AuthorityCertificate,
  sent: Json | undefined,
): Promise<EntryFault | undefined> {
  const { verificationCode } = authority;
  const wrong = await judgeProof(context, authority, sent);
  if (wrong !== undefined) return new EntryFault(400004, wrong);
  // Signatures take their time, and somebody else may have been here meanwhile.
  const now = context.authorities.find(authority.service, authority.name);
  if (now !== authority || now.verificationCode !== verificationCode) return new EntryFault(412000);
  Object.assign(authority, { verified: true, verificationCode: null });
  touch(context, authority);
  return undefined;
}

function touch(context: CloudContext, authority: AuthorityCertificate): void {
  Object.assign(authority, { etag: makeEtag(context.crypto), updatedAt: context.now() });
  tellAuthority(context, authority, 'put');
}

function tellAuthority(
  context: CloudContext,
  { service, name }: Pick<AuthorityCertificate, 'service' | 'name'>,
  change: 'put' | 'removed',
): void {
  context.changed('authorities', authorityKey({ service, name }));
  context.events.tell({ type: 'authority', at: context.clock.now(), service, name, change });
}
