import type { Clock, Timer } from '#core/ports/clock';

/** Until then nobody wonders why no code is read. */
export const QUIET_MS = 8000;
/** A camera that was forgotten does not empty a battery. */
export const TIRED_MS = 180_000;

interface PatienceListener {
  readonly onQuiet: () => void;
  readonly onTired: () => void;
}

/** Tells when no code came for a while, and when none came for long. */
export class Patience {
  readonly #clock: Clock;
  readonly #listener: PatienceListener;
  #timers: readonly Timer[] = [];

  constructor(clock: Clock, listener: PatienceListener) {
    this.#clock = clock;
    this.#listener = listener;
  }

  /** A code came, or the first may come. */
  beginAgain(): void {
    this.end();
    const { onQuiet, onTired } = this.#listener;
    this.#timers = [this.#clock.after(QUIET_MS, onQuiet), this.#clock.after(TIRED_MS, onTired)];
  }

  end(): void {
    for (const timer of this.#timers) timer.cancel();
    this.#timers = [];
  }
}
