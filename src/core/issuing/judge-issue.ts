import { DerReader } from '../bytes/der.ts';
import { accept, type Finding, makeFinding, reject, type Verdict } from '../errors/workbench-error.ts';
import { type Certificate, commonNameOf, equalNames, isSelfIssued, printName } from '../x509/certificate.ts';
import { type DistinguishedName, readName } from '../x509/distinguished-name.ts';
import { EXTENDED_KEY_USAGE } from '../x509/extensions.ts';
import { isWithinConstraints } from '../x509/name-constraints.ts';
import type { CertificateRole, ValidityPeriod } from './certificate-plan.ts';
import { judgeCommonName } from './judge-name.ts';
import { type KeyKind, keyKindOf } from './key-kind.ts';
import { encodeCommonName } from './subject-name.ts';

/** A certificate that somebody wants to have made. */
export interface IssueWish {
  readonly role: CertificateRole;
  /** As it was typed. */
  readonly commonName: string;
  readonly keyKind: KeyKind;
  readonly validity: ValidityPeriod;
  /** Of an authority; undefined for any number of authorities below it. */
  readonly pathLength?: number | undefined;
  /** Who is to sign it; undefined for what signs itself. */
  readonly authority?: Certificate | undefined;
  /** Those above it, nearest first, as far as they are known. */
  readonly issuers?: readonly Certificate[] | undefined;
  /** Whose ID the device's is; that of DPS, and so of IoT Central, unless told. */
  readonly service?: 'dps' | 'hub' | undefined;
  /** Now, in milliseconds since the Unix epoch. */
  readonly at: number;
}

/** Roles that nobody else signs. */
const OWN_SIGNERS: readonly CertificateRole[] = ['root', 'self-signed'];
const AUTHORITIES: readonly CertificateRole[] = ['root', 'intermediate', 'edge-ca'];
const DEVICES: readonly CertificateRole[] = ['device', 'self-signed', 'module'];
/** Azure, "X.509 certificate attestation": RSA, and P-256 of the curves, is what is documented and seen to work. */
const UNSURE_KINDS: readonly KeyKind[] = ['P-384'];
/** RFC 5280, 4.1.2.5: from the first year of UTCTime to the last of GeneralizedTime. */
const FIRST_DATE = Date.UTC(1950, 0, 1);
const LAST_DATE = Date.UTC(9999, 11, 31, 23, 59, 59);

/**
 * Judges what somebody wants to have made before it is made, and gives the common name as it is to stand in the
 * certificate. Refused is what no verifier would take: a certificate that outlives its issuer or has its name, an issuer
 * that is no authority, has ended or may not sign this. What only seems unwise, as one that has ended already, is a note.
 */
export function judgeIssue(wish: IssueWish): Verdict<string> {
  const name = judgeCommonName(wish.role, wish.commonName, wish.service);
  const subject = name.ok ? readName(new DerReader(encodeCommonName(name.value))) : undefined;
  const faults = [...(name.ok ? [] : name.findings), ...findDateFaults(wish), ...findIssuerFaults(wish, subject)];
  const [first, ...more] = faults;
  if (first !== undefined) return reject(first, ...more);
  return name.ok ? accept(name.value, [...name.notes, ...noteUse(wish)]) : name;
}

function findDateFaults({ validity: { notBefore, notAfter } }: IssueWish): Finding[] {
  const isWithin = notBefore >= FIRST_DATE && notAfter <= LAST_DATE;
  // Not a number is in no range.
  if (!isWithin || Number.isNaN(notBefore + notAfter)) return [makeFinding('certificate/dates-out-of-range', {})];
  return notAfter > notBefore ? [] : [makeFinding('certificate/dates-backwards', {})];
}

function findIssuerFaults(wish: IssueWish, subject: DistinguishedName | undefined): Finding[] {
  const { role, authority } = wish;
  if (authority === undefined) {
    return OWN_SIGNERS.includes(role) ? [] : [makeFinding('certificate/issuer-missing', {})];
  }
  const issuer = nameIssuer(authority);
  return [
    ...findAuthorityFaults(wish, authority, issuer),
    ...findLifeFaults(wish, authority, issuer),
    ...(subject === undefined ? [] : findNameFaults(subject, authority, issuer)),
  ];
}

