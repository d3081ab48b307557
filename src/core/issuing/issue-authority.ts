import { equalBytes } from '../bytes/compare.ts';
import type { Certificate } from '../x509/certificate.ts';
import type { ExtensionContent } from '../x509/peculiar.ts';
import { type Authority, readAuthority } from './authority.ts';
import type { Profile, ValidityPeriod } from './certificate-plan.ts';
import { makeTemplate } from './certificate-template.ts';
import { encodeCommonName } from './subject-name.ts';
import { makeKeyIdentifier } from './key-identifier.ts';
import { encodeNameLimits, type NameLimits } from './name-limits.ts';
import { listExtensions } from './profile-extensions.ts';
import { openPublicKey, type PublicKeySource } from './subject-key.ts';

/** What the certificate of an authority says. */
interface AuthorityContent {
  readonly commonName: string;
  readonly validity: ValidityPeriod;
  /** How many authorities may stand below it; undefined for any number. */
  readonly pathLength: number | undefined;
  readonly profile: Profile;
  /**
   * The certificate in whose place it comes: its whole name is taken over in place of the common name and, as long as the
   * key is the same, what it calls that key, so that whatever it signed stays within a chain. So are the names that it is
   * limited to.
   */
  readonly renews?: Certificate;
  /** The names that it may sign for, and no others; without it, those of the certificate that it renews, or any. */
  readonly limits?: NameLimits;
}

/** A root, which signs itself. */
export interface RootPlan extends AuthorityContent {
  readonly keys: { readonly publicKey: PublicKeySource; readonly privateKey: CryptoKey };
  readonly authority?: undefined;
}

/** An authority below another one, that of an IoT Edge device among them: the key may be elsewhere. */
export interface IntermediatePlan extends AuthorityContent {
  readonly keys: { readonly publicKey: PublicKeySource };
  readonly authority: Authority;
}

/** Issues the certificate of an authority, as DER. Throws `x509/form` for an issuer that cannot be read. */
export async function issueAuthority(
  crypto: Crypto,
  plan: RootPlan | IntermediatePlan,
): Promise<Uint8Array<ArrayBuffer>> {
  const { profile, validity, pathLength, renews, limits } = plan;
  const issuer = plan.authority && readAuthority(plan.authority);
  const publicKey = await openPublicKey(crypto.subtle, plan.keys.publicKey);
  const name = renews?.subject.der ?? encodeCommonName(plan.commonName);
  const isSameKey = renews !== undefined && equalBytes(renews.publicKey.spki, publicKey.spki);
  const keyIdentifier = (isSameKey ? renews.subjectKeyIdentifier : undefined) ?? makeKeyIdentifier(publicKey);
  const facts = { keyIdentifier, keyFamily: publicKey.kind, issuer, pathLength };
  const content = {
    issuer: issuer?.subject.der ?? name,
    validity,
    signingKey: plan.authority === undefined ? plan.keys.privateKey : plan.authority.privateKey,
    extensions: [
      ...listExtensions(profile, issuer === undefined ? 'root' : 'intermediate', facts),
      ...(limits === undefined ? listLimits(renews) : [encodeNameLimits(limits)]),
    ],
  };
  const subject = { name, spki: publicKey.spki, keyIdentifier };
  const sign = await makeTemplate(crypto, content, subject);
  return sign(subject);
}

const NAME_CONSTRAINTS = '2.5.29.30';

/** RFC 5280, 4.2.1.10: an authority that is renewed signs for no more names than before. */
function listLimits(renews: Certificate | undefined): ExtensionContent[] {
  const limits = renews?.extensions.filter(({ oid }) => oid === NAME_CONSTRAINTS) ?? [];
  return limits.map((limit) => ({ ...limit, kind: 'other' }));
}
