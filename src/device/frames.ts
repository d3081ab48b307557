import type { Clock, Timer } from '#core/ports/clock';

/** Sixty times a second: a page draws no oftener. */
const FRAME_MS = 16;

/** Calls a task after changes, at most once a frame. */
export interface Frames {
  /** Something changed: the task runs within a frame. */
  request(): void;
  dispose(): void;
}

/** Gives frames for `task`. */
export function createFrames(clock: Clock, task: () => void): Frames {
  let timer: Timer | undefined;
  let isDisposed = false;
  return {
    request() {
      if (timer !== undefined || isDisposed) return;
      timer = clock.after(FRAME_MS, () => {
        timer = undefined;
        task();
      });
    },
    dispose() {
      isDisposed = true;
      timer?.cancel();
    },
  };
}
