import { html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { parseJson } from '#core/bytes/json';
import { uiDeviceWords } from '#core/words/en/ui-device';
import '../../elements/button/button.ts';
import { card } from '../../elements/card/card.ts';
import { field } from '../../elements/field/field.ts';
import { textArea } from '../../elements/field/text-area.ts';
import { icon, icons } from '../../elements/icon/icon.ts';
import '../message/properties-editor.ts';
import { namedProperties, type TypedProperty } from '../message/properties-editor.ts';
import { DeviceTab } from './device-tab.ts';

const words = uiDeviceWords.telemetry;
const FIRST_BODY = '{ "temperature": 21.5 }';
/** Nothing made up stands ready to be sent in the name of a device that there may be. */
const FIRST_BODY_QUIET = '{}';

/** One message by hand: body and properties. */
@customElement('dw-send-message-form')
export class SendMessageForm extends DeviceTab {
  @state() private typed: string | undefined;
  @state() private properties: readonly TypedProperty[] = [];
  @state() private sending = false;

  get #isQuiet(): boolean {
    return this.detail.record.behaviour === 'quiet';
  }

  get #body(): string {
    return this.typed ?? (this.#isQuiet ? FIRST_BODY_QUIET : FIRST_BODY);
  }

  async #send(event: Event): Promise<void> {
    event.preventDefault();
    if (this.sending) return;
    this.sending = true;
    const { devices } = this.app.services;
    const fate = await this.app.run(() =>
      devices.sendTelemetry(this.deviceId, this.#body, namedProperties(this.properties)),
    );
    this.sending = false;
    if (fate.kind === 'done') this.app.notices.say({ message: words.sentByHand });
  }

  #form(): TemplateResult {
    const isJson = parseJson(this.#body) !== undefined;
    return html`<form class="stack" @submit=${(event: Event) => void this.#send(event)}>
      ${field({ id: 'send-body', label: words.body, hint: isJson ? words.bodyIsJson : words.bodyIsText }, (ties) =>
        textArea(ties, { value: this.#body, onInput: (body) => (this.typed = body), rows: 4, mono: true }),
      )}
      <dw-properties-editor
        group="send-property"
        .rows=${this.properties}
        @dw-change=${({ detail }: CustomEvent<readonly TypedProperty[]>) => (this.properties = detail)}
      ></dw-properties-editor>
      <div class="actions">
        <button
          class="btn ${this.detail.state.kind === 'online' ? 'primary' : ''}"
          type="submit"
          aria-busy=${this.sending ? 'true' : nothing}
        >
          ${icon(icons.send)}${words.sendNow}
        </button>
      </div>
    </form>`;
  }

  override render(): TemplateResult {
    return card({
      heading: words.send,
      hint: this.#isQuiet ? words.sendHintQuiet : words.sendHint,
      body: this.#form(),
    });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-send-message-form': SendMessageForm;
  }
}
