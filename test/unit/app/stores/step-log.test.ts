import { expect, test } from 'vitest';
import { createStepLog } from '#app/stores/step-log';
import { createFakeClock } from '../../../support/fake-clock.ts';

test('a step is told while it runs, and then what came of it and how long it took', async () => {
  const clock = createFakeClock(1000);
  const log = createStepLog<'code'>(clock);
  const told: unknown[] = [];
  log.steps.subscribe(() => told.push(log.steps.get().map(({ outcome }) => outcome)));
  const work = async (): Promise<string> => {
    await clock.advance(40);
    return 'AB';
  };
  expect(await log.run('code', work, (code) => `Code ${code}`)).toBe('AB');
  expect(told).toEqual([['running'], ['done']]);
  expect(log.steps.get()).toEqual([{ name: 'code', outcome: 'done', detail: 'Code AB', startedAt: 1000, tookMs: 40 }]);
});

test('a step that fails is told, and what it threw is thrown on', async () => {
  const log = createStepLog<'code' | 'verify'>(createFakeClock());
  await log.run('code', () => Promise.resolve());
  await expect(log.run('verify', () => Promise.reject(new RangeError('no')))).rejects.toThrow('no');
  expect(log.steps.get().map(({ name, outcome }) => [name, outcome])).toEqual([
    ['code', 'done'],
    ['verify', 'failed'],
  ]);
});

test('a step that is not needed says why', () => {
  const log = createStepLog<'upload'>(createFakeClock());
  log.skip('upload', 'was there');
  expect(log.steps.get()).toMatchObject([{ outcome: 'skipped', detail: 'was there', tookMs: undefined }]);
});
