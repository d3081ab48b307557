/** A value to read and to subscribe to. Values are immutable: a change is a new value. */
export interface ReadableStore<T> {
  get(): T;
  /** Calls `listener` after each change, not at once. Returns a function that stops it. */
  subscribe(listener: () => void): () => void;
}

export interface Store<T> extends ReadableStore<T> {
  set(value: T): void;
  update(change: (value: T) => T): void;
}

/** Gives a store that holds `initial`. Setting the value it already holds tells nobody. */
export function createStore<T>(initial: T): Store<T> {
  let current = initial;
  const listeners = new Set<() => void>();
  const set = (value: T): void => {
    if (Object.is(value, current)) return;
    current = value;
    for (const listener of Array.from(listeners)) listener();
  };
  return {
    get: () => current,
    set,
    update: (change) => set(change(current)),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
