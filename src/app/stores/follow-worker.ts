import { findingOf, type Finding } from '#core/errors/workbench-error';
import { createStore, type ReadableStore } from '#core/store';

/** What a worker tells again and again, as far as it is known. */
export type FollowedState<Ready extends { readonly kind: 'ready' }> =
  { readonly kind: 'loading' } | Ready | { readonly kind: 'failed'; readonly finding: Finding | undefined };

export interface Followed<Ready extends { readonly kind: 'ready' }> {
  readonly state: ReadableStore<FollowedState<Ready>>;
  /** Asks again after a failure. */
  retry(): void;
  dispose(): void;
}

/** Follows what `watch` tells for as long as the page lives; it gives what ends the watch. */
export function followWorker<Ready extends { readonly kind: 'ready' }>(
  watch: (tell: (ready: Ready) => void) => Promise<() => void>,
): Followed<Ready> {
  const state = createStore<FollowedState<Ready>>({ kind: 'loading' });
  let stop: (() => void) | undefined;
  let isDisposed = false;
  const begin = async (): Promise<void> => {
    try {
      const end = await watch((ready) => state.set(ready));
      if (isDisposed) end();
      else stop = end;
    } catch (error) {
      state.set({ kind: 'failed', finding: findingOf(error) });
    }
  };
  void begin();
  return {
    state,
    retry() {
      stop?.();
      stop = undefined;
      state.set({ kind: 'loading' });
      void begin();
    },
    dispose() {
      isDisposed = true;
      stop?.();
    },
  };
}
