import { describe, expect, test } from 'vitest';
import { EMPTY_REQUEST_DRAFT, judgeRequestDraft } from '#app/stores/request-draft';
import { judgeSigningDraft, makeSigningDraft, rebaseSigningDraft, type SigningDraft } from '#app/stores/signing-draft';
import { SAMPLE_REVIEW, SAMPLE_TIME } from '../../../support/certificate-samples.ts';
import { REAL_ROOT } from '../../../support/certificate-shelves.ts';

describe('a request that is made', () => {
  test('has any name for any authority, and a key of any kind', () => {
    const draft = { ...EMPTY_REQUEST_DRAFT, commonName: ' Plant CA ', keyKind: 'RSA-2048' } as const;
    expect(judgeRequestDraft(draft).wish).toEqual({
      purpose: 'general',
      commonName: 'Plant CA',
      keyKind: 'RSA-2048',
      keyPlace: 'vault',
    });
  });

  test('for an issuance through DPS has the registration ID as its name, and a key on P-384', () => {
    const draft = { ...EMPTY_REQUEST_DRAFT, purpose: 'dps-issuance', commonName: 'Plant CA' } as const;
    expect(judgeRequestDraft(draft).fields.get('name')?.error?.code).toBe('id/character');
    expect(judgeRequestDraft(draft).wish).toBeUndefined();
    expect(judgeRequestDraft({ ...draft, commonName: 'pump-17' }).wish).toMatchObject({ keyKind: 'P-384' });
  });

  test('needs a name', () => {
    expect(judgeRequestDraft(EMPTY_REQUEST_DRAFT).fields.get('name')?.error?.code).toBe('certificate/name-empty');
  });
});

describe('a request that is signed', () => {
  const draft = makeSigningDraft(SAMPLE_REVIEW, REAL_ROOT, SAMPLE_TIME);
  const judge = (part: Partial<SigningDraft> = {}, review = SAMPLE_REVIEW) =>
    judgeSigningDraft({ ...draft, ...part }, review, [REAL_ROOT], SAMPLE_TIME);

  test('is for a device of its own name, unless something else is chosen', () => {
    expect(draft).toMatchObject({ role: 'device', commonName: 'pump-20', authorityId: REAL_ROOT.id });
    expect(makeSigningDraft({ ...SAMPLE_REVIEW, commonName: 'a/b' }, undefined, SAMPLE_TIME).role).toBe('module');
    expect(judge().wish).toMatchObject({
      requestBase64: SAMPLE_REVIEW.requestBase64,
      role: 'device',
      commonName: 'pump-20',
      profile: 'azure',
    });
    expect(judge({ role: 'edge-ca', commonName: ' gate ' }).wish?.commonName).toBe('gate');
  });

  test('is signed by nobody while something speaks against it', () => {
    const problems = [{ code: 'certificate/request-signature', facts: { isWeak: false } }] as const;
    expect(judge({}, { ...SAMPLE_REVIEW, problems }).wish).toBeUndefined();
    expect(judge({ authorityId: undefined }).wish).toBeUndefined();
    expect(judge({ authorityId: undefined }).fields.get('authority')?.error?.code).toBe('certificate/issuer-missing');
    expect(judge({ commonName: 'two words' }).fields.get('name')?.error?.code).toBe('id/character');
    expect(judge({ validity: { ...draft.validity, amount: '' } }).wish).toBeUndefined();
  });

  test('has the usual validity of its role and profile, until that is changed by hand', () => {
    const authority = rebaseSigningDraft(draft, { role: 'intermediate' }, [REAL_ROOT], SAMPLE_TIME);
    expect(authority.validity).toMatchObject({ end: 'years', amount: '5' });
    const own = { ...draft, validity: { ...draft.validity, amount: '2' } };
    expect(rebaseSigningDraft(own, { profile: 'cert-gen' }, [REAL_ROOT], SAMPLE_TIME).validity.amount).toBe('2');
  });
});
