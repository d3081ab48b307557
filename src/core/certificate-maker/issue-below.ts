import type { Profile, ValidityPeriod } from '../issuing/certificate-plan.ts';
import { issueAuthority } from '../issuing/issue-authority.ts';
import { createLeafIssuer } from '../issuing/leaf-issuer.ts';
import type { PublicKeySource } from '../issuing/subject-key.ts';
import type { Certificate } from '../x509/certificate.ts';
import type { OpenAuthority } from './kept-key.ts';

/** A certificate below an authority, for a key that may be elsewhere. */
export interface BelowPlan {
  readonly role: 'device' | 'module' | 'edge-ca' | 'intermediate' | 'verification';
  readonly commonName: string;
  readonly profile: Profile;
  readonly validity: ValidityPeriod;
  /** How many authorities may stand below an authority; undefined for any number. */
  readonly pathLength?: number | undefined;
  readonly publicKey: PublicKeySource;
  /** The certificate of an authority in whose place it comes. */
  readonly renews?: Certificate;
}

/** Issues a certificate that another authority signs, as DER. */
export async function issueBelow(
  crypto: Crypto,
  { authority }: OpenAuthority,
  plan: BelowPlan,
): Promise<Uint8Array<ArrayBuffer>> {
  const { role, commonName, publicKey } = plan;
  if (role === 'edge-ca' || role === 'intermediate') {
    return issueAuthority(crypto, { ...plan, pathLength: plan.pathLength, keys: { publicKey }, authority });
  }
  const issuer = await createLeafIssuer(crypto, { ...plan, role, authority });
  const spki = publicKey instanceof Uint8Array ? publicKey : await crypto.subtle.exportKey('spki', publicKey);
  return issuer.issue(commonName, new Uint8Array(spki));
}
