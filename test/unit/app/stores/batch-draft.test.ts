import { describe, expect, test } from 'vitest';
import type { Shelf } from '#core/ports/certificate-maker';
import { changeBatchProfile, judgeBatchDraft, makeBatchDraft, type BatchDraft } from '#app/stores/batch-draft';
import { EMPTY_SHELF, SAMPLE_TIME } from '../../../support/certificate-samples.ts';
import { REAL_INTERMEDIATE, REAL_ROOT, ROOT_SHELF, SIGNING_SHELF } from '../../../support/certificate-shelves.ts';

const GOOD: BatchDraft = { ...makeBatchDraft('made-here'), pattern: 's-{1..9}', isPasswordKept: true };
const judge = (part: Partial<BatchDraft> = {}, shelf: Shelf = ROOT_SHELF) =>
  judgeBatchDraft({ ...GOOD, ...part }, shelf, SAMPLE_TIME);

describe('a batch', () => {
  test('has encrypted keys under a password that was made, unless something else is chosen', () => {
    expect(judge().wish).toMatchObject({
      authorityId: REAL_ROOT.id,
      profile: 'azure',
      keyKind: 'P-256',
      form: 'encrypted-key',
      password: 'made-here',
    });
  });

  test('is not made before the password that was made is kept', () => {
    expect([...judge({ isPasswordKept: false }).lacking]).toEqual(['password-kept']);
    expect(judge({ isPasswordKept: false }).wish).toBeUndefined();
  });

  test('takes a password that was typed in its place, and needs one', () => {
    const typed = { passwordWay: 'typed', isPasswordKept: false } as const;
    expect([...judge(typed).lacking]).toEqual(['password']);
    expect(judge({ ...typed, typedPassword: 'my own' }).wish?.password).toBe('my own');
  });

  test('of bare keys has none', () => {
    const { wish, lacking } = judge({ form: 'plain-key', isPasswordKept: false });
    expect(lacking.size).toBe(0);
    expect(wish).not.toHaveProperty('password');
  });

  test('is signed by the newest authority that can, or by the one that is chosen', () => {
    expect(judge({}, SIGNING_SHELF).wish?.authorityId).toBe(REAL_INTERMEDIATE.id);
    expect(judge({ authorityId: REAL_ROOT.id }, SIGNING_SHELF).wish?.authorityId).toBe(REAL_ROOT.id);
    const alone = judge({}, EMPTY_SHELF);
    expect(alone.authority).toBeUndefined();
    expect(alone.fields.get('authority')?.error?.code).toBe('certificate/issuer-missing');
  });

  test('lasts as its profile has it, and not beyond its authority', () => {
    expect(judge().validity).toMatchObject({ end: 'years', amount: '1' });
    expect(judge({ profile: 'cert-gen' }).validity).toMatchObject({ end: 'days', amount: '30' });
    const own = { ...judge().validity, amount: '60' };
    expect(judge({ validity: own }).fields.get('validity')?.error?.code).toBe('certificate/outlives-issuer');
    expect(judge({ validity: { ...own, amount: '' } }).wish).toBeUndefined();
  });

  test('needs IDs', () => {
    expect(judge({ pattern: '' }).fields.get('pattern')?.error?.code).toBe('list/pattern-form');
    expect(judge({ way: 'list' }).fields.get('list')?.error?.code).toBe('list/empty');
    expect(judge({ way: 'list', list: 'a\nb' }).wish).toBeDefined();
  });

  test('has the kind of key of its profile, unless another one was chosen', () => {
    expect(changeBatchProfile(GOOD, 'create-test-cert').keyKind).toBe('RSA-2048');
    expect(changeBatchProfile({ ...GOOD, keyKind: 'P-384' }, 'create-test-cert').keyKind).toBe('P-384');
  });
});
