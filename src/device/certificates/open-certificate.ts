import { findingOf, WorkbenchError } from '#core/errors/workbench-error';
import { openKey, openKeyOf, readKept } from '#core/certificate-maker/kept-key';
import { KIND, readContent, type CertificateContent } from '#core/certificate-maker/kept-records';
import { decodeBase64 } from '#core/bytes/base64';
import type { CertificateSlot, IssuedCertificate } from '#core/identity/device-record';
import { describeCertificate } from '#core/issuing/describe-certificate';
import type { Vault } from '#core/ports/vault';
import type { CertificateFacts } from '#core/x509/certificate-facts';
import { readCertificate, type Certificate } from '#core/x509/certificate';
import type { CertificateProof } from '../proof.ts';

/** Where certificates and their keys are, and who tells whether they belong together. */
export interface CertificatePorts {
  readonly vault: Vault;
  readonly crypto: Crypto;
}

/**
 * Opens a certificate that is kept in this browser, with all of its issuers that are known: what the Certificates room
 * saves as its full chain. Throws `device/certificate-missing`, `device/certificate-key-elsewhere`,
 * `device/certificate-key-changed`, `vault/…`.
 */
export async function openCertificate(
  ports: CertificatePorts,
  certificateId: string,
  slot: CertificateSlot,
): Promise<CertificateProof> {
  const content = await readKeptContent(ports, certificateId);
  const { facts, chain } = content.certificate;
  const certificate = readKept(facts);
  const key = await openKeyOf(ports, content, certificate).catch((error: unknown) => {
    throw sayOfDevice(error, facts.commonName);
  });
  const issuers = chain.map((issuer) => readKept(issuer).der);
  const pssKey = content.keyId === undefined ? undefined : await ports.vault.openPssKey(content.keyId);
  const identity = { chain: [certificate.der, ...issuers] as const, key, ...(pssKey && { pssKey }) };
  return { kind: 'certificate', slot, identity, facts, chain };
}

/** Opens what DPS issued; undefined where it, or its key, is not what it was. Throws `vault/…`. */
export async function openIssued(
  ports: CertificatePorts,
  { keyId, chainBase64 }: IssuedCertificate,
): Promise<CertificateProof | undefined> {
  const certificates = readChain(chainBase64);
  const [leaf] = certificates ?? [];
  if (certificates === undefined || leaf === undefined) return undefined;
  try {
    const key = await openKey(ports, keyId, leaf.publicKey);
    return await proofOfIssued(ports.crypto.subtle, [leaf, ...certificates.slice(1)], key);
  } catch (error) {
    if (findingOf(error)?.code === 'vault/tampered') return undefined;
    throw error;
  }
}

/** Makes a proof of certificates that DPS issued, leaf first, and their key. */
export async function proofOfIssued(
  subtle: SubtleCrypto,
  [leaf, ...issuers]: readonly [Certificate, ...Certificate[]],
  key: CryptoKey,
): Promise<CertificateProof> {
  const [facts, ...chain] = await Promise.all([
    describeCertificate(subtle, leaf),
    ...issuers.map((issuer) => describeCertificate(subtle, issuer)),
  ]);
  const identity = { chain: [leaf.der, ...issuers.map(({ der }) => der)] as const, key };
  return { kind: 'certificate', slot: 'issued', identity, facts, chain };
}

/** Reads certificates, each base64 of DER; undefined when one of them is none. */
export function readChain(chainBase64: readonly string[]): readonly Certificate[] | undefined {
  const read = chainBase64.map((text) => readCertificate(decodeBase64(text) ?? new Uint8Array()));
  const good = read.flatMap((verdict) => (verdict.ok ? [verdict.value] : []));
  return good.length === read.length ? good : undefined;
}

/** Gives the facts of a certificate in DER; undefined for what is none. */
export async function describeDer(subtle: SubtleCrypto, der: Uint8Array): Promise<CertificateFacts | undefined> {
  const read = readCertificate(der);
  return read.ok ? describeCertificate(subtle, read.value) : undefined;
}

async function readKeptContent({ vault }: CertificatePorts, certificateId: string): Promise<CertificateContent> {
  try {
    return await readContent(vault, KIND.certificate, certificateId);
  } catch (error) {
    throw sayOfDevice(error, '');
  }
}

/** The same fault in the words of a device that is to connect, where the words for the Certificates room do not fit. */
function sayOfDevice(error: unknown, name: string): unknown {
  const finding = findingOf(error);
  switch (finding?.code) {
    case 'certificate/unknown':
      return new WorkbenchError('device/certificate-missing', {}, { cause: error });
    case 'certificate/key-elsewhere':
      return new WorkbenchError('device/certificate-key-elsewhere', { name }, { cause: error });
    case 'vault/tampered':
      // The record itself was altered when its kind is another than that of keys.
      if (finding.facts.kind !== 'private-key') return error;
      return new WorkbenchError('device/certificate-key-changed', { name }, { cause: error });
    default:
      return error;
  }
}
