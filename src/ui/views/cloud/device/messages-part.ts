import { html, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { uiCloudDeviceWords } from '#core/words/en/ui-cloud-device';
import type { CloudQueuedMessage } from '#app/cloud-devices';
import { card } from '../../../elements/card/card.ts';
import { keyValues } from '../../../elements/key-values/key-values.ts';
import { tag } from '../../../elements/tag/tag.ts';
import { formatMoment } from '../../../elements/text/format.ts';
import { logBody } from '../../log/log-body.ts';
import { isModule } from '../device-access.ts';
import '../send-cloud-message-form.ts';
import { CloudDevicePart } from './cloud-device-part.ts';

const words = uiCloudDeviceWords.messages;

/** A message by hand, and those that wait for the device. */
@customElement('dw-cloud-messages-part')
export class CloudMessagesPart extends CloudDevicePart {
  #queue(): TemplateResult {
    const { messages } = this.content;
    if (messages.length === 0) return card({ heading: words.queue, body: html`<p class="muted">${words.none}</p>` });
    return html`<section class="stack">
      <h2>${words.queue}</h2>
      <ol class="log" aria-label=${words.queue}>
        ${messages.map(row)}
      </ol>
    </section>`;
  }

  override render(): TemplateResult {
    const { device } = this;
    if (isModule(device)) return html`<p class="muted">${words.moduleNone}</p>`;
    return html`<div class="grid-2">
      <dw-send-cloud-message-form
        .address=${this.address}
        .deviceId=${device.id}
        .connected=${device.connected}
      ></dw-send-cloud-message-form>
      ${this.#queue()}
    </div>`;
  }
}

function row({
  messageId,
  body,
  properties,
  enqueuedAt,
  expiresAt,
  deliveryCount,
}: CloudQueuedMessage): TemplateResult {
  const { 'method-name': command, ...others } = properties;
  const all = Object.entries(others).map(([label, value]) => ({ label, value, mono: true }));
  return html`<li>
    <div class="log-head">
      ${command === undefined ? tag(words.kinds.message) : tag(words.kinds.command, 'info')}
      ${command === undefined ? '' : html`<span class="mono log-name">${command}</span>`}
      <span class="muted small">${words.deliveries(deliveryCount)}</span>
      <time class="log-time">${formatMoment(enqueuedAt)}</time>
    </div>
    ${logBody(words.body, body)}
    ${keyValues([
      { label: words.expires, value: formatMoment(expiresAt) },
      { label: words.id, value: messageId, mono: true, copy: messageId },
      ...all,
    ])}
  </li>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-cloud-messages-part': CloudMessagesPart;
  }
}
