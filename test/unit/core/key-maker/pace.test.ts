import { expect, test } from 'vitest';
import { createPace } from '#core/key-maker/pace';
import type { Clock } from '#core/ports/clock';

const TOTAL = 1000;

/** Work at a pace, on a clock that stands unless it is moved; turns wait until they are given. */
function start(watch = (_done: number): void => undefined) {
  let now = 0;
  const turns: (() => void)[] = [];
  const clock: Clock = {
    now: () => now,
    after(_delayMs, task) {
      turns.push(task);
      return { cancel: () => undefined };
    },
  };
  const told: { readonly at: number; readonly done: number }[] = [];
  const ended = new AbortController();
  const onProgress = ({ done }: { readonly done: number }): void => {
    told.push({ at: now, done });
    watch(done);
  };
  const pace = createPace({ clock, signal: ended.signal, total: TOTAL, onProgress });
  return {
    ended,
    told,
    turns,
    /** Works for `ms`, then steps. */
    step(ms: number, done: number): Promise<void> {
      now += ms;
      return pace.step(done);
    },
    giveTurns: () => turns.splice(0).forEach((turn) => turn()),
  };
}

test('tells at the start, then at most every 100 ms, and at the end', async () => {
  const run = start();
  for (let done = 10; done <= TOTAL; done += 10) {
    const step = run.step(7, done);
    run.giveTurns();
    await step;
  }
  const { told } = run;
  expect(told[0]).toEqual({ at: 0, done: 0 });
  expect(told.at(-1)).toEqual({ at: 700, done: TOTAL });
  const gaps = told.slice(1, -1).map(({ at }, index) => at - (told[index]?.at ?? 0));
  expect(gaps).toEqual([105, 105, 105, 105, 105, 105]);
});

test('tells the start and the end of what is done at once', async () => {
  const run = start();
  await run.step(0, TOTAL);
  expect(run.told).toEqual([
    { at: 0, done: 0 },
    { at: 0, done: TOTAL },
  ]);
});

test('lets others have their turn once the work had the thread for 50 ms, and not before', async () => {
  const run = start();
  await run.step(49, 1);
  let isNext = false;
  const step = run.step(1, 2).then(() => (isNext = true));
  await Promise.resolve();
  expect([isNext, run.turns.length]).toEqual([false, 1]);
  run.giveTurns();
  await step;
  await run.step(49, 3);
  expect(run.turns).toEqual([]);
});

test('ends the work that is to end: before a turn, within one, and from its own news', async () => {
  const before = start();
  before.ended.abort();
  await expect(before.step(0, 1)).rejects.toMatchObject({ name: 'AbortError' });

  const within = start();
  const step = within.step(50, 1);
  within.ended.abort();
  within.giveTurns();
  await expect(step).rejects.toMatchObject({ name: 'AbortError' });

  const own = start((done) => void (done === TOTAL && own.ended.abort()));
  await expect(own.step(0, TOTAL)).rejects.toMatchObject({ name: 'AbortError' });
});
