import { html, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import type { Json } from '#core/bytes/json';
import { uiCloudDeviceWords } from '#core/words/en/ui-cloud-device';
import type { CloudCommand } from '#app/cloud-devices';
import { card } from '../../../elements/card/card.ts';
import { tag } from '../../../elements/tag/tag.ts';
import { formatMoment } from '../../../elements/text/format.ts';
import { logBody } from '../../log/log-body.ts';
import '../run-command-form.ts';
import { CloudDevicePart } from './cloud-device-part.ts';

const words = uiCloudDeviceWords.commands;

/** A command by hand, and those that were run, newest first. */
@customElement('dw-cloud-commands-part')
export class CloudCommandsPart extends CloudDevicePart {
  #log(): TemplateResult {
    const { commands } = this.content;
    if (commands.length === 0) return card({ heading: words.log, body: html`<p class="muted">${words.none}</p>` });
    return html`<section class="stack">
      <h2>${words.log}</h2>
      <ol class="log" aria-label=${words.log}>
        ${commands.map(row)}
      </ol>
    </section>`;
  }

  override render(): TemplateResult {
    return html`<div class="grid-2">
      <dw-run-command-form .address=${this.address} .deviceId=${this.device.id} .modelId=${this.device.modelId}></dw-run-command-form>
      ${this.#log()}
    </div>`;
  }
}

function row({ name, at, request, response, responseCode }: CloudCommand): TemplateResult {
  const answer =
    responseCode === null
      ? tag(words.unanswered, 'warn')
      : tag(words.status(responseCode), responseCode < 400 ? 'ok' : 'err');
  return html`<li>
    <div class="log-head">
      <span class="mono log-name">${name}</span>${answer}<time class="log-time">${formatMoment(at)}</time>
    </div>
    <div class="grid-2">${logBody(words.request, print(request))}${logBody(words.response, print(response))}</div>
  </li>`;
}

/** There is no body where it is null. */
function print(body: Json): string {
  return body === null ? '' : JSON.stringify(body);
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-cloud-commands-part': CloudCommandsPart;
  }
}
