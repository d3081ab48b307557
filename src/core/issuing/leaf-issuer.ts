import type { Certificate } from '../x509/certificate.ts';
import type { PublicKeyInfo } from '../x509/public-key.ts';
import { type Authority, readAuthority } from './authority.ts';
import type { Profile, ValidityPeriod } from './certificate-plan.ts';
import { type CertificateTemplate, makeTemplate, type TemplateSubject } from './certificate-template.ts';
import { encodeCommonName } from './subject-name.ts';
import { makeExportedKey } from './exported-key.ts';
import { makeKeyIdentifier } from './key-identifier.ts';
import type { KeyKind } from './key-kind.ts';
import { listExtensions } from './profile-extensions.ts';
import { readSpki } from './subject-key.ts';

/** What all certificates of an issuer of leaves share. */
export interface LeafPlan {
  readonly authority: Authority;
  readonly profile: Profile;
  readonly role: 'device' | 'module' | 'verification';
  readonly validity: ValidityPeriod;
}

/** Issues certificates for devices and modules, one or ten thousand, each from the same template. */
export interface LeafIssuer {
  /** Gives the certificate as DER for a key that is elsewhere: SubjectPublicKeyInfo in DER, of any kind. Throws `DerError`. */
  issue(commonName: string, spki: Uint8Array): Promise<Uint8Array<ArrayBuffer>>;
  /** Makes a key and its certificate, as DER; the key as PKCS #8, of which there is no other copy. */
  issueWithNewKey(
    commonName: string,
    kind: KeyKind,
  ): Promise<{ readonly der: Uint8Array<ArrayBuffer>; readonly pkcs8: Uint8Array<ArrayBuffer> }>;
}

/**
 * Gives an issuer for one authority, profile, role and validity. The template is made at its first certificate, for
 * elliptic and RSA keys apart: some profiles have other extensions for each. Throws `x509/form` for a certificate of the
 * authority that cannot be read.
 */
export async function createLeafIssuer(crypto: Crypto, plan: LeafPlan): Promise<LeafIssuer> {
  const issuer = readAuthority(plan.authority);
  const templates = new Map<PublicKeyInfo['kind'], Promise<CertificateTemplate>>();
  const issue = async (subject: TemplateSubject, keyFamily: PublicKeyInfo['kind']) => {
    const template = templates.get(keyFamily) ?? makeLeafTemplate(crypto, plan, issuer, subject, keyFamily);
    templates.set(keyFamily, template);
    return (await template)(subject);
  };
  return {
    async issue(commonName, spki) {
      const key = readSpki(new Uint8Array(spki));
      return issue(makeSubject(commonName, key), key.kind);
    },
    async issueWithNewKey(commonName, kind) {
      const key = await makeExportedKey(crypto.subtle, kind);
      const der = await issue(makeSubject(commonName, key), kind.startsWith('RSA') ? 'rsa' : 'ec');
      return { der, pkcs8: key.pkcs8 };
    },
  };
}

const makeSubject = (commonName: string, key: Pick<PublicKeyInfo, 'spki' | 'key'>): TemplateSubject => ({
  name: encodeCommonName(commonName),
  spki: key.spki,
  keyIdentifier: makeKeyIdentifier(key),
});

function makeLeafTemplate(
  crypto: Crypto,
  { authority, profile, role, validity }: LeafPlan,
  issuer: Certificate,
  example: TemplateSubject,
  keyFamily: PublicKeyInfo['kind'],
): Promise<CertificateTemplate> {
  const extensions = listExtensions(profile, role, { keyIdentifier: example.keyIdentifier, keyFamily, issuer });
  const content = { issuer: issuer.subject.der, validity, signingKey: authority.privateKey, extensions };
  return makeTemplate(crypto, content, example);
}
