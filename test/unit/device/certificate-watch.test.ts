import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { makeFinding } from '#core/errors/workbench-error';
import type { CertificateFacts } from '#core/x509/certificate-facts';
import { createCertificateWatch, type CertificateWatch } from '#device/certificate-watch';
import { createJournal, type Journal } from '#device/journal';
import { createTraceRing, type TraceRing } from '#device/trace-ring';
import { createFakeClock, type FakeClock } from '../../support/fake-clock.ts';
import { makeReal } from '../../support/kept-certificates.ts';

const DAY_MS = 86_400_000;

let made: CertificateFacts;
beforeAll(async () => void (made = (await makeReal({ role: 'self-signed', commonName: 'dev' })).certificate.facts));

let clock: FakeClock;
let trace: TraceRing;
let journal: Journal;
let watch: CertificateWatch;
beforeEach(() => {
  clock = createFakeClock();
  trace = createTraceRing();
  journal = createJournal(clock, trace, () => undefined);
  watch = createCertificateWatch(clock, journal);
});

/** A certificate of so many days, so many of which are over. */
const facts = (days: number, over: number, sha256Thumbprint = 'A'): CertificateFacts => {
  const notBefore = clock.now() - over * DAY_MS;
  return { ...made, notBefore, notAfter: notBefore + days * DAY_MS, sha256Thumbprint };
};
const calls = (): number => trace.read(0, 100).length;
/** Timers of a minute each would take long: whoever watches is told by the clock alone. */
const passDays = async (days: number): Promise<void> => {
  const asleep = clock.now() + days * DAY_MS;
  clock.now = () => asleep;
  await clock.advance(60_000);
};

describe('the end of a certificate', () => {
  test('is told at 80 % of its life, a month and a week before it comes, and when it has come', async () => {
    const watched = facts(400, 319.9995);
    watch.follow(watched);
    expect([calls(), journal.view.warning]).toEqual([0, undefined]);
    const { notAfter } = watched;
    const soon = makeFinding('device/certificate-ends-soon', { name: 'dev', notAfter });
    const told: number[] = [];
    for (const days of [0.001, 49, 1.1, 22, 1, 6.5]) {
      await passDays(days);
      told.push(calls());
      expect(journal.view.warning).toEqual(soon);
    }
    expect(told).toEqual([1, 1, 2, 2, 3, 3]);
    await passDays(0.5);
    expect(calls()).toBe(4);
    expect(journal.view.warning).toEqual(makeFinding('device/certificate-ended', { name: 'dev', notAfter }));
    await passDays(30);
    expect(calls()).toBe(4);
  });

  test('is told once for a life so short that a month before its end was before its beginning', async () => {
    watch.follow(facts(10, 8.5));
    expect(calls()).toBe(1);
    await passDays(1);
    expect(calls()).toBe(1);
    await passDays(1);
    expect(calls()).toBe(2);
  });

  test('is told at once of one that has ended, and not again when it is followed again', async () => {
    watch.follow(facts(10, 11));
    watch.follow(facts(10, 11));
    expect(calls()).toBe(1);
    expect(journal.view.warning?.code).toBe('device/certificate-ended');
  });

  test('is over with the certificate: the next one has a life of its own', async () => {
    watch.follow(facts(10, 9));
    watch.follow(facts(100, 1, 'B'));
    expect(journal.view.warning).toBeUndefined();
    await passDays(50);
    expect(calls()).toBe(1);
    journal.patch({ warning: makeFinding('device/group-key-not-kept', {}) });
    watch.follow(facts(100, 1, 'C'));
    expect(journal.view.warning?.code).toBe('device/group-key-not-kept');
  });

  test('is watched by nothing after the end of a run', () => {
    watch.follow(facts(100, 1));
    expect(clock.pending).toBe(1);
    watch.dispose();
    expect(clock.pending).toBe(0);
  });
});
