import type { Profile } from '#core/issuing/certificate-plan';
import { defaultsOf } from '#core/issuing/defaults';
import { judgeIssue } from '#core/issuing/judge-issue';
import type { KeyKind } from '#core/issuing/key-kind';
import type { BatchForm, KeptCertificate, NewBatch, Shelf } from '#core/ports/certificate-maker';
import { certificateIn } from './certificate-in.ts';
import { listSigners } from './device-certificate-draft.ts';
import type { FieldJudgement } from './field-judgement.ts';
import { EMPTY_ID_DRAFT, fieldOf, judgeIds, type IdDraft, type IdField } from './id-draft.ts';
import { fieldsOfVerdict, type IssueField } from './issue-fields.ts';
import { endWithIssuer, judgeValidityDraft, makeValidityDraft, type ValidityDraft } from './validity-draft.ts';

/** Where the password of the archive's keys comes from. */
export type PasswordWay = 'made' | 'typed';

/** Many certificates that are to be made, as they stand in their form. Holds a password. */
export interface BatchDraft extends IdDraft {
  /** Undefined takes the newest authority that can sign. */
  readonly authorityId: string | undefined;
  readonly profile: Profile;
  readonly keyKind: KeyKind;
  /** Undefined takes what the profile has, and not beyond the authority's end. */
  readonly validity: ValidityDraft | undefined;
  readonly form: BatchForm;
  readonly passwordWay: PasswordWay;
  readonly madePassword: string;
  readonly typedPassword: string;
  /** The user says that the password that was made is kept: it is shown this once. */
  readonly isPasswordKept: boolean;
}

export type BatchField = IssueField | IdField;

/** What a batch lacks that is no fault of what was typed. */
export type BatchLack = 'password' | 'password-kept';

export interface JudgedBatch {
  readonly authority: KeptCertificate | undefined;
  readonly validity: ValidityDraft;
  readonly fields: ReadonlyMap<BatchField, FieldJudgement>;
  readonly lacking: ReadonlySet<BatchLack>;
  readonly wish: NewBatch | undefined;
}

/** Shorter ones are found by trying. */
export const GOOD_PASSWORD_LENGTH = 12;

/** Gives an empty draft with a password that was made for it. */
export function makeBatchDraft(madePassword: string): BatchDraft {
  const { keyKind } = defaultsOf('azure', 'device');
  return {
    ...EMPTY_ID_DRAFT,
    way: 'pattern',
    authorityId: undefined,
    profile: 'azure',
    keyKind,
    validity: undefined,
    form: 'encrypted-key',
    passwordWay: 'made',
    madePassword,
    typedPassword: '',
    isPasswordKept: false,
  };
}

/** Takes another profile, and its kind of key unless another one was chosen. */
export function changeBatchProfile(draft: BatchDraft, profile: Profile): BatchDraft {
  const usual = defaultsOf(draft.profile, 'device').keyKind;
  const keyKind = draft.keyKind === usual ? defaultsOf(profile, 'device').keyKind : draft.keyKind;
  return { ...draft, profile, keyKind };
}

/** Judges a draft at this moment. The IDs themselves are judged where the list is read. */
export function judgeBatchDraft(draft: BatchDraft, shelf: Shelf, now: number): JudgedBatch {
  const signers = listSigners(shelf, now);
  const authority = signers.find(({ id }) => id === draft.authorityId) ?? signers[0];
  const validity = draft.validity ?? usualValidity(draft.profile, authority, now);
  const period = judgeValidityDraft(validity, now);
  const { profile, keyKind, form } = draft;
  const verdict = judgeIssue({
    role: 'device',
    commonName: ANY_ID,
    keyKind,
    validity:
      period.kind === 'period' ? period.period : { notBefore: now, notAfter: authority?.facts.notAfter ?? now + 1 },
    authority: authority && certificateIn(authority),
    at: now,
  });
  const fields = new Map<BatchField, FieldJudgement>(fieldsOfVerdict(verdict));
  fields.set(fieldOf(draft.way), judgeIds(draft));
  const lacking = listLacking(draft);
  const hasFault = [...fields.values()].some(({ error }) => error !== undefined);
  if (hasFault || lacking.size > 0 || authority === undefined || period.kind === 'faults') {
    return { authority, validity, fields, lacking, wish: undefined };
  }
  const wish = { authorityId: authority.id, profile, keyKind, validity: period.period, form };
  const password = form === 'plain-key' ? {} : { password: passwordOf(draft) };
  return { authority, validity, fields, lacking, wish: { ...wish, ...password } };
}

/** One that no authority has as its own name. */
const ANY_ID = 'device';

function passwordOf({ passwordWay, madePassword, typedPassword }: BatchDraft): string {
  return passwordWay === 'made' ? madePassword : typedPassword;
}

function listLacking(draft: BatchDraft): ReadonlySet<BatchLack> {
  if (draft.form === 'plain-key') return new Set();
  if (draft.passwordWay === 'typed') return new Set(draft.typedPassword === '' ? ['password'] : []);
  return new Set(draft.isPasswordKept ? [] : ['password-kept']);
}

function usualValidity(profile: Profile, authority: KeptCertificate | undefined, now: number): ValidityDraft {
  const validity = makeValidityDraft(defaultsOf(profile, 'device').days);
  return authority === undefined ? validity : endWithIssuer(validity, authority.facts.notAfter, now);
}
