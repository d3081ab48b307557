import { makeFinding } from '#core/errors/workbench-error';
import type { Clock } from '#core/ports/clock';
import type { Locks } from '#core/ports/locks';
import { Refusal } from './refusal.ts';

/** The locks that a run holds: one for its registration, one for its identity at a hub. */
export interface HeldLocks {
  /**
   * Holds `name` in the place of what the slot held. Throws a `Refusal` (`device/running-elsewhere`) when another tab,
   * or another device of this one, has it.
   */
  hold(slot: 'registration' | 'hub', name: string, deviceName: string): Promise<void>;
  releaseAll(): void;
}

/** A tab that was just closed or reloaded lets go of its locks a moment later. */
const PATIENCE_MS = [100, 200, 300] as const;

/** Gives locks of which none is held yet. */
export function createHeldLocks(locks: Locks, clock: Clock): HeldLocks {
  const held = new Map<string, { readonly name: string; readonly release: () => void }>();
  return {
    async hold(slot, name, deviceName) {
      if ([...held.values()].some((lock) => lock.name === name)) return;
      held.get(slot)?.release();
      held.delete(slot);
      const release = await tryPatiently(locks, clock, name);
      if (release === undefined)
        throw new Refusal(makeFinding('device/running-elsewhere', { name: deviceName }), 'final');
      held.set(slot, { name, release });
    },
    releaseAll() {
      for (const { release } of held.values()) release();
      held.clear();
    },
  };
}

async function tryPatiently(locks: Locks, clock: Clock, name: string): Promise<(() => void) | undefined> {
  for (const pauseMs of PATIENCE_MS) {
    const release = await locks.tryHold(name);
    if (release !== undefined) return release;
    await new Promise<void>((resolve) => clock.after(pauseMs, resolve));
  }
  return locks.tryHold(name);
}
