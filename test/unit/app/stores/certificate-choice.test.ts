import { describe, expect, test } from 'vitest';
import {
  findCertificateChoice,
  listCertificateChoices,
  noteLife,
  secretOfChoice,
} from '#app/stores/certificate-choice';
import type { KeptCertificate } from '#core/ports/certificate-maker';
import { SAMPLE_TIME, sampleCertificate, sampleFacts } from '../../../support/certificate-samples.ts';

const DAY_MS = 86_400_000;

const leaf = (id: string, name: string, parts: Partial<KeptCertificate> = {}): KeptCertificate =>
  sampleCertificate('device', sampleFacts(name), { id, createdAt: Number(id) || 0, ...parts });
const half = (id: string, slot: 'primary' | 'secondary', parts: Partial<KeptCertificate> = {}): KeptCertificate =>
  sampleCertificate('self-signed', sampleFacts('valve-3'), { id, pair: { id: 'pair', slot }, ...parts });
const namesOf = (certificates: readonly KeptCertificate[]): string[] =>
  listCertificateChoices({ certificates }).map(({ id }) => id);

describe('what a device can be made of', () => {
  test('is a certificate of a device or a module whose key is here and that has a name, the newest first', () => {
    const certificates = [
      leaf('1', 'boiler-1'),
      leaf('2', 'boiler-2', { key: { kind: 'browser' } }),
      leaf('3', 'boiler-3', { key: { kind: 'elsewhere' } }),
      leaf('4', ''),
      sampleCertificate('root', sampleFacts('Fleet Root'), { id: '5' }),
      sampleCertificate('edge-ca', sampleFacts('gateway.ca'), { id: '6' }),
      sampleCertificate('module', sampleFacts('boiler-1/filter'), { id: '7', createdAt: 9 }),
    ];
    expect(namesOf(certificates)).toEqual(['7', '2', '1']);
  });

  test('is the two of a pair at once, in whichever order they are kept', () => {
    const pair = [half('b', 'secondary'), half('a', 'primary')];
    const [choice, ...more] = listCertificateChoices({ certificates: pair });
    expect(more).toEqual([]);
    expect(choice && secretOfChoice(choice)).toEqual({ kind: 'certificate', primaryId: 'a', secondaryId: 'b' });
  });

  test('has of a renewed pair those that took the places of others', () => {
    const certificates = [half('a', 'primary'), half('b', 'secondary'), half('c', 'primary', { replaces: 'a' })];
    const [choice] = listCertificateChoices({ certificates });
    expect(choice && secretOfChoice(choice)).toEqual({ kind: 'certificate', primaryId: 'c', secondaryId: 'b' });
    expect(findCertificateChoice(choice ? [choice] : [], half('a', 'primary'))).toBe(choice);
  });

  test('is one of a pair alone where the key of the other is elsewhere', () => {
    const certificates = [half('a', 'primary', { key: { kind: 'elsewhere' } }), half('b', 'secondary')];
    const [choice] = listCertificateChoices({ certificates });
    expect(choice && secretOfChoice(choice)).toEqual({ kind: 'certificate', primaryId: 'b' });
  });
});

describe('the life of a certificate', () => {
  test.each([
    ['good', SAMPLE_TIME, []],
    ['about to end', SAMPLE_TIME + 360 * DAY_MS, ['device/certificate-ends-soon']],
    ['ended', SAMPLE_TIME + 366 * DAY_MS, ['device/certificate-ended']],
    ['not begun', SAMPLE_TIME - 2 * DAY_MS, ['device/certificate-not-yet-valid']],
  ])('that is %s is worth a note as far as that matters', (_what, now, codes) => {
    const [choice] = listCertificateChoices({ certificates: [leaf('1', 'boiler-1')] });
    expect(choice && noteLife(choice, now).map(({ code }) => code)).toEqual(codes);
  });

  test('is looked at for both of a pair', () => {
    const ended = sampleFacts('valve-3', { notAfter: SAMPLE_TIME - 1 });
    const certificates = [half('a', 'primary'), half('b', 'secondary', { facts: ended })];
    const [choice] = listCertificateChoices({ certificates });
    expect(choice && noteLife(choice, SAMPLE_TIME).map(({ code }) => code)).toEqual(['device/certificate-ended']);
  });
});
