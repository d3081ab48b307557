import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import type { Json } from '#core/bytes/json';
import { uiCloudWords } from '#core/words/en/ui-cloud';
import type { CommandAnswer } from '#app/cloud-operator';
import '../../elements/button/button.ts';
import { card } from '../../elements/card/card.ts';
import { field } from '../../elements/field/field.ts';
import { focusFirstError } from '../../elements/field/focus-first-error.ts';
import { textInput } from '../../elements/field/text-input.ts';
import { icon, icons } from '../../elements/icon/icon.ts';
import '../../elements/json/json-field.ts';
import type { JsonFieldInput } from '../../elements/json/json-field.ts';
import { jsonView } from '../../elements/json/json-view.ts';
import { notice } from '../../elements/notice/notice.ts';
import { problemNotice } from '../findings/problem-notice.ts';
import { OperatorForm } from './operator-form.ts';

const words = uiCloudWords.device;
/** As long as IoT Central waits. */
const TIMEOUT_SECONDS = 30;

/** Runs one command and shows the device's answer. */
@customElement('dw-run-command-form')
export class RunCommandForm extends OperatorForm {
  @state() private name = '';
  @state() private text = '';
  @state() private request: Json | undefined;
  @state() private good = true;
  @state() private left = false;
  @state() private answer: CommandAnswer | undefined;

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    if (changed.has('deviceId')) this.answer = undefined;
    if (changed.has('deviceId') || changed.has('modelId')) this.name = this.isThermostat ? 'getMaxMinReport' : '';
  }

  async #submit(event: Event): Promise<void> {
    event.preventDefault();
    this.left = true;
    await this.updateComplete;
    if (focusFirstError(this) || this.busy || !this.good) return;
    this.answer = undefined;
    const { name, request } = this;
    this.answer = await this.ask(() => this.operator.runCommand(this.deviceId, name.trim(), request, TIMEOUT_SECONDS));
  }

  #answer(): TemplateResult | typeof nothing {
    if (this.answer === undefined) return nothing;
    const { response, responseCode } = this.answer;
    const body =
      response === undefined || response === null
        ? words.emptyAnswer
        : jsonView({ label: words.answered(responseCode), value: JSON.stringify(response) });
    return notice({
      tone: responseCode < 400 ? 'ok' : 'warn',
      title: words.answered(responseCode),
      details: body,
      announce: true,
    });
  }

  override render(): TemplateResult {
    const error = this.left && this.name.trim() === '' ? words.commandNameMissing : undefined;
    const form = html`<form class="stack" @submit=${(event: Event) => void this.#submit(event)}>
      ${field({ id: 'command-name', label: words.commandName, error }, (ties) =>
        textInput(ties, {
          value: this.name,
          onInput: (name) => {
            this.name = name;
            this.left = false;
          },
          onBlur: () => (this.left = true),
          mono: true,
        }),
      )}
      <dw-json-field
        fieldId="command-request"
        label=${words.payload}
        hint=${words.payloadHint}
        .value=${this.text}
        .rows=${2}
        optional
        @dw-input=${({ detail }: CustomEvent<JsonFieldInput>) => {
          this.text = detail.text;
          this.request = detail.value;
          this.good = detail.ok;
        }}
      ></dw-json-field>
      <div class="actions">
        <button class="btn" type="submit" ?disabled=${!this.good} aria-busy=${this.busy ? 'true' : nothing}>
          ${icon(icons.terminal)}${this.busy ? words.running : words.run}
        </button>
      </div>
      ${problemNotice(this.problem)}${this.#answer()}
    </form>`;
    return card({ heading: words.command, hint: words.commandHint, body: form });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-run-command-form': RunCommandForm;
  }
}
