import { judgeCommonName } from '#core/issuing/judge-name';
import type { KeyKind } from '#core/issuing/key-kind';
import type { CertificateMaker, NewKeyPlace, RequestPurpose } from '#core/ports/certificate-maker';
import { judgementOf, type FieldJudgement } from './field-judgement.ts';

/** A request that is to be made, as it stands in its form. */
export interface RequestDraft {
  readonly purpose: RequestPurpose;
  readonly commonName: string;
  /** For an issuance through DPS it is P-384, whatever stands here. */
  readonly keyKind: KeyKind;
  readonly keyPlace: NewKeyPlace;
}

/** What is asked of the maker. */
export type NewRequest = Parameters<CertificateMaker['makeRequest']>[0];

export type RequestField = 'name';

export interface JudgedRequest {
  readonly fields: ReadonlyMap<RequestField, FieldJudgement>;
  readonly wish: NewRequest | undefined;
}

/** Azure, "Certificate management with DPS": the issuing authority signs keys on P-384. */
const ISSUANCE_KEY: KeyKind = 'P-384';

export const EMPTY_REQUEST_DRAFT: RequestDraft = {
  purpose: 'general',
  commonName: '',
  keyKind: 'P-256',
  keyPlace: 'vault',
};

/** Judges a draft: DPS compares the name with the registration ID; other authorities have rules of their own. */
export function judgeRequestDraft(draft: RequestDraft): JudgedRequest {
  const { purpose, keyPlace } = draft;
  const isIssuance = purpose === 'dps-issuance';
  const verdict = judgeCommonName(isIssuance ? 'device' : 'intermediate', draft.commonName);
  const fields = new Map([['name', judgementOf(verdict)] as const]);
  if (!verdict.ok) return { fields, wish: undefined };
  const keyKind = isIssuance ? ISSUANCE_KEY : draft.keyKind;
  return { fields, wish: { purpose, commonName: verdict.value, keyKind, keyPlace } };
}
