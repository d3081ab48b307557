import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** An element that a page can lose while what it asked for is on its way. */
type RevealHost = ReactiveControllerHost & { readonly isConnected: boolean };

/**
 * Shows what is secret for a time: asked for by a press, gone after `shownMs`, when the page is hidden, and with its
 * element. It is nowhere but in `shown` meanwhile.
 */
export class RevealController<Value> implements ReactiveController {
  shown: Value | undefined;
  /** The last press brought nothing. */
  failed = false;
  readonly #host: RevealHost;
  readonly #reveal: () => Promise<Value>;
  readonly #shownMs: number;
  #timer = 0;

  constructor(host: RevealHost, reveal: () => Promise<Value>, shownMs: number) {
    this.#host = host;
    this.#reveal = reveal;
    this.#shownMs = shownMs;
    host.addController(this);
  }

  hostConnected(): void {
    document.addEventListener('visibilitychange', this.#hide);
  }

  hostDisconnected(): void {
    document.removeEventListener('visibilitychange', this.#hide);
    this.#hide();
  }

  /** Shows or hides it. */
  async toggle(): Promise<void> {
    if (this.shown !== undefined) return this.#hide();
    try {
      const value = await this.#reveal();
      if (!this.#host.isConnected) return;
      this.shown = value;
      this.failed = false;
      this.#timer = window.setTimeout(this.#hide, this.#shownMs);
    } catch {
      this.failed = true;
    }
    this.#host.requestUpdate();
  }

  #hide = (): void => {
    window.clearTimeout(this.#timer);
    this.shown = undefined;
    this.#host.requestUpdate();
  };
}
