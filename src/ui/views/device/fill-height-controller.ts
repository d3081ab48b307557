import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { FrameController } from '../../controllers/frame-controller.ts';

/** Height in rem below which a list is none: rather the page scrolls. */
const LEAST = 10;

/**
 * Gives a part the height that is left in the window, so that its end is in sight and the page need not scroll:
 * sets `variable` on the host, for the part `selector` inside it. Measures when something changes size, not by the frame.
 */
export class FillHeightController implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #variable: string;
  readonly #selector: string;
  readonly #measuring: FrameController;
  readonly #sizes = new ResizeObserver(() => this.#measuring.request());

  constructor(host: ReactiveControllerHost & HTMLElement, variable: string, selector: string) {
    this.#host = host;
    this.#variable = variable;
    this.#selector = selector;
    this.#measuring = new FrameController(host, () => this.#measure());
    host.addController(this);
  }

  hostConnected(): void {
    window.addEventListener('resize', this.#ask);
    // Grows with whatever comes above and below the part.
    this.#sizes.observe(this.#host.parentElement ?? this.#host);
    const page = this.#host.closest('main');
    if (page !== null) this.#sizes.observe(page);
    this.#ask();
  }

  hostDisconnected(): void {
    window.removeEventListener('resize', this.#ask);
    this.#sizes.disconnect();
  }

  #ask = (): void => this.#measuring.request();

  #measure(): void {
    const part = this.#host.querySelector(this.#selector);
    const page = this.#host.closest('main');
    if (part === null || page === null) return;
    const { top, bottom } = part.getBoundingClientRect();
    const below =
      this.#host.getBoundingClientRect().bottom - bottom + Number.parseFloat(getComputedStyle(page).paddingBottom);
    const left = window.innerHeight - (top + window.scrollY) - below - barHeight(page);
    const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
    // Heights are fractions: one pixel too many, and the page scrolls by it.
    this.#host.style.setProperty(this.#variable, `${Math.max(LEAST * rem, Math.floor(left) - 1)}px`);
  }
}

/** Height of the bar that stands under the page on phones. */
function barHeight(page: HTMLElement): number {
  const bar = page.parentElement?.querySelector('nav')?.getBoundingClientRect();
  return bar === undefined || bar.width < window.innerWidth / 2 ? 0 : bar.height;
}
