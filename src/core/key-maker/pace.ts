import type { Clock } from '../ports/clock.ts';
import type { KeyProgress } from '../ports/key-maker.ts';

const PROGRESS_EVERY_MS = 100;
/** Rare enough that the platform's delay of a few milliseconds for each turn costs little, and a press is heard soon. */
const TURN_EVERY_MS = 50;

/** How often long work tells of itself and lets others have their turn. */
export interface Pace {
  /** Call after each portion, with the devices that are done. Throws AbortError once the work is to end. */
  step(done: number): Promise<void>;
}

export interface PaceOptions {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly total: number;
  /** Called at the start, at the end, and between them at most ten times a second. */
  readonly onProgress: (progress: KeyProgress) => void;
  /** For a thread that draws too: how long it may be taken at a time. */
  readonly turnEveryMs?: number;
}

/** Begins to count the time of one piece of work. */
export function createPace({ clock, signal, total, onProgress, turnEveryMs }: PaceOptions): Pace {
  const turns = createTurns(clock, signal, turnEveryMs);
  let toldAt = clock.now();
  onProgress({ done: 0, total });
  return {
    async step(done) {
      await turns.take();
      if (done < total && clock.now() - toldAt < PROGRESS_EVERY_MS) return;
      toldAt = clock.now();
      onProgress({ done, total });
      signal.throwIfAborted();
    },
  };
}

export interface Turns {
  /** Lets messages that wait be handled, if that is due. Throws AbortError once the work is to end. */
  take(): Promise<void>;
}

/** Begins to count the time since the work had the thread for itself. */
export function createTurns(clock: Clock, signal: AbortSignal, everyMs = TURN_EVERY_MS): Turns {
  let since = clock.now();
  return {
    async take() {
      signal.throwIfAborted();
      if (clock.now() - since < everyMs) return;
      await new Promise<void>((resolve) => clock.after(0, resolve));
      signal.throwIfAborted();
      since = clock.now();
    },
  };
}
