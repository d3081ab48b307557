import { encodeDer, TAG } from '../bytes/der.ts';
import { encodeUtf8 } from '../bytes/text.ts';
import type { Certificate } from '../x509/certificate.ts';
import { EXTENDED_KEY_USAGE, type KeyUsage } from '../x509/extensions.ts';
import type { ExtensionContent } from '../x509/peculiar.ts';
import type { PublicKeyInfo } from '../x509/public-key.ts';
import type { CertificateRole, Profile } from './certificate-plan.ts';
import { encodeAuthorityKeyIdentifier } from './key-identifier.ts';

/** What the extensions of a certificate are made from. */
export interface ExtensionFacts {
  readonly keyIdentifier: Uint8Array;
  readonly keyFamily: PublicKeyInfo['kind'];
  /** Undefined where the certificate is signed with its own key. */
  readonly issuer: Certificate | undefined;
  /** Of an authority: how many may stand below it; undefined for any number. */
  readonly pathLength?: number | undefined;
}

/** The kinds of certificates that each profile has its own list for. */
type Shape = 'root' | 'intermediate' | 'leaf' | 'self-signed';

const SHAPES: Readonly<Record<CertificateRole, Shape>> = {
  root: 'root',
  intermediate: 'intermediate',
  'edge-ca': 'intermediate',
  device: 'leaf',
  module: 'leaf',
  verification: 'leaf',
  'self-signed': 'self-signed',
};

/** Gives an extension, or undefined where a certificate does not have it. */
type Rule = (facts: ExtensionFacts) => ExtensionContent | undefined;

const EMAIL_PROTECTION = '1.3.6.1.5.5.7.3.4';
const { clientAuth, serverAuth } = EXTENDED_KEY_USAGE;

const AUTHORITY: Rule = ({ pathLength }) => ({ kind: 'basic-constraints', critical: true, ca: true, pathLength });
const NO_AUTHORITY: Rule = () => ({ kind: 'basic-constraints', critical: true, ca: false, pathLength: undefined });

const usage =
  (...usages: readonly KeyUsage[]): Rule =>
  () => ({ kind: 'key-usage', critical: true, usages });
const SIGNS_CERTIFICATES = usage('keyCertSign', 'cRLSign');
const SIGNS = usage('digitalSignature');

const purposes =
  (critical: boolean, ...list: readonly string[]): Rule =>
  () => ({ kind: 'extended-key-usage', critical, purposes: list });

const SUBJECT_KEY: Rule = ({ keyIdentifier }) => makeOther('2.5.29.14', encodeDer(TAG.octetString, keyIdentifier));
const issuerKey =
  (withSerial: boolean): Rule =>
  ({ issuer }) =>
    issuer && makeOther('2.5.29.35', encodeAuthorityKeyIdentifier(issuer, withSerial));
const ISSUER_KEY = issuerKey(false);

const makeOther = (oid: string, value: Uint8Array): ExtensionContent => ({
  kind: 'other',
  critical: false,
  oid,
  value,
});

/**
 * Microsoft, "Tutorial: Create and upload certificates for testing", in the order of its configuration files; the list
 * of a self-signed certificate is that of a client without an issuer.
 */
const AZURE: Readonly<Record<Shape, readonly Rule[]>> = {
  root: [AUTHORITY, SIGNS_CERTIFICATES, SUBJECT_KEY],
  intermediate: [ISSUER_KEY, AUTHORITY, purposes(false, clientAuth, serverAuth), SIGNS_CERTIFICATES, SUBJECT_KEY],
  leaf: [ISSUER_KEY, NO_AUTHORITY, purposes(false, clientAuth), SIGNS, SUBJECT_KEY],
  'self-signed': [NO_AUTHORITY, purposes(false, clientAuth), SIGNS, SUBJECT_KEY],
};

/**
 * As `create_test_cert.js` has it with OpenSSL 3. Its authorities have no key usage, which RFC 5280, 4.2.1.3, makes them
 * have and strict verifiers refuse them without: here it is added.
 */
const CREATE_TEST_CERT: Readonly<Record<Shape, readonly Rule[]>> = {
  root: [AUTHORITY, SIGNS_CERTIFICATES, SUBJECT_KEY],
  intermediate: [AUTHORITY, SIGNS_CERTIFICATES, SUBJECT_KEY, ISSUER_KEY],
  leaf: [purposes(true, clientAuth), SUBJECT_KEY, ISSUER_KEY],
  'self-signed': [purposes(true, clientAuth), SUBJECT_KEY],
};

/** The root names its own key as its issuer's. */
const OWN_KEY: Rule = ({ keyIdentifier }) =>
  makeOther('2.5.29.35', encodeDer(TAG.sequence, encodeDer(0x80, keyIdentifier)));
const CERT_GEN_AUTHORITY = [AUTHORITY, usage('digitalSignature', 'cRLSign', 'keyCertSign')];

/** An elliptic key enciphers no keys (RFC 5480, section 3): the script, which makes RSA keys alone, need not know. */
const CERT_GEN_USAGE: Rule = (facts) =>
  facts.keyFamily === 'rsa'
    ? usage('nonRepudiation', 'digitalSignature', 'keyEncipherment')(facts)
    : usage('nonRepudiation', 'digitalSignature')(facts);
const CERT_GEN_CLIENT: readonly Rule[] = [
  () => ({ kind: 'basic-constraints', critical: false, ca: false, pathLength: undefined }),
  // nsCertType: client, email. Long dead, and no harm.
  () => makeOther('2.16.840.1.113730.1.1', Uint8Array.of(TAG.bitString, 2, 5, 0xa0)),
  () =>
    makeOther('2.16.840.1.113730.1.13', encodeDer(TAG.ia5String, encodeUtf8('OpenSSL Generated Client Certificate'))),
  SUBJECT_KEY,
];
const CERT_GEN_END = [CERT_GEN_USAGE, purposes(false, clientAuth, EMAIL_PROTECTION)];

/**
 * As the configuration files beside `certGen.sh` have it: `v3_ca`, `v3_intermediate_ca` and `usr_cert`. The script makes
 * no self-signed device: that one is `usr_cert` without an issuer.
 */
const CERT_GEN: Readonly<Record<Shape, readonly Rule[]>> = {
  root: [SUBJECT_KEY, OWN_KEY, ...CERT_GEN_AUTHORITY],
  intermediate: [SUBJECT_KEY, issuerKey(true), ...CERT_GEN_AUTHORITY],
  leaf: [...CERT_GEN_CLIENT, issuerKey(true), ...CERT_GEN_END],
  'self-signed': [...CERT_GEN_CLIENT, ...CERT_GEN_END],
};

const RULES: Readonly<Record<Profile, Readonly<Record<Shape, readonly Rule[]>>>> = {
  azure: AZURE,
  'create-test-cert': CREATE_TEST_CERT,
  'cert-gen': CERT_GEN,
};

/** Gives the extensions of a certificate in the order that its profile has them in. */
export function listExtensions(profile: Profile, role: CertificateRole, facts: ExtensionFacts): ExtensionContent[] {
  return RULES[profile][SHAPES[role]].flatMap((rule) => rule(facts) ?? []);
}
