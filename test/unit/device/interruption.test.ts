import { describe, expect, test } from 'vitest';
import { createInterruption, Interrupted, TimeLimitPassed } from '#device/interruption';
import { createFakeClock } from '../../support/fake-clock.ts';

const never = <T>(): Promise<T> => new Promise(() => undefined);

/** Tells how a promise stands without waiting for it. */
function follow(promise: Promise<unknown>): { readonly seen: unknown[] } {
  const seen: unknown[] = [];
  promise.then(
    (value) => seen.push(value ?? 'done'),
    (error: unknown) => seen.push((error as Error).constructor),
  );
  return { seen };
}

describe('a wait of a device', () => {
  test('goes as its promise goes, and leaves no timer behind', async () => {
    const clock = createFakeClock();
    const interruption = createInterruption();
    expect(await interruption.wait(clock, 1000, Promise.resolve('value'))).toBe('value');
    await expect(interruption.wait(clock, 1000, Promise.reject(new Error('own')))).rejects.toThrow('own');
    expect(clock.pending).toBe(0);
  });

  test('ends at its time limit', async () => {
    const clock = createFakeClock();
    const { seen } = follow(createInterruption().wait(clock, 1000, never()));
    await clock.advance(999);
    expect(seen).toEqual([]);
    await clock.advance(1);
    expect(seen).toEqual([TimeLimitPassed]);
  });

  test('is cut short by a stop, as are all that come after it', async () => {
    const clock = createFakeClock();
    const interruption = createInterruption();
    const first = follow(interruption.wait(clock, 1000, never()));
    const sleep = follow(interruption.sleepUntil(clock, clock.now() + 5000));
    interruption.set();
    await clock.settle();
    expect([first.seen, sleep.seen]).toEqual([[Interrupted], [Interrupted]]);
    await expect(interruption.wait(clock, 1000, Promise.resolve())).rejects.toBeInstanceOf(Interrupted);
    expect(clock.pending).toBe(0);
  });

  test('sleeps by the clock, however early a timer fires', async () => {
    const clock = createFakeClock();
    const hasty = { now: clock.now, after: (ms: number, task: () => void) => clock.after(ms / 2, task) };
    const { seen } = follow(createInterruption().sleepUntil(hasty, clock.now() + 1000));
    await clock.advance(999);
    expect(seen).toEqual([]);
    await clock.advance(2);
    expect(seen).toEqual(['done']);
  });

  test('sleeps no longer than until it is woken', async () => {
    const clock = createFakeClock();
    let wake = (): void => undefined;
    const woken = new Promise<void>((resolve) => (wake = resolve));
    const { seen } = follow(createInterruption().sleepUntil(clock, clock.now() + 60_000, woken));
    wake();
    await clock.settle();
    expect(seen).toEqual(['done']);
    expect(clock.pending).toBe(0);
  });

  test('forgets what was taken back', () => {
    const interruption = createInterruption();
    let calls = 0;
    interruption.onSet(() => (calls += 1))();
    interruption.onSet(() => (calls += 10));
    interruption.set();
    expect(calls).toBe(10);
  });
});
