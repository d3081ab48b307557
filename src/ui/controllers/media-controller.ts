import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Where the left rail becomes a bottom bar; the same figure stands in `shell.css`. */
export const PHONE = '(max-width: 51.25rem)';

/** Tells whether a media query matches, and renders its host again when that changes. */
export class MediaController implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #query: MediaQueryList;

  constructor(host: ReactiveControllerHost, query: string) {
    this.#host = host;
    this.#query = window.matchMedia(query);
    host.addController(this);
  }

  get matches(): boolean {
    return this.#query.matches;
  }

  hostConnected(): void {
    this.#query.addEventListener('change', this.#changed);
  }

  hostDisconnected(): void {
    this.#query.removeEventListener('change', this.#changed);
  }

  #changed = (): void => this.#host.requestUpdate();
}
