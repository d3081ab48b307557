import type { Clock, Timer } from '#core/ports/clock';
import type { StateChange } from './cloud-context.ts';

/** Brings what changed to whoever keeps it: all that gathered while the last write went on goes in the next one. */
export interface Keeping {
  changed(change: StateChange): void;
  /** Grows with every change, so that one can tell whether there were any. */
  readonly changes: number;
  /** Resolves when all that was changed until now is durable: true, or false when that failed. */
  kept(): Promise<boolean>;
  dispose(): void;
}

/** What could not be written is tried again after this long, unless something new is written before. */
const RETRY_MS = 1000;

/** Gives a keeping that hands what changed to `write`, each thing once; `write` rejects when it failed. */
export function createKeeping(clock: Clock, write: (changes: readonly StateChange[]) => Promise<void>): Keeping {
  /** By book and ID, so that a thing that changes often is written once. */
  let gathered = new Map<string, StateChange>();
  let changes = 0;
  let writing: Promise<boolean> = Promise.resolve(true);
  /** The write that takes what is gathered now, once `writing` is over. */
  let next: Promise<boolean> | undefined;
  let retry: Timer | undefined;
  let disposed = false;

  const writeGathered = async (): Promise<boolean> => {
    next = undefined;
    retry?.cancel();
    retry = undefined;
    const batch = gathered;
    gathered = new Map();
    try {
      await write([...batch.values()]);
      return true;
    } catch {
      for (const [key, change] of batch) if (!gathered.has(key)) gathered.set(key, change);
      if (!disposed) retry ??= clock.after(RETRY_MS, plan);
      return false;
    }
  };
  const plan = (): void => {
    retry = undefined;
    next ??= writing = writing.then(writeGathered);
  };
  return {
    get changes() {
      return changes;
    },
    changed(change) {
      changes += 1;
      gathered.set(change.join('\n'), change);
      plan();
    },
    kept: () => next ?? writing,
    dispose() {
      disposed = true;
      retry?.cancel();
    },
  };
}

/** Does something, and gives its result once all that it changed is durable; undefined when it could not be made so. */
export async function keepFirst<Result>(
  { keeping }: { readonly keeping: Keeping | undefined },
  act: () => Result | Promise<Result>,
): Promise<Result | undefined> {
  const before = keeping?.changes;
  const result = await act();
  if (keeping === undefined || keeping.changes === before) return result;
  return (await keeping.kept()) ? result : undefined;
}
