import { isGroupAuthority } from '#core/certificate-export/outputs-of';
import type { KeptCertificate, Shelf } from '#core/ports/certificate-maker';

/** An authority with those that it signed. */
export interface AuthorityNode {
  readonly authority: KeptCertificate;
  /** Authorities below it. */
  readonly below: readonly AuthorityNode[];
  /** How many other certificates it signed, as far as they are kept or stand in its log. */
  readonly signed: number;
  /** How many entries its log has. */
  readonly logged: number;
}

/** Gives the authorities of a shelf as they signed one another, each level by name. */
export function makeAuthorityTree({ certificates, issued, logs }: Shelf): readonly AuthorityNode[] {
  const authorities = certificates.filter(isGroupAuthority).toSorted(byName);
  const known = new Set(authorities.map(({ id }) => id));
  const signed = new Map<string, number>();
  const count = (id: string | undefined, more: number): void => {
    if (id !== undefined) signed.set(id, (signed.get(id) ?? 0) + more);
  };
  for (const certificate of certificates) if (!isGroupAuthority(certificate)) count(certificate.authorityId, 1);
  for (const group of issued) count(group.authorityId, group.count);
  const nodesOf = (issuer: string | undefined): readonly AuthorityNode[] =>
    authorities
      .filter((authority) => issuerOf(authority, known) === issuer)
      .map((authority) => ({
        authority,
        below: nodesOf(authority.id),
        signed: signed.get(authority.id) ?? 0,
        logged: logs.find(({ authorityId }) => authorityId === authority.id)?.count ?? 0,
      }));
  return nodesOf(undefined);
}

function byName(one: KeptCertificate, other: KeptCertificate): number {
  return one.facts.commonName.localeCompare(other.facts.commonName, 'en') || one.createdAt - other.createdAt;
}

/** Undefined at the top: signed by itself, or by one that is not kept here. */
function issuerOf({ id, authorityId }: KeptCertificate, known: ReadonlySet<string>): string | undefined {
  return authorityId === undefined || authorityId === id || !known.has(authorityId) ? undefined : authorityId;
}
