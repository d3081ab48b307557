import type { Clock } from '#core/ports/clock';

/** Watches whether anything happens. */
export interface IdleWatch {
  /** Something happened. */
  touch(): void;
  cancel(): void;
}

/** Calls `onIdle` once, after nothing happened for `idleMs` milliseconds. One timer serves for any number of touches. */
export function watchIdle(clock: Clock, idleMs: number, onIdle: () => void): IdleWatch {
  let lastAt = clock.now();
  let timer = clock.after(idleMs, look);
  function look(): void {
    const leftMs = lastAt + idleMs - clock.now();
    if (leftMs > 0) timer = clock.after(leftMs, look);
    else onIdle();
  }
  return {
    touch: () => void (lastAt = clock.now()),
    cancel: () => timer.cancel(),
  };
}
