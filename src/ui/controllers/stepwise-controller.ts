import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** So few rows of a table that drawing them is no long task, on a slow machine either. */
const STEP = 10;

/**
 * Lets its host draw a list in steps, each in a task of its own, so that the page can be used meanwhile. The first step
 * comes after what the host draws besides.
 */
export class StepwiseController<Item> implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #list: readonly Item[] = [];
  #drawn = 0;
  #timer = 0;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  /** Gives what is to be drawn now of a list; another list begins anew. */
  part(list: readonly Item[]): readonly Item[] {
    if (list !== this.#list) {
      this.#list = list;
      this.#drawn = 0;
    }
    if (this.#drawn < list.length && this.#timer === 0) this.#timer = window.setTimeout(this.#step);
    return list.slice(0, this.#drawn);
  }

  hostDisconnected(): void {
    window.clearTimeout(this.#timer);
    this.#timer = 0;
  }

  #step = (): void => {
    this.#timer = 0;
    this.#drawn += STEP;
    this.#host.requestUpdate();
  };
}
