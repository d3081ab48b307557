import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Finding } from '#core/errors/workbench-error';
import type { LockedText } from '#core/qr/payload';
import { describeUtcMoment } from '#core/words/moment';
import { uiScanWords } from '#core/words/en/ui-scan';
import '../../../elements/button/button.ts';
import { card } from '../../../elements/card/card.ts';
import { field } from '../../../elements/field/field.ts';
import { secretInput } from '../../../elements/field/secret-input.ts';
import { LightElement } from '../../../elements/light-element.ts';
import { describeFault } from '../../editing/describe-fault.ts';

const words = uiScanWords.locked;

/** What a locked text is, to whoever is asked for its passphrase. */
export interface LockedWords {
  readonly heading: string;
  readonly hint: string;
}

/** Asks for the passphrase of a locked text. It is forgotten with the form. */
@customElement('dw-locked-form')
export class LockedForm extends LightElement {
  @property({ attribute: false }) locked!: LockedText;
  /** Where more is known of it than that it is locked. */
  @property({ attribute: false }) words: LockedWords | undefined;
  /** Gives what stands against it. */
  @property({ attribute: false }) unlock!: (passphrase: string) => Promise<Finding | undefined>;
  @state() private passphrase = '';
  @state() private fault: Finding | undefined;
  @state() private isOpening = false;

  /** Takes a passphrase as if it had been typed, and brings the focus to it. */
  take(passphrase: string): void {
    this.#type(passphrase);
    this.querySelector<HTMLElement>('input')?.focus();
  }

  async #submit(event: Event): Promise<void> {
    event.preventDefault();
    if (this.isOpening) return;
    this.isOpening = true;
    this.fault = await this.unlock(this.passphrase);
    this.isOpening = false;
    await this.updateComplete;
    if (this.fault !== undefined) this.querySelector<HTMLElement>('input')?.focus();
  }

  #type(passphrase: string): void {
    this.passphrase = passphrase;
    this.fault = undefined;
  }

  override render(): TemplateResult {
    const { form, endsAt } = this.locked;
    const error = this.fault && describeFault(this.fault);
    const { heading, hint } = this.words ?? { heading: words.heading, hint: words.text[form] };
    return card({
      heading: html`<span tabindex="-1" data-result>${heading}</span>`,
      hint,
      body: html`<form class="locked-form" @submit=${(event: Event) => void this.#submit(event)}>
        ${endsAt === undefined ? nothing : html`<p class="muted">${words.endsAt(describeUtcMoment(endsAt))}</p>`}
        ${field({ id: 'code-passphrase', label: words.passphrase, error }, (ties) =>
          secretInput(ties, { value: this.passphrase, onInput: (passphrase) => this.#type(passphrase) }),
        )}
        <button class="btn primary" type="submit" aria-busy=${this.isOpening ? 'true' : nothing}>
          ${this.isOpening ? words.opening : words.open}
        </button>
      </form>`,
    });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-locked-form': LockedForm;
  }
}
