import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { uiElementsWords as words } from '#core/words/en/ui-elements';
import '../button/button.ts';
import { icon, icons } from '../icon/icon.ts';
import { LightElement } from '../light-element.ts';
import type { FieldTies } from './field.ts';
import { valueOf } from './text-input.ts';

/** A key, a token or a connection string. */
export interface SecretInputOptions {
  readonly value: string;
  /** Gets pasted text with its line breaks, which the control itself would drop unseen. */
  readonly onInput: (value: string) => void;
  readonly onBlur?: (() => void) | undefined;
  readonly placeholder?: string | undefined;
  readonly autofocus?: boolean | undefined;
}

const TIES: FieldTies = { id: 'secret', label: '', invalid: false, describedBy: undefined };

/** The control of `secretInput`; masked until the button beside it is pressed, and again when the field is emptied. */
@customElement('dw-secret-input')
export class SecretInput extends LightElement {
  @state() private shown = false;

  @property({ attribute: false }) ties: FieldTies = TIES;
  @property({ attribute: false }) options: SecretInputOptions = { value: '', onInput: () => undefined };

  #paste(event: ClipboardEvent): void {
    const pasted = event.clipboardData?.getData('text/plain') ?? '';
    if (!/[\r\n]/.test(pasted)) return;
    event.preventDefault();
    const input = event.target as HTMLInputElement;
    const { value, selectionStart, selectionEnd } = input;
    const before = value.slice(0, selectionStart ?? value.length);
    this.options.onInput(before + pasted + value.slice(selectionEnd ?? value.length));
  }

  #type(event: Event): void {
    const value = valueOf(event);
    if (value === '') this.shown = false;
    this.options.onInput(value);
  }

  override render(): TemplateResult {
    const { ties, options, shown } = this;
    return html`<div class="input-group">
      <input
        class="input mono"
        id=${ties.id}
        name=${ties.id}
        type=${shown ? 'text' : 'password'}
        .value=${live(options.value.replace(/[\r\n]/g, ''))}
        placeholder=${options.placeholder ?? nothing}
        ?autofocus=${options.autofocus === true}
        aria-invalid=${ties.invalid ? 'true' : nothing}
        aria-describedby=${ties.describedBy ?? nothing}
        autocomplete="off"
        data-1p-ignore
        data-lpignore="true"
        autocapitalize="none"
        spellcheck="false"
        @input=${(event: Event) => this.#type(event)}
        @paste=${(event: ClipboardEvent) => this.#paste(event)}
        @blur=${() => options.onBlur?.()}
      />
      <button
        class="btn icon"
        type="button"
        aria-pressed=${shown}
        aria-label=${words.showSecret(ties.label)}
        data-tip=${shown ? words.hideSecret(ties.label) : words.showSecret(ties.label)}
        @click=${() => (this.shown = !shown)}
      >
        ${icon(shown ? icons.hide : icons.show)}
      </button>
    </div>`;
  }
}

/** A masked input that can be shown by a press. Nothing remembers, corrects or offers to save what is typed. */
export function secretInput(ties: FieldTies, options: SecretInputOptions): TemplateResult {
  return html`<dw-secret-input .ties=${ties} .options=${options}></dw-secret-input>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-secret-input': SecretInput;
  }
}
