import type { ChainLink } from '#core/inspect/inspection';
import type { KeptCertificate, Shelf } from '#core/ports/certificate-maker';
import { lifeOf } from '#core/rolling/certificate-life';
import type { CertificateFacts } from '#core/x509/certificate-facts';

/**
 * Gives the chain of a kept certificate for its picture, itself first. `itemId`: the id of the one that is kept; one whose
 * issuer is not known ends in a link that is missing.
 */
export function linksOf(certificate: KeptCertificate, shelf: Shelf, now: number): readonly ChainLink[] {
  const ids = new Map(shelf.certificates.map(({ id, facts }) => [facts.sha256Thumbprint, id]));
  ids.set(certificate.facts.sha256Thumbprint, certificate.id);
  return drawChain([certificate.facts, ...certificate.chain], now, ids);
}

/**
 * Gives a chain for its picture, leaf first: what its dates say at `now`, and where its issuer is not known, that. `ids`:
 * the `itemId` of those that can be pressed, by their thumbprint (SHA-256).
 */
export function drawChain(
  chain: readonly CertificateFacts[],
  now: number,
  ids: ReadonlyMap<string, string> = new Map(),
): readonly ChainLink[] {
  const links = chain.map((facts, at): ChainLink => {
    const isWhole = at < chain.length - 1 || isSelfIssued(facts);
    const fault = dateFaultOf(facts, now) ?? (isWhole ? undefined : 'no-path');
    return { ...linkOf(facts), itemId: ids.get(facts.sha256Thumbprint), fault };
  });
  const last = chain.at(-1);
  return last === undefined || isSelfIssued(last) ? links : [...links, missingIssuerOf(last)];
}

/** A certificate in a picture, with nothing said against it. */
export function linkOf(facts: CertificateFacts): ChainLink {
  return {
    itemId: undefined,
    commonName: facts.commonName || facts.subjectName,
    role: !facts.isAuthority ? 'leaf' : isSelfIssued(facts) ? 'root' : 'intermediate',
    notAfter: facts.notAfter,
    fault: undefined,
  };
}

/** Where the issuer of a certificate would stand in a picture. */
export function missingIssuerOf({ issuerName }: CertificateFacts): ChainLink {
  return { itemId: undefined, commonName: issuerName, role: 'missing', notAfter: undefined, fault: undefined };
}

function isSelfIssued({ issuerName, subjectName }: CertificateFacts): boolean {
  return issuerName === subjectName;
}

function dateFaultOf(facts: CertificateFacts, now: number): ChainLink['fault'] {
  const { state } = lifeOf(facts, now);
  if (state === 'ended') return 'expired';
  return state === 'not-yet' ? 'not-yet-valid' : undefined;
}
