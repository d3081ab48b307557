import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Renders its host again every so often, while it is in a page that can be seen. */
export class TickController implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #everyMs: number;
  #timer: number | undefined;

  constructor(host: ReactiveControllerHost, everyMs: number) {
    this.#host = host;
    this.#everyMs = everyMs;
    host.addController(this);
  }

  /** Changes the pace; 0 stops it. */
  set everyMs(everyMs: number) {
    if (everyMs === this.#everyMs) return;
    this.#everyMs = everyMs;
    if (this.#timer !== undefined || everyMs > 0) this.#restart();
  }

  hostConnected(): void {
    document.addEventListener('visibilitychange', this.#restart);
    this.#restart();
  }

  hostDisconnected(): void {
    document.removeEventListener('visibilitychange', this.#restart);
    this.#stop();
  }

  #stop(): void {
    window.clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #restart = (): void => {
    this.#stop();
    if (document.hidden || this.#everyMs <= 0) return;
    this.#host.requestUpdate();
    this.#timer = window.setInterval(() => this.#host.requestUpdate(), this.#everyMs);
  };
}
