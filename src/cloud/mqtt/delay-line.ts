import type { Clock, Timer } from '#core/ports/clock';
import type { Link } from '../link.ts';

/** Sends on a link, some of it late, and all of it in order. */
export interface DelayLine {
  send(bytes: Uint8Array, delayMs: number): void;
  /** Closes the link when all of it was sent. */
  close(): void;
  /** Lets go of what is late, the closing too. False: nothing was. */
  drop(): boolean;
}

/** Gives the delay line of a link. While nothing is late it does nothing of its own. */
export function createDelayLine(clock: Clock, link: Link): DelayLine {
  const timers = new Set<Timer>();
  let lastDue = 0;

  const later = (act: () => void, delayMs: number): void => {
    lastDue = Math.max(lastDue, clock.now() + delayMs);
    const timer = clock.after(lastDue - clock.now(), () => {
      timers.delete(timer);
      act();
    });
    timers.add(timer);
  };
  return {
    send(bytes, delayMs) {
      if (delayMs === 0 && timers.size === 0) link.send(bytes);
      else later(() => link.send(bytes), delayMs);
    },
    close() {
      if (timers.size === 0) link.close();
      else later(() => link.close(), 0);
    },
    drop() {
      const isLate = timers.size > 0;
      for (const timer of timers) timer.cancel();
      timers.clear();
      return isLate;
    },
  };
}
