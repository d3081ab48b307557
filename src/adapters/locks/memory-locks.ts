import type { Locks } from '#core/ports/locks';

/** Gives locks for one realm, for where the browser has none (an old WebKit, tests): they guard no other tab. */
export function createMemoryLocks(): Locks {
  const held = new Map<string, (() => void)[]>();
  const release = (name: string) => {
    let isHeld = true;
    return (): void => {
      if (!isHeld) return;
      isHeld = false;
      const next = held.get(name)?.shift();
      if (next === undefined) held.delete(name);
      else next();
    };
  };
  return {
    tryHold: (name) => {
      if (held.has(name)) return Promise.resolve(undefined);
      held.set(name, []);
      return Promise.resolve(release(name));
    },
    hold: (name) => {
      const waiting = held.get(name);
      if (waiting === undefined) {
        held.set(name, []);
        return Promise.resolve(release(name));
      }
      return new Promise((resolve) => waiting.push(() => resolve(release(name))));
    },
    held: () => Promise.resolve(new Set(held.keys())),
  };
}
