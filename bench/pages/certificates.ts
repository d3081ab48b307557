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

/** So many certificates of each variant, with keys of a kind, under an authority with such a key. */
export interface CertificatesTask {
  readonly kind: KeyKind;
  readonly count: number;
  /** The variants take turns, with so many each, so that all of them meet what else the machine does. */
  readonly turn: number;
}

/** How fast each was, and what was made last, to be checked; the floor makes none. */
export interface CertificatesAnswer {
  readonly perSecond: Readonly<Record<Variant, number>>;
  readonly made: readonly Leaf[];
  readonly authorityPem: string;
}

interface Leaf {
  readonly leafPem: string;
  readonly keyPem: string;
}

type Variant = 'floor' | 'ours' | 'stock';

/** Makes one for a name; whatever can be made once for all was made before. */
type MakeLeaf = (commonName: string) => Promise<Leaf>;

interface Setting {
  readonly authority: Authority;
  readonly kind: KeyKind;
  readonly validity: { readonly notBefore: number; readonly notAfter: number };
}

const { subtle } = crypto;
const YEAR_MS = 365 * 86_400_000;

const VARIANTS: Readonly<Record<Variant, (setting: Setting) => Promise<MakeLeaf>>> = {
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

async function run({ kind, count, turn }: CertificatesTask): Promise<CertificatesAnswer> {
  const setting = await (settings.get(kind) ?? makeSetting(kind));
  settings.set(kind, Promise.resolve(setting));
  const runs = {
    floor: await startRun('floor', setting),
    ours: await startRun('ours', setting),
    stock: await startRun('stock', setting),
  };
  for (let done = 0; done < count; done += turn) {
    for (const one of Object.values(runs)) await one.go(turn);
  }
  const { floor, ours, stock } = runs;
  return {
    perSecond: { floor: floor.perSecond(), ours: ours.perSecond(), stock: stock.perSecond() },
    made: [ours.last(), stock.last()],
    authorityPem: printPem('CERTIFICATE', setting.authority.certificateDer),
  };
}

/** Times a variant over several turns; what is made at the first call, such as a template, is made before. */
async function startRun(variant: Variant, setting: Setting) {
  const make = await VARIANTS[variant](setting);
  let last = await make('device-0');
  let made = 0;
  let milliseconds = 0;
  return {
    async go(count: number): Promise<void> {
      const startedAt = performance.now();
      for (const end = made + count; made < end; made += 1) last = await make(`device-${made}`);
      milliseconds += performance.now() - startedAt;
    },
    perSecond: (): number => made / (milliseconds / 1000),
    last: (): Leaf => last,
  };
}

Object.assign(globalThis, { bench: { run } });
