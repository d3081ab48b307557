import type { ReactiveController, ReactiveControllerHost } from 'lit';

const CONTROLS = 'input, select, textarea';

/**
 * Gives the focus a place when the host's rendering took away what had it; without one, the next Tab would begin at
 * the top of the page. What belonged to a field leaves it to the field's control; else `place` says where it goes.
 */
export class FocusController implements ReactiveController {
  readonly #host: ReactiveControllerHost & Element;
  readonly #place: (lost: Element) => HTMLElement | null;
  #held: Element | undefined;
  #field: Element | null = null;

  constructor(host: ReactiveControllerHost & Element, place: (lost: Element) => HTMLElement | null) {
    this.#host = host;
    this.#place = place;
    host.addController(this);
  }

  hostUpdate(): void {
    const { activeElement } = document;
    this.#held = activeElement !== null && this.#host.contains(activeElement) ? activeElement : undefined;
    this.#field = this.#held?.closest('.field') ?? null;
  }

  hostUpdated(): void {
    const lost = this.#held;
    if (lost === undefined || lost.isConnected) return;
    const control = this.#field?.isConnected === true ? this.#field.querySelector<HTMLElement>(CONTROLS) : null;
    (control ?? this.#place(lost))?.focus();
  }
}
