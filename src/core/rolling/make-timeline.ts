import type { CertificateRole } from '../issuing/certificate-plan.ts';
import type { IssuedGroup, KeptCertificate, PairSlot, Shelf } from '../ports/certificate-maker.ts';
import { type LifeState, lifeOf } from './certificate-life.ts';

/** What ends, when, and what ends with it. Times are milliseconds since the Unix epoch. */
export interface TimelineEntry {
  /** Stays the same. Of the certificate; for those of a log: of the authority with the day of the end. */
  readonly id: string;
  /** `issued`: certificates of a log that end within one day (UTC), the first of them at `notAfter`. */
  readonly kind: 'certificate' | 'issued';
  /** The certificate, or the authority in whose log they stand. */
  readonly certificateId: string;
  /** Of that certificate. */
  readonly commonName: string;
  readonly role: CertificateRole;
  /** How many certificates end: 1 but for `issued`. */
  readonly count: number;
  readonly notBefore: number;
  readonly notAfter: number;
  /** The last moment at which it is of use: its own end, or that of an issuer which ends before. */
  readonly endsAt: number;
  /** The common name of the issuer whose end that is; undefined where it is its own. */
  readonly endsWith: string | undefined;
  /** When it is time for the next one; like `state`, for the life until `endsAt`. */
  readonly renewAt: number;
  readonly state: LifeState;
  /** Ids of kept certificates below it. */
  readonly dependents: readonly string[];
  /** How many more stand in the logs of it and of authorities below it. */
  readonly issuedCount: number;
  /** Which of a pair it is. */
  readonly slot: PairSlot | undefined;
  /** The other half of a pair; of those that were renewed the newest. */
  readonly otherHalf: string | undefined;
  /** The certificate that was made in its place. */
  readonly replacedBy: string | undefined;
}

/** Gives everything that ends, what ends first in front. */
export function makeTimeline(shelf: Shelf, now: number): readonly TimelineEntry[] {
  const { certificates, issued } = shelf;
  const kept = new Map(certificates.map((certificate) => [certificate.id, certificate]));
  const below = findDependents(certificates);
  const issuedBy = countIssued(issued);
  const replacements = new Map(certificates.map(({ id, replaces }) => [replaces, id]));
  const halves = new Map(certificates.flatMap(({ id, pair }) => (pair ? [[`${pair.id}/${pair.slot}`, id]] : [])));
  const entries = [
    ...certificates.map((certificate): TimelineEntry => {
      const { id, pair, facts } = certificate;
      const dependents = below.get(facts.sha256Thumbprint) ?? [];
      return {
        ...describeEnd(certificate, facts, now),
        kind: 'certificate',
        id,
        count: 1,
        dependents,
        issuedCount: [id, ...dependents].reduce((sum, one) => sum + (issuedBy.get(one) ?? 0), 0),
        slot: pair?.slot,
        otherHalf: pair && halves.get(`${pair.id}/${pair.slot === 'primary' ? 'secondary' : 'primary'}`),
        replacedBy: replacements.get(id),
      };
    }),
    ...issued.flatMap((group): TimelineEntry[] => {
      const authority = kept.get(group.authorityId);
      return authority === undefined ? [] : [describeIssued(group, authority, now)];
    }),
  ];
  return entries.toSorted((a, b) => a.endsAt - b.endsAt || (a.commonName < b.commonName ? -1 : 1));
}

function describeIssued(group: IssuedGroup, authority: KeptCertificate, now: number): TimelineEntry {
  return {
    ...describeEnd({ ...authority, chain: [authority.facts, ...authority.chain] }, group, now),
    kind: 'issued',
    id: `${authority.id}/${new Date(group.notAfter).toISOString().slice(0, 10)}`,
    count: group.count,
    dependents: [],
    issuedCount: 0,
    slot: undefined,
    otherHalf: undefined,
    replacedBy: undefined,
  };
}

type Life = Pick<IssuedGroup, 'notBefore' | 'notAfter'>;

/** `life`: of what ends; the chain of `certificate` holds the issuers of that. */
function describeEnd({ id, facts, role, chain }: KeptCertificate, { notBefore, notAfter }: Life, now: number) {
  const first = chain.reduce<Life & { commonName?: string }>(
    (earliest, issuer) => (issuer.notAfter < earliest.notAfter ? issuer : earliest),
    { notBefore, notAfter },
  );
  const endsAt = first.notAfter;
  const { renewAt, state } = lifeOf({ notBefore, notAfter: endsAt }, now);
  return {
    certificateId: id,
    commonName: facts.commonName,
    role,
    notBefore,
    notAfter,
    endsAt,
    endsWith: first.commonName,
    renewAt,
    state,
  } as const;
}

/** By the thumbprint of an issuer: what stands below it, at any depth. */
function findDependents(certificates: readonly KeptCertificate[]): ReadonlyMap<string, readonly string[]> {
  const below = new Map<string, string[]>();
  for (const { id, chain } of certificates) {
    for (const { sha256Thumbprint } of chain) {
      const ids = below.get(sha256Thumbprint);
      if (ids === undefined) below.set(sha256Thumbprint, [id]);
      else ids.push(id);
    }
  }
  return below;
}

function countIssued(groups: readonly IssuedGroup[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { authorityId, count } of groups) counts.set(authorityId, (counts.get(authorityId) ?? 0) + count);
  return counts;
}
