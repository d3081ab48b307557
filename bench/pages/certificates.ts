import 'reflect-metadata/lite';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';
import type { Authority } from '#core/issuing/authority';
import { issueAuthority } from '#core/issuing/issue-authority';
import type { KeyKind } from '#core/issuing/key-kind';
import { algorithmOf, generateKeyPair, signingAlgorithmOf } from '#core/issuing/key-pair';
import { createLeafIssuer } from '#core/issuing/leaf-issuer';
import { printPem } from '#core/x509/pem';

/** So many certificates with keys of a kind, under an authority with such a key, one after the other. */
export interface CertificatesTask {
  readonly variant: 'floor' | 'ours' | 'stock';
  readonly kind: KeyKind;
  readonly count: number;
}

/** How fast it was, and the last one, to be checked; the floor makes none. */
export interface CertificatesAnswer {
  readonly perSecond: number;
  readonly leafPem: string;
  readonly keyPem: string;
  readonly authorityPem: string;
}

interface Leaf {
  readonly leafPem: string;
  readonly keyPem: string;
}

/** Makes one for a name; whatever can be made once for all was made before. */
type MakeLeaf = (commonName: string) => Promise<Leaf>;

interface Setting {
  readonly authority: Authority;
  readonly kind: KeyKind;
  readonly validity: { readonly notBefore: number; readonly notAfter: number };
}

const { subtle } = crypto;
const YEAR_MS = 365 * 86_400_000;

const VARIANTS: Readonly<Record<CertificatesTask['variant'], (setting: Setting) => Promise<MakeLeaf>>> = {
  /** What nobody gets around: a key, both its halves in DER, a signature over as many bytes as a certificate has. */
  floor: async ({ authority, kind }) => {
    const scheme = signingAlgorithmOf(authority.privateKey);
    const bytes = new Uint8Array(350);
    return async () => {
      const { privateKey, publicKey } = await generateKeyPair(subtle, kind, true);
      await subtle.exportKey('pkcs8', privateKey);
      await subtle.exportKey('spki', publicKey);
      await subtle.sign(scheme, authority.privateKey, bytes);
      return { leafPem: '', keyPem: '' };
    };
  },

  ours: async ({ authority, kind, validity }) => {
    const issuer = await createLeafIssuer(crypto, { authority, profile: 'azure', role: 'device', validity });
    return async (commonName) => {
      const { der, pkcs8 } = await issuer.issueWithNewKey(commonName, kind);
      return { leafPem: printPem('CERTIFICATE', der), keyPem: printPem('PRIVATE KEY', pkcs8) };
    };
  },

  /** As the library's own examples do it. */
  stock: async ({ authority, kind, validity }) => {
    const issuer = new X509Certificate(new Uint8Array(authority.certificateDer));
    const signingAlgorithm = { ...algorithmOf(kind), hash: 'SHA-256' };
    return async (commonName) => {
      const keys = await generateKeyPair(subtle, kind, true);
      const certificate = await X509CertificateGenerator.create({
        subject: [{ CN: [commonName] }],
        issuer: issuer.subject,
        notBefore: new Date(validity.notBefore),
        notAfter: new Date(validity.notAfter),
        signingKey: authority.privateKey,
        publicKey: keys.publicKey,
        signingAlgorithm,
        extensions: [
          await AuthorityKeyIdentifierExtension.create(issuer),
          new BasicConstraintsExtension(false, undefined, true),
          new ExtendedKeyUsageExtension([ExtendedKeyUsage.clientAuth]),
          new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
          await SubjectKeyIdentifierExtension.create(keys.publicKey),
        ],
      });
      const pkcs8 = await subtle.exportKey('pkcs8', keys.privateKey);
      return { leafPem: certificate.toString('pem'), keyPem: PemConverter.encode(pkcs8, 'PRIVATE KEY') };
    };
  },
};

const settings = new Map<KeyKind, Promise<Setting>>();

async function makeSetting(kind: KeyKind): Promise<Setting> {
  const keys = await generateKeyPair(subtle, kind, false);
  const notBefore = Math.floor(Date.now() / 1000) * 1000;
  const validity = { notBefore, notAfter: notBefore + YEAR_MS };
  const content = { commonName: 'Bench CA', validity, keys, pathLength: 0, profile: 'azure' } as const;
  return {
    kind,
    validity,
    authority: { certificateDer: await issueAuthority(crypto, content), privateKey: keys.privateKey },
  };
}

async function run({ variant, kind, count }: CertificatesTask): Promise<CertificatesAnswer> {
  const setting = await (settings.get(kind) ?? makeSetting(kind));
  settings.set(kind, Promise.resolve(setting));
  const make = await VARIANTS[variant](setting);
  // The template, and what an engine makes at the first call.
  let last = await make('device-0');
  const startedAt = performance.now();
  for (let number = 1; number <= count; number += 1) last = await make(`device-${number}`);
  const seconds = (performance.now() - startedAt) / 1000;
  return {
    perSecond: count / seconds,
    ...last,
    authorityPem: printPem('CERTIFICATE', setting.authority.certificateDer),
  };
}

Object.assign(globalThis, { bench: { run } });
