import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Runs a task at most once a frame, however often it is asked for; nothing runs once the host has left the page. */
export class FrameController implements ReactiveController {
  readonly #task: () => void;
  #frame: number | undefined;

  constructor(host: ReactiveControllerHost, task: () => void) {
    this.#task = task;
    host.addController(this);
  }

  request(): void {
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = undefined;
      this.#task();
    });
  }

  hostDisconnected(): void {
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    this.#frame = undefined;
  }
}
