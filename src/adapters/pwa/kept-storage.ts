import type { StorageState } from '#core/ports/installation';
import { createStore, type ReadableStore } from '#core/store';

/** Whether the browser keeps what the app stores (WHATWG Storage, persistent buckets). */
export interface KeptStorage {
  readonly state: ReadableStore<StorageState>;
  /** Reads what the browser says, without asking for anything. */
  look(): Promise<void>;
  /** Asks the browser to keep it. */
  ask(): Promise<void>;
}

/** Reads and asks the browser's storage; where it says nothing, nothing is claimed. */
export function createKeptStorage(storage: Pick<StorageManager, 'persist' | 'persisted'> | undefined): KeptStorage {
  const state = createStore<StorageState>('unknown');
  return {
    state,
    async look() {
      const kept = await answerOf(() => storage?.persisted());
      if (kept === undefined) return;
      if (kept) state.set('kept');
      else if (state.get() !== 'refused') state.set('may-be-cleared');
    },
    async ask() {
      const kept = await answerOf(() => storage?.persist());
      if (kept !== undefined) state.set(kept ? 'kept' : 'refused');
    },
  };
}

/** Old browsers lack the methods, and private windows may reject. */
async function answerOf(ask: () => Promise<boolean> | undefined): Promise<boolean | undefined> {
  try {
    return await ask();
  } catch {
    return undefined;
  }
}
