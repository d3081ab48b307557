import { makeFinding } from '#core/errors/workbench-error';
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

/** Gives locks of which none is held yet. */
export function createHeldLocks(locks: Locks): HeldLocks {
  const held = new Map<string, { readonly name: string; readonly release: () => void }>();
  return {
    async hold(slot, name, deviceName) {
      if ([...held.values()].some((lock) => lock.name === name)) return;
      held.get(slot)?.release();
      held.delete(slot);
      const release = await locks.tryHold(name);
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
