import type { BatchProgress } from '../ports/certificate-maker.ts';
import type { Clock } from '../ports/clock.ts';

const PROGRESS_EVERY_MS = 100;
/** What the first second shows says too little of the rest. */
const GUESS_AFTER_MS = 1000;

/** Tells how far long work is, and how long it may yet take. */
export interface BatchPace {
  /** Call after each device. */
  readonly step: () => void;
  /** Call after the last one: what is told then is told last. */
  readonly finish: () => void;
}

/** Begins to count, and tells where it begins; from then on at most ten times a second. */
export function createBatchPace(
  clock: Clock,
  { done: first, total }: Pick<BatchProgress, 'done' | 'total'>,
  onProgress: (progress: BatchProgress) => void,
): BatchPace {
  const startedAt = clock.now();
  let toldAt = startedAt;
  let done = first;
  const guessRemaining = (): number | undefined => {
    if (done === total) return 0;
    const elapsed = clock.now() - startedAt;
    return elapsed < GUESS_AFTER_MS || done === first ? undefined : ((total - done) * elapsed) / (done - first);
  };
  const tell = (): void => {
    toldAt = clock.now();
    onProgress({ done, total, remainingMs: guessRemaining() });
  };
  tell();
  return {
    step() {
      done += 1;
      if (done < total && clock.now() - toldAt >= PROGRESS_EVERY_MS) tell();
    },
    finish: tell,
  };
}
