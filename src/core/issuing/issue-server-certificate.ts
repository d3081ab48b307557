import { encodeDer, TAG } from '../bytes/der.ts';
import { EXTENDED_KEY_USAGE } from '../x509/extensions.ts';
import type { ExtensionContent, ServerName } from '../x509/peculiar.ts';
import { type Authority, readAuthority } from './authority.ts';
import type { ValidityPeriod } from './certificate-plan.ts';
import { makeTemplate } from './certificate-template.ts';
import { encodeCommonName } from './subject-name.ts';
import { encodeAuthorityKeyIdentifier, makeKeyIdentifier } from './key-identifier.ts';
import { openPublicKey, type PublicKeySource } from './subject-key.ts';

export type { ServerName } from '../x509/peculiar.ts';

/** What a server certificate says, and who signs it. */
export interface ServerPlan {
  readonly commonName: string;
  readonly names: readonly ServerName[];
  readonly publicKey: PublicKeySource;
  readonly validity: ValidityPeriod;
  readonly authority: Authority;
}

/** Issues a TLS server certificate for the given names, as DER. */
export async function issueServerCertificate(crypto: Crypto, plan: ServerPlan): Promise<Uint8Array<ArrayBuffer>> {
  const issuer = readAuthority(plan.authority);
  const publicKey = await openPublicKey(crypto.subtle, plan.publicKey);
  const keyIdentifier = makeKeyIdentifier(publicKey);
  const extensions: readonly ExtensionContent[] = [
    { kind: 'basic-constraints', critical: true, ca: false, pathLength: undefined },
    { kind: 'key-usage', critical: true, usages: ['digitalSignature'] },
    { kind: 'extended-key-usage', critical: false, purposes: [EXTENDED_KEY_USAGE.serverAuth] },
    { kind: 'alternative-names', critical: false, names: plan.names },
    { kind: 'other', critical: false, oid: '2.5.29.14', value: encodeDer(TAG.octetString, keyIdentifier) },
    { kind: 'other', critical: false, oid: '2.5.29.35', value: encodeAuthorityKeyIdentifier(issuer, false) },
  ];
  const subject = { name: encodeCommonName(plan.commonName), spki: publicKey.spki, keyIdentifier };
  const content = {
    issuer: issuer.subject.der,
    validity: plan.validity,
    signingKey: plan.authority.privateKey,
    extensions,
  };
  const sign = await makeTemplate(crypto, content, subject);
  return sign(subject);
}
