import type { Clock } from '#core/ports/clock';
import { createStore, type ReadableStore } from '#core/store';

/** One step of something that takes several. */
export interface ToldStep<Name extends string> {
  readonly name: Name;
  /** `skipped`: it was not needed, for it was done before. */
  readonly outcome: 'running' | 'done' | 'skipped' | 'failed';
  /** What came of it, such as a name that was given. */
  readonly detail: string | undefined;
  /** Milliseconds since the Unix epoch. */
  readonly startedAt: number;
  readonly tookMs: number | undefined;
}

/** Tells of steps while they are done, for those who wait for them. */
export interface StepLog<Name extends string> {
  readonly steps: ReadableStore<readonly ToldStep<Name>[]>;
  /** Does a step; `describe` tells what came of it. What the work throws is thrown on, and the step has failed. */
  run<T>(name: Name, work: () => Promise<T>, describe?: (value: T) => string): Promise<T>;
  skip(name: Name, detail: string): void;
}

/** Gives a log without steps. */
export function createStepLog<Name extends string>(clock: Pick<Clock, 'now'>): StepLog<Name> {
  const steps = createStore<readonly ToldStep<Name>[]>([]);
  const begin = (name: Name): number => {
    const startedAt = clock.now();
    const step = { name, outcome: 'running', detail: undefined, startedAt, tookMs: undefined } as const;
    steps.update((before) => [...before, step]);
    return startedAt;
  };
  const end = (name: Name, part: Partial<ToldStep<Name>>): void =>
    steps.update((before) => before.map((step) => (step.name === name ? { ...step, ...part } : step)));
  return {
    steps,
    async run(name, work, describe) {
      const startedAt = begin(name);
      try {
        const value = await work();
        end(name, { outcome: 'done', detail: describe?.(value), tookMs: clock.now() - startedAt });
        return value;
      } catch (error) {
        end(name, { outcome: 'failed', tookMs: clock.now() - startedAt });
        throw error;
      }
    },
    skip(name, detail) {
      begin(name);
      end(name, { outcome: 'skipped', detail });
    },
  };
}
