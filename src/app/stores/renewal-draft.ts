import { isGroupAuthority } from '#core/certificate-export/outputs-of';
import { judgeIssue } from '#core/issuing/judge-issue';
import type { KeptCertificate, NewKeyPlace, Renewal, Shelf } from '#core/ports/certificate-maker';
import { findSigner } from '#core/rolling/find-signer';
import { renewedKeyPlace } from '#core/rolling/renewed-key-place';
import { signerIn } from './certificate-in.ts';
import type { FieldJudgement } from './field-judgement.ts';
import { fieldsOfVerdict, type IssueField } from './issue-fields.ts';
import { endWithIssuer, judgeValidityDraft, makeValidityDraft, type ValidityDraft } from './validity-draft.ts';

/** What is to be made in the place of a certificate, as it stands in its form. */
export interface RenewalDraft {
  readonly key: Renewal['key'];
  /** Of a new key. */
  readonly keyPlace: NewKeyPlace;
  readonly validity: ValidityDraft;
}

export interface JudgedRenewal {
  readonly fields: ReadonlyMap<IssueField, FieldJudgement>;
  readonly renewal: Renewal | undefined;
}

const DAY_MS = 86_400_000;

/** Says whether a certificate was signed with its own key. */
export function isOwnSigner({ role }: Pick<KeptCertificate, 'role'>): boolean {
  return role === 'root' || role === 'self-signed';
}

/** Says whether the key can stay: what signs itself needs it here, and all else needs its issuer alone. */
export function canKeepKey(certificate: KeptCertificate): boolean {
  return !isOwnSigner(certificate) || certificate.key.kind !== 'elsewhere';
}

/**
 * Gives the draft of a renewal: as long as before, and not beyond the issuer. An authority keeps its key, so that what it
 * signed holds; a device gets a new one, unless its key is its own.
 */
export function makeRenewalDraft(certificate: KeptCertificate, shelf: Shelf, now: number): RenewalDraft {
  const { notBefore, notAfter } = certificate.facts;
  const validity = makeValidityDraft(Math.max(1, Math.round((notAfter - notBefore) / DAY_MS)));
  const issuer = signerOf(certificate, shelf, now);
  const isKept = isGroupAuthority(certificate) || certificate.key.kind === 'elsewhere';
  return {
    key: isKept && canKeepKey(certificate) ? 'same' : 'new',
    keyPlace: renewedKeyPlace(certificate),
    validity: issuer === undefined ? validity : endWithIssuer(validity, issuer.facts.notAfter, now),
  };
}

/** Judges a renewal. The name was good enough before; what speaks against it is about the period or the issuer. */
export function judgeRenewalDraft(
  draft: RenewalDraft,
  certificate: KeptCertificate,
  shelf: Shelf,
  now: number,
): JudgedRenewal {
  const { id, role, facts } = certificate;
  const issuer = signerOf(certificate, shelf, now);
  const validity = judgeValidityDraft(draft.validity, now);
  const verdict = judgeIssue({
    role,
    commonName: role === 'edge-ca' ? facts.commonName.replace(/\.ca$/, '') : facts.commonName,
    keyKind: facts.keyKind ?? 'P-256',
    validity:
      validity.kind === 'period' ? validity.period : { notBefore: now, notAfter: issuer?.facts.notAfter ?? now + 1 },
    pathLength: facts.pathLength,
    ...signerIn(issuer),
    service: 'hub',
    at: now,
  });
  const fields = fieldsOfVerdict(verdict);
  if (!verdict.ok || validity.kind === 'faults') return { fields, renewal: undefined };
  const { key, keyPlace } = draft;
  const wished = key === 'new' ? ({ key, keyPlace } as const) : { key };
  return { fields, renewal: { id, ...wished, validity: validity.period } };
}

function signerOf(certificate: KeptCertificate, { certificates }: Shelf, now: number): KeptCertificate | undefined {
  return isOwnSigner(certificate) ? undefined : findSigner(certificates, certificate.authorityId, now);
}
