import type { Profile, ValidityPeriod } from './certificate-plan.ts';
import { makeTemplate } from './certificate-template.ts';
import { encodeCommonName } from './subject-name.ts';
import { makeKeyIdentifier } from './key-identifier.ts';
import { listExtensions } from './profile-extensions.ts';
import { openPublicKey, type PublicKeySource } from './subject-key.ts';

/** What a device's certificate says that no authority signs. */
export interface SelfSignedPlan {
  /** The ID of the device: subject and issuer. */
  readonly commonName: string;
  readonly keys: { readonly publicKey: PublicKeySource; readonly privateKey: CryptoKey };
  readonly validity: ValidityPeriod;
  readonly profile: Profile;
}

/** Issues one certificate of an individual enrollment, as DER: signed with its own key, for client authentication. */
export async function issueSelfSigned(crypto: Crypto, plan: SelfSignedPlan): Promise<Uint8Array<ArrayBuffer>> {
  const { keys, profile, validity } = plan;
  const publicKey = await openPublicKey(crypto.subtle, keys.publicKey);
  const name = encodeCommonName(plan.commonName);
  const keyIdentifier = makeKeyIdentifier(publicKey);
  const extensions = listExtensions(profile, 'self-signed', {
    keyIdentifier,
    keyFamily: publicKey.kind,
    issuer: undefined,
  });
  const subject = { name, spki: publicKey.spki, keyIdentifier };
  const content = { issuer: name, validity, signingKey: keys.privateKey, extensions };
  const sign = await makeTemplate(crypto, content, subject);
  return sign(subject);
}
