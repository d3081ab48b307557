import { createStore, type ReadableStore } from '#core/store';

/** The text of a code that came in the address, on its way to the Scan room. */
export interface LinkedCode {
  /** Counts the texts that came, so that a room that is shown already hears of the next one. */
  readonly count: ReadableStore<number>;
  set(text: string): void;
  /** Gives it once, and forgets it: it may hold a key. */
  take(): string | undefined;
  dispose(): void;
}

/** Gives the way from the address to the Scan room, whose script comes later. */
export function createLinkedCode(): LinkedCode {
  const count = createStore(0);
  let text: string | undefined;
  return {
    count,
    set(next) {
      text = next;
      count.update((before) => before + 1);
    },
    take() {
      const taken = text;
      text = undefined;
      return taken;
    },
    dispose: () => void (text = undefined),
  };
}
