import { expect, test } from 'vitest';
import { startOnce, startWorker } from '#adapters/threads/start-worker';
import failingWorkerUrl from './support/failing-worker.ts?worker&url';

const mistakeOf = (address: string): Promise<Error> =>
  new Promise((resolve) => {
    const worker = startWorker(address, 'test', (error) => {
      worker.terminate();
      resolve(error);
    });
  });

test('what nobody caught in a worker reaches the page', async () => {
  expect((await mistakeOf(failingWorkerUrl)).message).toMatch(/^The worker of the test failed: .*nobody caught this/);
});

test('a worker whose script does not come is told, or asked for again where it is started when needed', async () => {
  expect((await mistakeOf('/no-such-worker.js')).message).toBe('The worker of the test could not be loaded');
  const mistakes: Error[] = [];
  const start = startOnce('/no-such-worker.js', 'test', (error) => mistakes.push(error));
  const first = start();
  expect(start()).toBe(first);
  await new Promise((resolve) => first.addEventListener('error', resolve));
  expect(start()).not.toBe(first);
  expect(mistakes).toEqual([]);
});
