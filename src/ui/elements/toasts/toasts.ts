import { html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { icon, icons } from '../icon/icon.ts';
import { LightElement } from '../light-element.ts';
import { TOAST_EVENT, type Toast } from './show-toast.ts';
import './toasts.css';

interface ShownToast extends Toast {
  readonly key: number;
}

const SHOWN_MS = 6000;
const AFTER_PAUSE_MS = 2500;

/**
 * Where toasts appear. One is in the page and one in each dialog: what is outside a modal dialog is inert, could not
 * be pressed and would not be read out. The newest three are shown; hover and focus keep them.
 */
@customElement('dw-toasts')
export class Toasts extends LightElement {
  readonly #timers = new Map<number, number>();
  #nextKey = 1;

  @state() private toasts: readonly ShownToast[] = [];

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener(TOAST_EVENT, this.#receive);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener(TOAST_EVENT, this.#receive);
    this.#pause();
  }

  override firstUpdated(): void {
    // From the start, so that screen readers know the region before the first message.
    this.#raise();
  }

  #receive = (event: Event): void => {
    const topmost = [...document.querySelectorAll('dialog:modal')].at(-1) ?? null;
    if (this.closest('dialog') !== topmost) return;
    this.#raise();
    const toast: ShownToast = { ...(event as CustomEvent<Toast>).detail, key: this.#nextKey++ };
    this.toasts = [...this.toasts, toast].slice(-3);
    this.#start(toast.key, SHOWN_MS);
  };

  /** Puts the region above everything else in the top layer. */
  #raise(): void {
    const host = this.querySelector<HTMLElement>('.toasts');
    if (host === null || this.toasts.length > 0) return;
    if (host.matches(':popover-open')) host.hidePopover();
    host.showPopover();
  }

  #start(key: number, afterMs: number): void {
    window.clearTimeout(this.#timers.get(key));
    this.#timers.set(
      key,
      window.setTimeout(() => this.#remove(key), afterMs),
    );
  }

  #remove(key: number): void {
    this.#timers.delete(key);
    this.toasts = this.toasts.filter((toast) => toast.key !== key);
  }

  #pause = (): void => {
    for (const timer of this.#timers.values()) window.clearTimeout(timer);
  };

  #resume = (): void => {
    if (this.querySelector('.toast:is(:hover, :focus-within)') !== null) return;
    for (const { key } of this.toasts) this.#start(key, AFTER_PAUSE_MS);
  };

  #act(toast: ShownToast): void {
    toast.action?.run();
    this.#remove(toast.key);
  }

  override render(): TemplateResult {
    const row = (toast: ShownToast): TemplateResult =>
      html`<div class="toast">
        ${toast.tone === 'ok' ? icon(icons.circleCheck) : nothing}<span class="toast-text">${toast.text}</span>
        ${
          toast.action === undefined
            ? nothing
            : html`<button class="toast-action" type="button" @click=${() => this.#act(toast)}>${toast.action.label}</button>`
        }
      </div>`;
    return html`<div
      class="toasts"
      popover="manual"
      role="status"
      @pointerover=${this.#pause}
      @pointerout=${() => queueMicrotask(this.#resume)}
      @focusin=${this.#pause}
      @focusout=${() => queueMicrotask(this.#resume)}
    >
      ${repeat(this.toasts, (toast) => toast.key, row)}
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-toasts': Toasts;
  }
}
