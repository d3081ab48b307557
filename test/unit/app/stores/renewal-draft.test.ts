import { describe, expect, test } from 'vitest';
import type { KeptCertificate } from '#core/ports/certificate-maker';
import { canKeepKey, judgeRenewalDraft, makeRenewalDraft } from '#app/stores/renewal-draft';
import { SAMPLE_TIME, sampleCertificate, sampleFacts } from '../../../support/certificate-samples.ts';
import { REAL_ROOT, ROOT_SHELF } from '../../../support/certificate-shelves.ts';

const DAY_MS = 86_400_000;
const leaf = (parts: Partial<KeptCertificate> = {}, days = 90): KeptCertificate =>
  sampleCertificate(
    'device',
    sampleFacts('pump-17', { notBefore: SAMPLE_TIME, notAfter: SAMPLE_TIME + days * DAY_MS }),
    {
      authorityId: REAL_ROOT.id,
      ...parts,
    },
  );
const ELSEWHERE = { key: { kind: 'elsewhere' } } as const;

describe('a renewal', () => {
  test('is as long as before', () => {
    const draft = makeRenewalDraft(leaf(), ROOT_SHELF, SAMPLE_TIME);
    expect(draft.validity).toMatchObject({ end: 'days', amount: '90' });
    const { renewal } = judgeRenewalDraft(draft, leaf(), ROOT_SHELF, SAMPLE_TIME);
    const notBefore = Math.floor(SAMPLE_TIME / 1000) * 1000;
    const validity = { notBefore, notAfter: notBefore + 90 * DAY_MS };
    expect(renewal).toEqual({ id: 'device', key: 'new', keyPlace: 'vault', validity });
  });

  test('does not outlive the issuer', () => {
    const draft = makeRenewalDraft(leaf({}, 10_000), ROOT_SHELF, SAMPLE_TIME);
    expect(draft.validity).toMatchObject({ end: 'date', untilDate: '2048-12-31' });
    const long = { ...draft, validity: { ...draft.validity, end: 'years', amount: '60' } } as const;
    const { fields, renewal } = judgeRenewalDraft(long, leaf(), ROOT_SHELF, SAMPLE_TIME);
    expect(fields.get('validity')?.error?.code).toBe('certificate/outlives-issuer');
    expect(renewal).toBeUndefined();
  });

  test('brings a device a new key, unless its key is its own, and lets an authority keep what it signed', () => {
    const keyOf = (certificate: KeptCertificate): string => makeRenewalDraft(certificate, ROOT_SHELF, SAMPLE_TIME).key;
    expect(keyOf(leaf())).toBe('new');
    expect(keyOf(leaf(ELSEWHERE))).toBe('same');
    expect(keyOf(REAL_ROOT)).toBe('same');
    expect(keyOf({ ...REAL_ROOT, ...ELSEWHERE })).toBe('new');
  });

  test('keeps the key of what signs itself only where that is', () => {
    const pair = sampleCertificate('self-signed', sampleFacts('valve-3'));
    expect(canKeepKey(pair)).toBe(true);
    expect(canKeepKey({ ...pair, ...ELSEWHERE })).toBe(false);
    expect(canKeepKey(leaf(ELSEWHERE))).toBe(true);
    expect(
      judgeRenewalDraft(makeRenewalDraft(pair, ROOT_SHELF, SAMPLE_TIME), pair, ROOT_SHELF, SAMPLE_TIME).renewal,
    ).toMatchObject({ key: 'new' });
  });

  test('keeps a new key like the old one, and says nothing of a key that stays', () => {
    const renewalOf = (certificate: KeptCertificate) =>
      judgeRenewalDraft(makeRenewalDraft(certificate, ROOT_SHELF, SAMPLE_TIME), certificate, ROOT_SHELF, SAMPLE_TIME);
    const exportable = leaf({ key: { kind: 'vault', isExportable: true } });
    expect(renewalOf(exportable).renewal).toMatchObject({ keyPlace: 'vault-exportable' });
    expect(renewalOf(leaf({ key: { kind: 'browser' } })).renewal).toMatchObject({ keyPlace: 'browser' });
    expect(renewalOf(leaf(ELSEWHERE)).renewal).not.toHaveProperty('keyPlace');
  });

  test('needs an issuer that can sign', () => {
    const orphan = leaf({ authorityId: 'gone' });
    const draft = makeRenewalDraft(orphan, ROOT_SHELF, SAMPLE_TIME);
    const { fields, renewal } = judgeRenewalDraft(draft, orphan, ROOT_SHELF, SAMPLE_TIME);
    expect(fields.get('authority')?.error?.code).toBe('certificate/issuer-missing');
    expect(renewal).toBeUndefined();
  });

  test('of an IoT Edge CA keeps the ending of its name', () => {
    const edge = sampleCertificate('edge-ca', sampleFacts(`${'e'.repeat(61)}.ca`, { isAuthority: true }), {
      authorityId: REAL_ROOT.id,
    });
    expect(
      judgeRenewalDraft(makeRenewalDraft(edge, ROOT_SHELF, SAMPLE_TIME), edge, ROOT_SHELF, SAMPLE_TIME).renewal,
    ).toBeDefined();
  });
});
