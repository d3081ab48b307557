import type { Profile } from '#core/issuing/certificate-plan';
import { defaultsOf } from '#core/issuing/defaults';
import { judgeIssue } from '#core/issuing/judge-issue';
import type { KeyKind } from '#core/issuing/key-kind';
import type { KeptCertificate, NewAuthority, NewKeyPlace } from '#core/ports/certificate-maker';
import type { FieldJudgement } from './field-judgement.ts';
import { signerIn } from './certificate-in.ts';
import { fieldsOfVerdict, type IssueField } from './issue-fields.ts';
import { endWithIssuer, judgeValidityDraft, makeValidityDraft, type ValidityDraft } from './validity-draft.ts';

/** How many authorities may stand below one; the form offers no more than anybody needs. */
export const PATH_LENGTHS = ['any', '0', '1', '2', '3'] as const;
export type PathLengthChoice = (typeof PATH_LENGTHS)[number];

/** An authority that is to be made, as it stands in its form. */
export interface AuthorityDraft {
  readonly commonName: string;
  readonly profile: Profile;
  readonly keyKind: KeyKind;
  readonly validity: ValidityDraft;
  readonly pathLength: PathLengthChoice;
  readonly keyPlace: NewKeyPlace;
}

/** A draft with its judgement, and what is to be made once nothing speaks against it. */
export interface JudgedAuthority {
  readonly fields: ReadonlyMap<IssueField, FieldJudgement>;
  readonly wish: NewAuthority | undefined;
}

/** Gives the draft of an authority as a profile makes it; below `issuer`, or a root. It ends with its issuer at the latest. */
export function makeAuthorityDraft(profile: Profile, issuer: KeptCertificate | undefined, now: number): AuthorityDraft {
  const { commonName = '', keyKind, days, pathLength } = defaultsOf(profile, roleBelow(issuer));
  const validity = makeValidityDraft(days);
  return {
    commonName,
    profile,
    keyKind,
    validity: issuer === undefined ? validity : endWithIssuer(validity, issuer.facts.notAfter, now),
    pathLength: PATH_LENGTHS.find((choice) => choice === String(pathLength)) ?? 'any',
    keyPlace: 'vault',
  };
}

/** Takes another profile, and with it what that makes certificates with; what was typed or chosen by hand stays. */
export function changeProfile(
  draft: AuthorityDraft,
  profile: Profile,
  issuer: KeptCertificate | undefined,
  now: number,
): AuthorityDraft {
  const before = makeAuthorityDraft(draft.profile, issuer, now);
  const after = makeAuthorityDraft(profile, issuer, now);
  const isKept = (name: keyof AuthorityDraft): boolean => JSON.stringify(draft[name]) === JSON.stringify(before[name]);
  return {
    ...draft,
    profile,
    ...(isKept('commonName') ? { commonName: after.commonName } : {}),
    ...(isKept('keyKind') ? { keyKind: after.keyKind } : {}),
    ...(isKept('validity') ? { validity: after.validity } : {}),
    ...(isKept('pathLength') ? { pathLength: after.pathLength } : {}),
  };
}

/** Judges a draft at this moment. A period that is not told yet is no field's fault here: the form says so itself. */
export function judgeAuthorityDraft(
  draft: AuthorityDraft,
  issuer: KeptCertificate | undefined,
  now: number,
): JudgedAuthority {
  const { commonName, keyKind, profile, keyPlace } = draft;
  const validity = judgeValidityDraft(draft.validity, now);
  const pathLength = draft.pathLength === 'any' ? undefined : Number(draft.pathLength);
  const verdict = judgeIssue({
    role: roleBelow(issuer),
    commonName,
    keyKind,
    // While the period is not told the rest can be judged with any that suits.
    validity: validity.kind === 'period' ? validity.period : { notBefore: now, notAfter: now + 1000 },
    pathLength,
    ...signerIn(issuer),
    at: now,
  });
  const fields = fieldsOfVerdict(verdict);
  if (!verdict.ok || validity.kind === 'faults') return { fields, wish: undefined };
  const plan = { authorityId: issuer?.id, profile, keyKind, validity: validity.period, pathLength, keyPlace };
  return { fields, wish: { commonName: verdict.value, ...plan } };
}

function roleBelow(issuer: KeptCertificate | undefined): 'root' | 'intermediate' {
  return issuer === undefined ? 'root' : 'intermediate';
}
