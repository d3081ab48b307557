import { findingOf, type Finding } from '#core/errors/workbench-error';
import type { Clock, Timer } from '#core/ports/clock';
import { createStore, type ReadableStore } from '#core/store';
import type { CloudEventLine } from '../cloud-events.ts';
import { READ_EVERY_MS, type CloudFeed } from './cloud-view.ts';

/** What is known of one part of a cloud. `failed` says why nothing could be read; what was read before stays. */
export type CloudPartState<T> =
  | { readonly kind: 'reading' }
  | { readonly kind: 'ready'; readonly value: T }
  | { readonly kind: 'failed'; readonly finding: Finding | undefined };

/** One part of a cloud that is read whole and kept up to date, such as its templates. */
export interface CloudPart<T> {
  readonly state: ReadableStore<CloudPartState<T>>;
  /** Reads it again now. */
  refresh(): void;
  dispose(): void;
}

/** What a part is made from. */
export interface CloudPartOptions<T> {
  readonly read: () => Promise<T>;
  /** Whether an event may have changed it. */
  readonly isTouchedBy: (event: CloudEventLine) => boolean;
  readonly feed: CloudFeed;
  readonly clock: Clock;
}

/** Gives a part that is read now, and after the events that touch it, at most every 400 ms. */
export function createCloudPart<T>({ read, isTouchedBy, feed, clock }: CloudPartOptions<T>): CloudPart<T> {
  const state = createStore<CloudPartState<T>>({ kind: 'reading' });
  let timer: Timer | undefined;
  /** Counts up whenever the reading that is under way no longer counts. */
  let round = 0;

  const readNow = async (): Promise<void> => {
    timer?.cancel();
    timer = undefined;
    round += 1;
    const own = round;
    try {
      const value = await read();
      if (own === round) state.set({ kind: 'ready', value });
    } catch (error) {
      if (own === round && state.get().kind !== 'ready') state.set({ kind: 'failed', finding: findingOf(error) });
    }
  };
  const stop = feed.listen({
    onEvent(event) {
      if (isTouchedBy(event)) timer ??= clock.after(READ_EVERY_MS, () => void readNow());
    },
    onAnew: () => void readNow(),
  });
  void readNow();
  return {
    state,
    refresh: () => void readNow(),
    dispose() {
      round += 1;
      stop();
      timer?.cancel();
    },
  };
}
