import { html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { uiConnectionsWords } from '#core/words/en/ui-connections';
import type { NoticeBody } from '#app/stores/notices';
import '../../elements/button/button.ts';
import { field, type FieldTies } from '../../elements/field/field.ts';
import { focusFirstError } from '../../elements/field/focus-first-error.ts';
import { secretInput } from '../../elements/field/secret-input.ts';
import { textInput } from '../../elements/field/text-input.ts';
import { describeFault } from '../editing/describe-fault.ts';
import { problemNotice } from '../findings/problem-notice.ts';
import { View } from '../view.ts';

const words = uiConnectionsWords.relay.form;

/** Names a relay. Events: `dw-done` once it is used, `dw-close` when it is given up. */
@customElement('dw-relay-form')
export class RelayForm extends View {
  @state() private address = '';
  @state() private token = '';
  @state() private problem: NoticeBody | undefined;
  @state() private busy = false;

  override firstUpdated(): void {
    this.querySelector<HTMLInputElement>('#relay-address')?.focus();
  }

  async #submit(event: Event): Promise<void> {
    event.preventDefault();
    if (this.busy) return;
    this.busy = true;
    this.problem = undefined;
    const relay = { address: this.address.trim(), token: this.token.trim() };
    const fate = await this.app.run(
      () => this.app.services.devices.useRelay(relay),
      (body) => (this.problem = body),
    );
    this.busy = false;
    if (fate.kind === 'done') return this.raise('dw-done', undefined);
    await this.updateComplete;
    for (const input of this.querySelectorAll('dw-secret-input')) await input.updateComplete;
    focusFirstError(this);
  }

  /** What is wrong with a field stands at the field. */
  #fault(code: 'relay/address-form' | 'relay/token-form'): string | undefined {
    const { problem } = this;
    return problem?.kind === 'finding' && problem.finding.code === code ? describeFault(problem.finding) : undefined;
  }

  #type(part: { readonly address?: string; readonly token?: string }): void {
    this.address = part.address ?? this.address;
    this.token = part.token ?? this.token;
    this.problem = undefined;
  }

  override render(): TemplateResult {
    const faults = { address: this.#fault('relay/address-form'), token: this.#fault('relay/token-form') };
    const isAtField = faults.address !== undefined || faults.token !== undefined;
    const { label, hint, placeholder } = words.address;
    return html`<form class="relay-form stack" novalidate @submit=${(event: Event) => void this.#submit(event)}>
      ${field({ id: 'relay-address', label, hint, error: faults.address }, (ties: FieldTies) =>
        textInput(ties, {
          value: this.address,
          onInput: (address) => this.#type({ address }),
          placeholder,
          mono: true,
          required: true,
        }),
      )}
      ${field({ id: 'relay-token', ...words.token, error: faults.token }, (ties: FieldTies) =>
        secretInput(ties, { value: this.token, onInput: (token) => this.#type({ token }) }),
      )}
      ${isAtField ? nothing : problemNotice(this.problem)}
      <div class="actions">
        <button class="btn primary" type="submit" aria-busy=${this.busy ? 'true' : nothing}>${words.use}</button>
        <button class="btn" type="button" @click=${() => this.raise('dw-close', undefined)}>
          ${uiConnectionsWords.cancel}
        </button>
      </div>
    </form>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-relay-form': RelayForm;
  }
}
