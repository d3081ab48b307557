import type { ChainLink } from '#core/inspect/inspection';
import type { KeptCertificate, Shelf } from '#core/ports/certificate-maker';
import { lifeOf } from '#core/rolling/certificate-life';
import type { CertificateFacts } from '#core/x509/certificate-facts';

/**
 * Gives the chain of a kept certificate for its picture, itself first. `itemId`: the id of the one that is kept; one whose
 * issuer is not known ends in a link that is missing.
 */
export function linksOf(certificate: KeptCertificate, shelf: Shelf, now: number): readonly ChainLink[] {
  const kept = new Map(shelf.certificates.map(({ id, facts }) => [facts.sha256Thumbprint, id]));
  const all = [certificate.facts, ...certificate.chain];
  const links = all.map((facts, at): ChainLink => {
    const isSelfIssued = facts.issuerName === facts.subjectName;
    return {
      itemId: at === 0 ? certificate.id : kept.get(facts.sha256Thumbprint),
      commonName: facts.commonName || facts.subjectName,
      role: !facts.isAuthority ? 'leaf' : isSelfIssued ? 'root' : 'intermediate',
      notAfter: facts.notAfter,
      fault: dateFaultOf(facts, now) ?? (isSelfIssued || at < all.length - 1 ? undefined : 'no-path'),
    };
  });
  const last = all.at(-1);
  if (last === undefined || last.issuerName === last.subjectName) return links;
  const commonName = last.issuerName;
  return [...links, { itemId: undefined, commonName, role: 'missing', notAfter: undefined, fault: undefined }];
}

function dateFaultOf(facts: CertificateFacts, now: number): ChainLink['fault'] {
  const { state } = lifeOf(facts, now);
  if (state === 'ended') return 'expired';
  return state === 'not-yet' ? 'not-yet-valid' : undefined;
}
