import { createStore, type ReadableStore } from '#core/store';

/** The devices of a list that were chosen, by their IDs. */
export interface DeviceChoice {
  readonly chosen: ReadableStore<ReadonlySet<string>>;
  toggle(id: string): void;
  /** Chooses these too. */
  add(ids: readonly string[]): void;
  /** Forgets those that are not there any more, or all without `ids`. */
  drop(ids?: readonly string[]): void;
}

/** Gives a choice of none. */
export function createDeviceChoice(): DeviceChoice {
  const chosen = createStore<ReadonlySet<string>>(new Set());
  return {
    chosen,
    toggle(id) {
      const next = new Set(chosen.get());
      if (!next.delete(id)) next.add(id);
      chosen.set(next);
    },
    add: (ids) => chosen.set(new Set([...chosen.get(), ...ids])),
    drop(ids) {
      if (chosen.get().size === 0) return;
      const gone = new Set(ids);
      chosen.set(new Set(ids === undefined ? [] : [...chosen.get()].filter((id) => !gone.has(id))));
    },
  };
}
