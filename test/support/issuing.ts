import type { Verdict } from '#core/errors/workbench-error';
import type { Authority } from '#core/issuing/authority';
import type { Profile, ValidityPeriod } from '#core/issuing/certificate-plan';
import { issueAuthority } from '#core/issuing/issue-authority';
import type { KeyKind } from '#core/issuing/key-kind';
import { algorithmOf, generateKeyPair } from '#core/issuing/key-pair';
import { type Certificate, readCertificate } from '#core/x509/certificate';

export const NOW = Date.UTC(2026, 5, 1);
const DAY_MS = 86_400_000;
/** Within it lies NOW, and the time of whoever runs the tests with openssl. */
export const validity: ValidityPeriod = { notBefore: NOW - DAY_MS, notAfter: NOW + 365 * DAY_MS };

/** Gives the value of a verdict that has to be good. */
export function valueOf<T>(verdict: Verdict<T>): T {
  if (!verdict.ok) throw new TypeError(JSON.stringify(verdict.findings));
  return verdict.value;
}

/** Reads a certificate that has to be readable. */
export const read = (der: Uint8Array): Certificate => valueOf(readCertificate(der));

const pairs = new Map<KeyKind, Promise<CryptoKeyPair>>();

/** Gives a key pair for tests, made once a file: RSA keys take seconds. */
export function keysOf(kind: KeyKind): Promise<CryptoKeyPair> {
  const pair = pairs.get(kind) ?? generateKeyPair(globalThis.crypto.subtle, kind, true);
  pairs.set(kind, pair);
  return pair;
}

/** Gives the same key pair for another engine. */
export async function keysFor({ subtle }: Crypto, kind: KeyKind): Promise<CryptoKeyPair> {
  const { privateKey, publicKey } = await keysOf(kind);
  if (subtle === globalThis.crypto.subtle) return { privateKey, publicKey };
  const { exportKey } = globalThis.crypto.subtle;
  const own = exportKey.bind(globalThis.crypto.subtle);
  return {
    privateKey: await subtle.importKey('pkcs8', await own('pkcs8', privateKey), algorithmOf(kind), true, ['sign']),
    publicKey: await subtle.importKey('spki', await own('spki', publicKey), algorithmOf(kind), true, ['verify']),
  };
}

/** What a test wants of an authority. */
export interface AuthorityWish {
  readonly commonName?: string;
  readonly kind?: KeyKind;
  readonly profile?: Profile;
  readonly pathLength?: number;
  readonly validity?: ValidityPeriod;
  /** Who signs it; a root unless told. */
  readonly under?: Authority;
  readonly renews?: Certificate;
}

/** An authority, and its certificate as it is read. */
export type TestAuthority = Authority & { readonly certificate: Certificate };

/** Makes a root, or an authority under another one. */
export async function makeAuthority(engine: Crypto, wish: AuthorityWish = {}): Promise<TestAuthority> {
  const { kind = 'P-256', profile = 'azure', under, renews, pathLength } = wish;
  const keys = await keysFor(engine, kind);
  const content = {
    commonName: wish.commonName ?? (under === undefined ? 'Test root' : 'Test intermediate'),
    validity: wish.validity ?? validity,
    keys,
    pathLength,
    profile,
    ...(renews === undefined ? {} : { renews }),
  };
  const certificateDer = await issueAuthority(engine, under === undefined ? content : { ...content, authority: under });
  return { certificateDer, privateKey: keys.privateKey, certificate: read(certificateDer) };
}
