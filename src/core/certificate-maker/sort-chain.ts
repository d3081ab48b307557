import { equalBytes } from '../bytes/compare.ts';
import { describeCertificate } from '../issuing/describe-certificate.ts';
import type { KeptCertificate } from '../ports/certificate-maker.ts';
import type { CertificateFacts } from '../x509/certificate-facts.ts';
import { type Certificate, equalNames, isSelfIssued } from '../x509/certificate.ts';
import { judgeSignature } from '../x509/signature.ts';
import type { CertificateContent } from './kept-records.ts';
import { readKept } from './kept-key.ts';

/** Nobody has a longer one, and each link takes a signature. */
const CHAIN_LIMIT = 10;

/** Gives the issuers of a certificate, nearest first, as far as they are among `pool`. */
export async function sortChain(
  subtle: SubtleCrypto,
  subject: Certificate,
  pool: readonly Certificate[],
): Promise<readonly Certificate[]> {
  const chain: Certificate[] = [];
  let last = subject;
  while (!isSelfIssued(last) && chain.length < CHAIN_LIMIT) {
    const issuer = await findIssuer(subtle, last, pool);
    if (issuer === undefined || [subject, ...chain].some(({ der }) => equalBytes(der, issuer.der))) break;
    chain.push(issuer);
    last = issuer;
  }
  return chain;
}

/** Of several with one name the one whose key signed it; an older signature that cannot be checked is believed. */
async function findIssuer(
  subtle: SubtleCrypto,
  subject: Certificate,
  pool: readonly Certificate[],
): Promise<Certificate | undefined> {
  const named = pool.filter((one) => equalNames(one.subject, subject.issuer));
  const wanted = subject.authorityKeyIdentifier?.keyIdentifier;
  const isWanted = ({ subjectKeyIdentifier: own }: Certificate): boolean =>
    own !== undefined && wanted !== undefined && equalBytes(own, wanted);
  // The newest of those that have one key, as an authority has that was renewed.
  const sorted = named.toSorted((a, b) => Number(isWanted(b)) - Number(isWanted(a)) || b.notAfter - a.notAfter);
  for (const one of sorted) {
    if ((await judgeSignature(subtle, subject, one.publicKey)) !== 'signature') return one;
  }
  return undefined;
}

/**
 * Gives those certificates that are kept already whose chain goes on with a new authority: it issued them or the last of
 * their issuers, or has come back in its place.
 */
export async function continueChains(
  subtle: SubtleCrypto,
  kept: readonly CertificateContent[],
  authority: KeptCertificate,
): Promise<readonly CertificateContent[]> {
  const keptIds = new Set(kept.map(({ certificate }) => certificate.id));
  const signer = readKept(authority.facts);
  const changed: CertificateContent[] = [];
  for (const content of kept) {
    const { certificate } = content;
    const { chain, authorityId } = certificate;
    const isMissed = authorityId === undefined || !keptIds.has(authorityId);
    if (isMissed && chain[0]?.sha256Thumbprint === authority.facts.sha256Thumbprint) {
      changed.push({ ...content, certificate: { ...certificate, authorityId: authority.id } });
    } else if (await isIssuedBy(subtle, chain.at(-1) ?? certificate.facts, signer)) {
      const whole = [...chain, authority.facts, ...authority.chain];
      const nearest = chain.length === 0 ? authority.id : authorityId;
      changed.push({ ...content, certificate: { ...certificate, chain: whole, authorityId: nearest } });
    }
  }
  return changed;
}

async function isIssuedBy(subtle: SubtleCrypto, facts: CertificateFacts, issuer: Certificate): Promise<boolean> {
  const certificate = readKept(facts);
  return !isSelfIssued(certificate) && (await findIssuer(subtle, certificate, [issuer])) !== undefined;
}

/** Gives the facts of each. */
export function describeAll(
  subtle: SubtleCrypto,
  certificates: readonly Certificate[],
): Promise<readonly CertificateFacts[]> {
  return Promise.all(certificates.map((one) => describeCertificate(subtle, one)));
}
