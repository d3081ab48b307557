import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { parseJson } from '#core/bytes/json';
import { uiCloudWords } from '#core/words/en/ui-cloud';
import type { CloudMessage } from '#app/cloud-operator';
import '../../elements/button/button.ts';
import { card } from '../../elements/card/card.ts';
import { field } from '../../elements/field/field.ts';
import { selectInput } from '../../elements/field/select-input.ts';
import { textArea } from '../../elements/field/text-area.ts';
import { textInput } from '../../elements/field/text-input.ts';
import { icon, icons } from '../../elements/icon/icon.ts';
import { problemNotice } from '../findings/problem-notice.ts';
import '../message/properties-editor.ts';
import { namedProperties, type TypedProperty } from '../message/properties-editor.ts';
import { OperatorForm } from './operator-form.ts';

const words = uiCloudWords.device;
type Expiry = keyof typeof words.expiries;
const EXPIRIES: readonly Expiry[] = ['60', '3600', '86400'];

/** Sends one message to a device; it waits there until it is taken or until it expires. */
@customElement('dw-send-cloud-message-form')
export class SendCloudMessageForm extends OperatorForm {
  @property({ attribute: false }) connected = false;
  @state() private body = '{ "text": "Hello from the cloud" }';
  @state() private properties: readonly TypedProperty[] = [];
  @state() private expiry: Expiry = '3600';
  @state() private command = '';

  async #submit(event: Event): Promise<void> {
    event.preventDefault();
    if (this.busy) return;
    const message = this.#message();
    const said = this.#said(message);
    const sent = await this.ask(() => this.operator.sendMessage(this.deviceId, message));
    if (sent !== undefined) this.app.notices.say({ message: said });
  }

  /** What becomes of a message that the hub has taken. */
  #said({ methodName }: CloudMessage): string {
    if (this.connected) return words.sent;
    return words.waits[methodName === undefined ? 'message' : 'command'](this.deviceId, words.expiries[this.expiry]);
  }

  #message(): CloudMessage {
    const isJson = parseJson(this.body) !== undefined;
    const methodName = this.command.trim();
    return {
      body: this.body,
      properties: namedProperties(this.properties),
      expirySeconds: Number(this.expiry),
      ...(isJson ? { contentType: 'application/json', contentEncoding: 'utf-8' } : {}),
      ...(methodName === '' ? {} : { methodName }),
    };
  }

  override render(): TemplateResult {
    const form = html`<form class="stack" @submit=${(event: Event) => void this.#submit(event)}>
      ${field({ id: 'cloud-message-body', label: words.body }, (ties) =>
        textArea(ties, { value: this.body, onInput: (body) => (this.body = body), rows: 3, mono: true }),
      )}
      <dw-properties-editor
        group="cloud-message-property"
        .rows=${this.properties}
        @dw-change=${({ detail }: CustomEvent<readonly TypedProperty[]>) => (this.properties = detail)}
      ></dw-properties-editor>
      <div class="form-inline">
        ${field({ id: 'cloud-message-expiry', label: words.expiry }, (ties) =>
          selectInput<Expiry>(ties, {
            value: this.expiry,
            options: EXPIRIES.map((value) => ({ value, label: words.expiries[value] })),
            onChange: (expiry) => (this.expiry = expiry),
          }),
        )}
        ${field(
          { id: 'cloud-message-command', label: words.asOffline, hint: words.asOfflineHint, optional: true },
          (ties) => textInput(ties, { value: this.command, onInput: (name) => (this.command = name), mono: true }),
        )}
      </div>
      <div class="actions">
        <button class="btn" type="submit" aria-busy=${this.busy ? 'true' : nothing}>
          ${icon(icons.send)}${words.send}
        </button>
      </div>
      ${problemNotice(this.problem)}
    </form>`;
    return card({ heading: words.message, hint: words.messageHint, body: form });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-send-cloud-message-form': SendCloudMessageForm;
  }
}
