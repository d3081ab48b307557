import { describe, expect, test } from 'vitest';
import type { KeptCertificate, Shelf } from '#core/ports/certificate-maker';
import { linksOf } from '#app/stores/certificate-chain';
import { certificateOf } from '#app/stores/certificate-shelf';
import { useOf } from '#app/stores/certificate-use';
import { SAMPLE_SHELF, SAMPLE_TIME, sampleCertificate, sampleFacts } from '../../../support/certificate-samples.ts';

const kept = (id: string): KeptCertificate => {
  const certificate = certificateOf(SAMPLE_SHELF, id);
  if (certificate === undefined) throw new TypeError(`no sample ${id}`);
  return certificate;
};

describe('what depends on a certificate', () => {
  test('of an authority is everything below it, at any depth, and what its log alone has', () => {
    const leaves = ['device', 'device-of-request', 'module', 'edge-ca'];
    expect(useOf(kept('root'), SAMPLE_SHELF)).toMatchObject({ below: ['intermediate', ...leaves], issued: 0 });
    expect(useOf(kept('intermediate'), SAMPLE_SHELF)).toMatchObject({ below: leaves, issued: 300 });
  });

  test('of a pair is the other half, and nothing of one alone', () => {
    expect(useOf(kept('pair-primary'), SAMPLE_SHELF).otherHalf).toBe('pair-secondary');
    expect(useOf(kept('pair-secondary'), SAMPLE_SHELF).otherHalf).toBe('pair-primary');
    expect(useOf(kept('device'), SAMPLE_SHELF).otherHalf).toBeUndefined();
  });

  test('knows what it takes the place of, and what takes its', () => {
    const next = { ...kept('device'), id: 'next', replaces: 'device' };
    const shelf: Shelf = { ...SAMPLE_SHELF, certificates: [...SAMPLE_SHELF.certificates, next] };
    expect(useOf(kept('device'), shelf)).toMatchObject({ replaces: undefined, replacedBy: 'next' });
    expect(useOf(next, shelf)).toMatchObject({ replaces: 'device', replacedBy: undefined });
  });
});

describe('the chain of a kept certificate', () => {
  test('goes up to the root, each with its own page where it is kept', () => {
    const links = linksOf(kept('device'), SAMPLE_SHELF, SAMPLE_TIME);
    expect(links.map(({ itemId, role, fault }) => [itemId, role, fault])).toEqual([
      ['device', 'leaf', undefined],
      ['intermediate', 'intermediate', undefined],
      ['root', 'root', undefined],
    ]);
  });

  test('says which of them has ended, or has not begun', () => {
    const { notAfter, notBefore } = kept('device').facts;
    expect(linksOf(kept('device'), SAMPLE_SHELF, notAfter + 1)[0]?.fault).toBe('expired');
    expect(linksOf(kept('device'), SAMPLE_SHELF, notBefore - 1)[0]?.fault).toBe('not-yet-valid');
  });

  test('ends where an issuer is not known', () => {
    const alone = sampleCertificate('device', sampleFacts('pump-1', { issuerName: 'CN=Somebody,O=Else' }));
    expect(linksOf(alone, SAMPLE_SHELF, SAMPLE_TIME)).toMatchObject([
      { itemId: 'device', fault: 'no-path' },
      { itemId: undefined, commonName: 'CN=Somebody,O=Else', role: 'missing' },
    ]);
  });

  test('has no pages of certificates that are not kept', () => {
    const shelf: Shelf = { ...SAMPLE_SHELF, certificates: [kept('device')] };
    expect(linksOf(kept('device'), shelf, SAMPLE_TIME).map(({ itemId }) => itemId)).toEqual([
      'device',
      undefined,
      undefined,
    ]);
  });
});
