import type { Clock, Timer } from '#core/ports/clock';

/** A clock that a test moves by hand. */
export interface FakeClock extends Clock {
  /**
   * Moves time on by `ms`, firing due timers in order of their time (then of their making) and letting promise jobs
   * settle before, between and after them, so that a timer set by an earlier one is not missed.
   */
  advance(ms: number): Promise<void>;
  /** Lets promise jobs settle without moving time. */
  settle(): Promise<void>;
  /** Timers that wait, for tests that look for leaks. */
  readonly pending: number;
}

interface FakeTimer {
  readonly at: number;
  readonly order: number;
  readonly task: () => void;
}

/** Turns of the event loop given to promise jobs and WebCrypto (which answers from a thread) at each step. */
const SETTLE_TURNS = 6;

async function settle(): Promise<void> {
  for (let turn = 0; turn < SETTLE_TURNS; turn += 1) await new Promise<void>((resolve) => setTimeout(resolve, 0));
}

/** Gives a clock that stands at `startMs` (milliseconds since the Unix epoch) until it is advanced. */
export function createFakeClock(startMs = Date.UTC(2026, 0, 5, 9, 10, 11)): FakeClock {
  let now = startMs;
  let made = 0;
  const timers = new Set<FakeTimer>();

  const nextDue = (until: number): FakeTimer | undefined => {
    let due: FakeTimer | undefined;
    for (const timer of timers) {
      if (timer.at > until) continue;
      if (due === undefined || timer.at < due.at || (timer.at === due.at && timer.order < due.order)) due = timer;
    }
    return due;
  };

  return {
    now: () => now,
    after(delayMs, task): Timer {
      const timer: FakeTimer = { at: now + Math.max(0, delayMs), order: (made += 1), task };
      timers.add(timer);
      return { cancel: () => void timers.delete(timer) };
    },
    async advance(ms) {
      const until = now + ms;
      await settle();
      for (let timer = nextDue(until); timer !== undefined; timer = nextDue(until)) {
        timers.delete(timer);
        now = Math.max(now, timer.at);
        timer.task();
        await settle();
      }
      now = until;
      await settle();
    },
    settle,
    get pending() {
      return timers.size;
    },
  };
}
