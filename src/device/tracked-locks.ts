import type { Locks } from '#core/ports/locks';

/** Locks that tell which of them are held by others. */
export interface TrackedLocks extends Locks {
  /** Gives the names that are held just now, but not through these. */
  heldElsewhere(): Promise<ReadonlySet<string>>;
}

/** Gives locks that remember what was held through them: the browser does not say which tab holds a lock. */
export function trackLocks(locks: Locks): TrackedLocks {
  const own = new Set<string>();
  const track = (name: string, release: () => void): (() => void) => {
    own.add(name);
    return () => {
      own.delete(name);
      release();
    };
  };
  return {
    tryHold: async (name) => {
      const release = await locks.tryHold(name);
      return release === undefined ? undefined : track(name, release);
    },
    hold: async (name) => track(name, await locks.hold(name)),
    held: () => locks.held(),
    async heldElsewhere() {
      // What is let go while the browser answers is in neither the answer's future nor another tab's hands.
      const before = new Set(own);
      const held = await locks.held();
      return new Set([...held].filter((name) => !before.has(name) && !own.has(name)));
    },
  };
}
