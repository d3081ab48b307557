import { describe, expect, test } from 'vitest';
import type { KeptCertificate } from '#core/ports/certificate-maker';
import { findSigner } from '#core/rolling/find-signer';
import { sampleCertificate, sampleFacts, SAMPLE_TIME } from '../../../support/certificate-samples.ts';

const DAY_MS = 86_400_000;
const authority = (id: string, parts: Partial<KeptCertificate> = {}, days = 100): KeptCertificate =>
  sampleCertificate('root', sampleFacts(id, { notAfter: SAMPLE_TIME + days * DAY_MS }), { id, ...parts });
const find = (certificates: readonly KeptCertificate[], id: string | undefined): string | undefined =>
  findSigner(certificates, id, SAMPLE_TIME)?.id;

describe('who signs in the place of an authority', () => {
  test('is that authority itself while it can', () => {
    expect(find([authority('a'), authority('b', { replaces: 'a' })], 'a')).toBe('a');
  });

  test('is what came in its place when it has ended, its key is elsewhere, or it is gone', () => {
    const next = authority('b', { replaces: 'a' });
    expect(find([authority('a', {}, -1), next], 'a')).toBe('b');
    expect(find([authority('a', { key: { kind: 'elsewhere' } }), next], 'a')).toBe('b');
    expect(find([next], 'a')).toBe('b');
  });

  test('is the newest of several, and what came in the place of that', () => {
    const old = authority('a', {}, -1);
    const early = authority('b', { replaces: 'a', createdAt: 1 });
    const late = authority('c', { replaces: 'a', createdAt: 2 }, -1);
    expect(find([old, early, late], 'a')).toBeUndefined();
    expect(find([old, early, late, authority('d', { replaces: 'c' })], 'a')).toBe('d');
  });

  test('is nobody for what has no authority here', () => {
    expect(find([authority('a')], undefined)).toBeUndefined();
    expect(find([], 'a')).toBeUndefined();
  });
});
