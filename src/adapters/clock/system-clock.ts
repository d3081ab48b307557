import type { Clock } from '#core/ports/clock';

/** Longest delay that platforms' timers take; longer ones would fire at once. */
const LONGEST_DELAY_MS = 2 ** 31 - 1;

/** Gives the platform's clock and timers. Works on a page, in a worker and in Node. */
export function createSystemClock(): Clock {
  return {
    now: () => Date.now(),
    after(delayMs, task) {
      const timer = setTimeout(task, Math.min(Math.max(0, delayMs), LONGEST_DELAY_MS));
      return { cancel: () => clearTimeout(timer) };
    },
  };
}
