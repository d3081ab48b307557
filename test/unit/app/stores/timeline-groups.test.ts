import { describe, expect, test } from 'vitest';
import { groupTimeline, guideOf, progressOf } from '#app/stores/timeline-groups';
import type { KeptGuide, Shelf } from '#core/ports/certificate-maker';
import { makeTimeline } from '#core/rolling/make-timeline';
import { stepsOf } from '#core/rolling/rolling-steps';
import {
  EMPTY_SHELF,
  SAMPLE_GUIDE,
  SAMPLE_SHELF,
  SAMPLE_TIME,
  sampleCertificate,
  sampleFacts,
} from '../../../support/certificate-samples.ts';

const DAY_MS = 86_400_000;
const device = (id: string, from: number, until: number) =>
  sampleCertificate(
    'device',
    sampleFacts(id, { notBefore: SAMPLE_TIME + from * DAY_MS, notAfter: SAMPLE_TIME + until * DAY_MS }),
    { id },
  );

test('a timeline is told in parts: what is to be done, what is over, and what is good', () => {
  const certificates = [
    device('long-over', -90, -30),
    device('just-over', -90, -1),
    device('soon', -90, 9),
    device('good', -1, 90),
    device('later', 1, 91),
  ];
  const groups = groupTimeline(makeTimeline({ ...EMPTY_SHELF, certificates }, SAMPLE_TIME));
  expect(groups.soon.map(({ id }) => id)).toEqual(['soon']);
  expect(groups.ended.map(({ id }) => id)).toEqual(['just-over', 'long-over']);
  expect(groups.good.map(({ id }) => id)).toEqual(['good', 'later']);
});

describe('a rolling', () => {
  const steps = stepsOf('leaf-end', 'device');
  const at = (done: KeptGuide['done']): KeptGuide => ({ ...SAMPLE_GUIDE, done });

  test('is as far as its steps are done, in whatever order', () => {
    expect(progressOf(at([]), SAMPLE_SHELF)).toEqual({ steps, done: 0, next: 'make-new' });
    expect(progressOf(at(['deploy', 'make-new']), SAMPLE_SHELF)).toEqual({ steps, done: 2, next: 'add-new' });
    expect(progressOf(at(steps), SAMPLE_SHELF)).toEqual({ steps, done: 5, next: undefined });
  });

  test('of a certificate that is gone has no more steps', () => {
    expect(progressOf(at(['make-new']), EMPTY_SHELF)).toEqual({ steps: ['make-new'], done: 1, next: undefined });
  });

  test('is found by its certificate while it is under way', () => {
    const shelf = (done: KeptGuide['done']): Shelf => ({ ...SAMPLE_SHELF, guides: [at(done)] });
    expect(guideOf('device', shelf(['make-new']))?.id).toBe(SAMPLE_GUIDE.id);
    expect(guideOf('device', shelf(steps))).toBeUndefined();
    expect(guideOf('module', shelf([]))).toBeUndefined();
  });
});
