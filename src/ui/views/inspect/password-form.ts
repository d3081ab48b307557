import { html, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { uiInspectWords } from '#core/words/en/ui-inspect';
import '../../elements/button/button.ts';
import { field } from '../../elements/field/field.ts';
import { secretInput } from '../../elements/field/secret-input.ts';
import { LightElement } from '../../elements/light-element.ts';
import { notice } from '../../elements/notice/notice.ts';

const words = uiInspectWords.password;

/** Asks for the password of a PFX or of a key. Event: `dw-password` `{ password }`. */
@customElement('dw-password-form')
export class PasswordForm extends LightElement {
  @property({ attribute: false }) need: 'missing' | 'wrong' = 'missing';
  @state() private password = '';

  protected override firstUpdated(): void {
    void this.#focus();
  }

  /** It is what comes next, unless somebody is at something else. */
  async #focus(): Promise<void> {
    const input = this.querySelector('dw-secret-input');
    await input?.updateComplete;
    if (document.activeElement?.matches('body, h1, h2') === true) input?.querySelector('input')?.focus();
  }

  #submit(event: Event): void {
    event.preventDefault();
    this.raise('dw-password', { password: this.password });
  }

  override render(): TemplateResult {
    const error = this.need === 'wrong' ? words.wrong : undefined;
    return notice({
      tone: 'warn',
      title: words.title,
      explanation: words.explanation,
      actions: html`<form class="password-form" @submit=${(event: Event) => this.#submit(event)}>
        ${field({ id: 'inspect-password', label: words.label, error }, (ties) =>
          secretInput(ties, { value: this.password, onInput: (password) => (this.password = password) }),
        )}
        <button class="btn primary" type="submit">${words.open}</button>
      </form>`,
    });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-password-form': PasswordForm;
  }
}