/** RFC 5280, 4.2.1.3, 4.2.1.9 and 4.2.1.12, and what of it our own judge of chains asks. */
function findAuthorityFaults({ role, issuers }: IssueWish, authority: Certificate, issuer: string): Finding[] {
  const { basicConstraints, keyUsage, extendedKeyUsage, publicKey } = authority;
  if (basicConstraints?.ca !== true) return [makeFinding('certificate/issuer-not-authority', { issuer })];
  const findings: Finding[] = [];
  if (keyUsage?.includes('keyCertSign') === false)
    findings.push(makeFinding('certificate/issuer-key-usage', { issuer }));
  const { clientAuth, any } = EXTENDED_KEY_USAGE;
  if (extendedKeyUsage?.every((purpose) => purpose !== clientAuth && purpose !== any) === true) {
    findings.push(makeFinding('certificate/issuer-purpose', { issuer }));
  }
  if (AUTHORITIES.includes(role) && countBelow(authority, issuers) < 1) {
    findings.push(makeFinding('certificate/issuer-path-length', { issuer }));
  }
  if (keyKindOf(publicKey) === undefined) findings.push(makeFinding('certificate/issuer-key', { issuer }));
  return findings;
}

function findLifeFaults({ validity, at }: IssueWish, { notAfter }: Certificate, issuer: string): Finding[] {
  // The last second is still good.
  if (at >= notAfter + 1000) return [makeFinding('certificate/issuer-expired', { issuer, notAfter })];
  return validity.notAfter > notAfter ? [makeFinding('certificate/outlives-issuer', { issuer, notAfter })] : [];
}

function findNameFaults(subject: DistinguishedName, authority: Certificate, issuer: string): Finding[] {
  if (equalNames(subject, authority.subject)) return [makeFinding('certificate/name-of-issuer', { name: issuer })];
  const { nameConstraints } = authority;
  const isWithin =
    nameConstraints === undefined ||
    isWithinConstraints({ subject, subjectAlternativeNames: undefined }, nameConstraints);
  return isWithin ? [] : [makeFinding('certificate/issuer-names', { issuer })];
}

function noteUse({ role, keyKind, validity, pathLength, authority, issuers, at }: IssueWish): Finding[] {
  const notes: Finding[] = [];
  const { notBefore, notAfter } = validity;
  if (at >= notAfter + 1000) notes.push(makeFinding('certificate/already-ended', { notAfter }));
  if (DEVICES.includes(role) && UNSURE_KINDS.includes(keyKind)) {
    notes.push(makeFinding('certificate/key-kind-unsure', { keyKind }));
  }
  if (authority === undefined) return notes;
  const issuer = nameIssuer(authority);
  if (notBefore < authority.notBefore) {
    notes.push(makeFinding('certificate/begins-before-issuer', { issuer, notBefore: authority.notBefore }));
  }
  const limit = countBelow(authority, issuers) - 1;
  if (AUTHORITIES.includes(role) && pathLength !== undefined && pathLength > limit) {
    notes.push(makeFinding('certificate/path-length-beyond-issuer', { issuer, limit }));
  }
  return notes;
}

/**
 * Says how many authorities may stand below one another below this one, by its own path length and by those above it: of
 * each of them all count that are between but for self-issued ones (RFC 5280, 4.2.1.9 and 6.1.4 (l)).
 */
function countBelow(authority: Certificate, issuers: readonly Certificate[] = []): number {
  let between = 0;
  let count = Infinity;
  for (const one of [authority, ...issuers]) {
    count = Math.min(count, (one.basicConstraints?.pathLength ?? Infinity) - between);
    if (!isSelfIssued(one)) between += 1;
  }
  return count;
}

const nameIssuer = ({ subject }: Certificate): string => commonNameOf(subject) ?? printName(subject);
