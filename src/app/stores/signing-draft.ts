import type { Profile } from '#core/issuing/certificate-plan';
import { defaultsOf } from '#core/issuing/defaults';
import { judgeIssue } from '#core/issuing/judge-issue';
import type { KeptCertificate, RequestReview, SigningWish } from '#core/ports/certificate-maker';
import { signerIn } from './certificate-in.ts';
import type { FieldJudgement } from './field-judgement.ts';
import { fieldsOfVerdict, type IssueField } from './issue-fields.ts';
import { endWithIssuer, judgeValidityDraft, makeValidityDraft, type ValidityDraft } from './validity-draft.ts';

/** What a request can be signed as. */
export const SIGNING_ROLES = ['device', 'module', 'edge-ca', 'intermediate'] as const;
export type SigningRole = (typeof SIGNING_ROLES)[number];

/** How a request is to be signed, as it stands in its form. */
export interface SigningDraft {
  readonly authorityId: string | undefined;
  readonly role: SigningRole;
  readonly commonName: string;
  readonly profile: Profile;
  readonly validity: ValidityDraft;
}

export interface JudgedSigning {
  readonly fields: ReadonlyMap<IssueField, FieldJudgement>;
  readonly wish: SigningWish | undefined;
}

/** Gives the draft for a request that was reviewed: for a device, under its own name. */
export function makeSigningDraft(
  review: RequestReview,
  authority: KeptCertificate | undefined,
  now: number,
): SigningDraft {
  const { commonName } = review;
  const role = commonName.includes('/') ? 'module' : 'device';
  return {
    authorityId: authority?.id,
    role,
    commonName,
    profile: 'azure',
    validity: usual('azure', role, authority, now),
  };
}

/** Takes another role, profile or authority, and with it the usual validity, unless that was changed by hand. */
export function rebaseSigningDraft(
  draft: SigningDraft,
  part: Partial<Pick<SigningDraft, 'role' | 'profile' | 'authorityId'>>,
  authorities: readonly KeptCertificate[],
  now: number,
): SigningDraft {
  const usualOf = ({ profile, role, authorityId }: SigningDraft): ValidityDraft =>
    usual(profile, role, find(authorities, authorityId), now);
  const next = { ...draft, ...part };
  const isUsual = JSON.stringify(draft.validity) === JSON.stringify(usualOf(draft));
  return isUsual ? { ...next, validity: usualOf(next) } : next;
}

/** Judges how a request is to be signed. Whoever signs it gives the CA of an IoT Edge device its ending. */
export function judgeSigningDraft(
  draft: SigningDraft,
  review: RequestReview,
  authorities: readonly KeptCertificate[],
  now: number,
): JudgedSigning {
  const { authorityId, role, profile } = draft;
  const authority = find(authorities, authorityId);
  const validity = judgeValidityDraft(draft.validity, now);
  const verdict = judgeIssue({
    role,
    commonName: draft.commonName,
    keyKind: review.keyKind ?? 'P-256',
    // While the period is not told the rest can be judged with any that suits.
    validity:
      validity.kind === 'period' ? validity.period : { notBefore: now, notAfter: authority?.facts.notAfter ?? now + 1 },
    ...signerIn(authority),
    at: now,
  });
  const fields = fieldsOfVerdict(verdict);
  if (!verdict.ok || validity.kind === 'faults' || authorityId === undefined || review.problems.length > 0) {
    return { fields, wish: undefined };
  }
  const { requestBase64 } = review;
  const commonName = draft.commonName.trim();
  const wish = { requestBase64, authorityId, role, commonName, profile, validity: validity.period };
  return { fields, wish };
}

function usual(
  profile: Profile,
  role: SigningRole,
  authority: KeptCertificate | undefined,
  now: number,
): ValidityDraft {
  const validity = makeValidityDraft(defaultsOf(profile, role).days);
  return authority === undefined ? validity : endWithIssuer(validity, authority.facts.notAfter, now);
}

function find(authorities: readonly KeptCertificate[], id: string | undefined): KeptCertificate | undefined {
  return authorities.find((one) => one.id === id);
}
