import { equalBytes } from '../bytes/compare.ts';
import { type Certificate, isSelfIssued } from '../x509/certificate.ts';
import { keyOfName } from '../x509/distinguished-name.ts';
import { judgeSignature, type SignatureVerdict } from '../x509/signature.ts';

/** Who issued a certificate, as far as it is here. */
export interface IssuerLink {
  /** The certificate itself where it is self-signed; undefined where the issuer is not here. */
  readonly issuer: Certificate | undefined;
  /** What the signature is worth with that issuer's key; undefined without an issuer. */
  readonly signature: SignatureVerdict | 'too-complex' | undefined;
}

/** Signatures take time, and many certificates may have one name. */
const SIGNATURE_LIMIT = 600;

/**
 * Finds out who issued whom: an issuer has the name that the certificate gives, and signed it. Where none of that name
 * did, the one is taken that the certificate names by its key, or the first, so that the fault can be told. `at`:
 * milliseconds since 1970.
 */
export async function linkCertificates(
  subtle: SubtleCrypto,
  certificates: readonly Certificate[],
  at: number,
): Promise<ReadonlyMap<Certificate, IssuerLink>> {
  const byName = groupByName(certificates);
  const links = new Map<Certificate, IssuerLink>();
  let left = SIGNATURE_LIMIT;
  for (const certificate of certificates) {
    const candidates = sortCandidates(certificate, byName.get(keyOfName(certificate.issuer)) ?? [], at);
    let link: IssuerLink = { issuer: undefined, signature: undefined };
    for (const issuer of candidates) {
      left -= 1;
      const signature = left < 0 ? 'too-complex' : await judgeSignature(subtle, certificate, issuer.publicKey);
      if (link.issuer === undefined || signature === 'good') link = { issuer, signature };
      if (signature === 'good' || left < 0) break;
    }
    links.set(certificate, link);
  }
  return links;
}

function groupByName(certificates: readonly Certificate[]): ReadonlyMap<string, readonly Certificate[]> {
  const groups = new Map<string, Certificate[]>();
  for (const certificate of certificates) {
    const name = keyOfName(certificate.subject);
    groups.set(name, [...(groups.get(name) ?? []), certificate]);
  }
  return groups;
}

/**
 * Those first that the certificate names by their key (RFC 5280, 4.2.1.1), then those without one; itself before others,
 * and of an authority that was renewed with its key the certificate that is good now.
 */
function sortCandidates(
  certificate: Certificate,
  candidates: readonly Certificate[],
  at: number,
): readonly Certificate[] {
  const wanted = certificate.authorityKeyIdentifier?.keyIdentifier;
  const rank = (candidate: Certificate): number => {
    const own = candidate.subjectKeyIdentifier;
    const isUnnamed = wanted === undefined || own === undefined;
    const isGood = at >= candidate.notBefore && at < candidate.notAfter + 1000;
    const order = isUnnamed ? 1 : equalBytes(wanted, own) ? 0 : 2;
    return order * 3 + (candidate === certificate ? 0 : isGood ? 1 : 2);
  };
  return candidates.toSorted((a, b) => rank(a) - rank(b));
}

/** Says whether a certificate was signed with its own key, as far as that can be checked. */
export function isSelfSigned(certificate: Certificate, { issuer, signature }: IssuerLink): boolean {
  return issuer === certificate && isSelfIssued(certificate) && signature !== 'signature';
}
