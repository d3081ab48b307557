import type { Clock } from '#core/ports/clock';

/** What a wait rejects with when the device was told to stop. */
export class Interrupted extends Error {}

/** What a wait rejects with when its time is over. */
export class TimeLimitPassed extends Error {}

/** Lets one call cut short whatever a device waits for. Keeps nothing of waits that are over. */
export interface Interruption {
  readonly isSet: boolean;
  /** Cuts all waits short, and those to come. */
  set(): void;
  /** Runs `cut` when the interruption comes; gives a function that takes it back. */
  onSet(cut: () => void): () => void;
  /** Rejects with `TimeLimitPassed` after `limitMs`, with `Interrupted` when cut short, else goes as `promise` goes. */
  wait<T>(clock: Clock, limitMs: number, promise: Promise<T>): Promise<T>;
  /**
   * Resolves at `atMs` (milliseconds since the Unix epoch) or later, or as soon as `early` resolves; rejects with
   * `Interrupted`.
   */
  sleepUntil(clock: Clock, atMs: number, early?: Promise<void>): Promise<void>;
}

/** Gives an interruption that has not come yet. */
export function createInterruption(): Interruption {
  const cuts = new Set<() => void>();
  let isSet = false;
  const onSet = (cut: () => void): (() => void) => {
    cuts.add(cut);
    return () => cuts.delete(cut);
  };
  const wait = <T>(clock: Clock, limitMs: number, promise: Promise<T>): Promise<T> => {
    if (isSet) return Promise.reject(new Interrupted());
    return new Promise((resolve, reject) => {
      const settle = (finish: () => void): void => {
        timer.cancel();
        forget();
        finish();
      };
      const timer = clock.after(limitMs, () => settle(() => reject(new TimeLimitPassed())));
      const forget = onSet(() => settle(() => reject(new Interrupted())));
      promise.then(
        (value) => settle(() => resolve(value)),
        (error: unknown) => settle(() => reject(error as Error)),
      );
    });
  };
  return {
    get isSet() {
      return isSet;
    },
    set() {
      isSet = true;
      for (const cut of [...cuts]) cut();
    },
    onSet,
    wait,
    async sleepUntil(clock, atMs, early = new Promise<void>(() => undefined)) {
      // The clock decides, not the timer: a timer may fire early by a millisecond, or late by a night's sleep.
      while (clock.now() < atMs) {
        try {
          return await wait(clock, atMs - clock.now(), early);
        } catch (error) {
          if (!(error instanceof TimeLimitPassed)) throw error;
        }
      }
      if (isSet) throw new Interrupted();
    },
  };
}
