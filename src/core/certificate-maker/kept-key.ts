import { decodeBase64 } from '../bytes/base64.ts';
import { settle } from '../errors/settle.ts';
import { WorkbenchError } from '../errors/workbench-error.ts';
import type { Authority } from '../issuing/authority.ts';
import { keyKindOf } from '../issuing/key-kind.ts';
import { algorithmOf, signingAlgorithmOf } from '../issuing/key-pair.ts';
import type { KeptCertificate } from '../ports/certificate-maker.ts';
import { PRIVATE_KEY } from '../ports/vault.ts';
import type { CertificateFacts } from '../x509/certificate-facts.ts';
import { type Certificate, readCertificate } from '../x509/certificate.ts';
import type { PublicKeyInfo } from '../x509/public-key.ts';
import { type CertificateContent, KIND, readContent } from './kept-records.ts';
import type { CertificateMakerPorts } from './ports.ts';

/** An authority that can sign. */
export interface OpenAuthority {
  readonly kept: KeptCertificate;
  readonly certificate: Certificate;
  /** Those above it, nearest first, as far as they are known. */
  readonly issuers: readonly Certificate[];
  readonly authority: Authority;
}

/** Reads a certificate that is kept. */
export function readKept({ derBase64 }: CertificateFacts): Certificate {
  return settle(readCertificate(decodeBase64(derBase64) ?? new Uint8Array())).value;
}

/** Gives an authority with its key. Throws `certificate/unknown`, `certificate/key-elsewhere`, and what the vault does. */
export async function openAuthority(ports: CertificateMakerPorts, id: string): Promise<OpenAuthority> {
  const content = await readContent(ports.vault, KIND.certificate, id);
  const kept = content.certificate;
  const certificate = readKept(kept.facts);
  const privateKey = await openKeyOf(ports, content, certificate);
  const issuers = kept.chain.map(readKept);
  return { kept, certificate, issuers, authority: { certificateDer: certificate.der, privateKey } };
}

/** Gives the private key of a certificate. Throws `certificate/key-elsewhere`, and what the vault does. */
export async function openKeyOf(
  ports: Pick<CertificateMakerPorts, 'vault' | 'crypto'>,
  { certificate: kept, keyId }: CertificateContent,
  certificate = readKept(kept.facts),
): Promise<CryptoKey> {
  if (keyId === undefined) throw new WorkbenchError('certificate/key-elsewhere', { name: kept.facts.commonName });
  return openKey(ports, keyId, certificate.publicKey);
}

/**
 * Gives the private key of a public one. Throws `vault/tampered` for one that does not belong to it: of a key that the
 * browser keeps, which nothing but what it signs tells apart from any other.
 */
export async function openKey(
  { vault, crypto }: Pick<CertificateMakerPorts, 'vault' | 'crypto'>,
  keyId: string,
  publicKey: PublicKeyInfo,
): Promise<CryptoKey> {
  const key = await vault.openKey(keyId);
  if (key === undefined || !(await isPrivateKeyOf(crypto, key, publicKey))) {
    throw new WorkbenchError('vault/tampered', { kind: PRIVATE_KEY });
  }
  return key;
}

async function isPrivateKeyOf({ subtle }: Crypto, key: CryptoKey, publicKey: PublicKeyInfo): Promise<boolean> {
  const kind = keyKindOf(publicKey);
  if (kind === undefined) return false;
  const { name } = key.algorithm;
  if (algorithmOf(kind).name !== name) return false;
  const scheme = signingAlgorithmOf(key);
  const opposite = await subtle.importKey('spki', publicKey.spki, algorithmOf(kind), false, ['verify']);
  const probe = publicKey.spki;
  return subtle.verify(scheme, opposite, await subtle.sign(scheme, key, probe), probe);
}
