import type { ReadableStore } from '#core/store';
import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Renders its host again when the selected part of a store changes, and only then. */
export class StoreController<Value, Selected = Value> implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #select: (value: Value) => Selected;
  readonly #equal: (a: Selected, b: Selected) => boolean;
  #store: ReadableStore<Value>;
  #selected: Selected;
  #stop: (() => void) | undefined;

  /** Without `select` the whole value is selected; `equal` decides what counts as the same (`Object.is`). */
  constructor(
    host: ReactiveControllerHost,
    store: ReadableStore<Value>,
    select?: (value: Value) => Selected,
    equal: (a: Selected, b: Selected) => boolean = Object.is,
  ) {
    this.#host = host;
    this.#store = store;
    this.#select = select ?? ((value) => value as unknown as Selected);
    this.#equal = equal;
    this.#selected = this.#select(store.get());
    host.addController(this);
  }

  get value(): Selected {
    return this.#selected;
  }

  /** Follows another store from now on. */
  follow(store: ReadableStore<Value>): void {
    if (store === this.#store) return;
    const connected = this.#stop !== undefined;
    this.hostDisconnected();
    this.#store = store;
    if (connected) this.hostConnected();
    else this.#read();
  }

  hostConnected(): void {
    this.#stop = this.#store.subscribe(this.#read);
    // The store may have changed while the host was out of the page.
    this.#read();
  }

  hostDisconnected(): void {
    this.#stop?.();
    this.#stop = undefined;
  }

  #read = (): void => {
    const next = this.#select(this.#store.get());
    if (this.#equal(next, this.#selected)) return;
    this.#selected = next;
    this.#host.requestUpdate();
  };
}
