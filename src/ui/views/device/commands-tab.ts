import { html, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import type { AnsweredCommand } from '#core/ports/device-host';
import { uiCloudWords } from '#core/words/en/ui-cloud';
import { uiDeviceWords } from '#core/words/en/ui-device';
import { card } from '../../elements/card/card.ts';
import { emptyState } from '../../elements/empty/empty-state.ts';
import { icon, icons } from '../../elements/icon/icon.ts';
import { tag } from '../../elements/tag/tag.ts';
import { formatTimeOfDay } from '../../elements/text/format.ts';
import { printRoute } from '../../routes.ts';
import { DeviceTab } from './device-tab.ts';
import { logBody } from '../log/log-body.ts';

const words = uiDeviceWords.commands;

/** The commands (direct methods) that the device knows, and those that it answered, newest first. */
@customElement('dw-commands-tab')
export class CommandsTab extends DeviceTab {
  #known(): TemplateResult {
    if (this.detail.record.behaviour !== 'thermostat') return html`<p class="muted">${words.raw}</p>`;
    return html`<p><span class="mono">getMaxMinReport</span> <span class="muted">${words.thermostat}</span></p>
      <p class="muted small">${words.other}</p>`;
  }

  /** This device in the Cloud room, when that can show its cloud. */
  #toCloudRoom(): TemplateResult | undefined {
    const { cloud } = this.detail.record;
    const isShown = cloud.kind === 'tab' || (cloud.kind === 'node' && cloud.origin === this.app.services.origin);
    if (!isShown) return undefined;
    const place = cloud.kind === 'tab' ? 'browser' : 'server';
    return html`<a class="btn" href=${printRoute({ room: 'cloud', place, tab: 'devices', device: this.name })}>
      ${icon(icons.cloud)}${uiCloudWords.commandsFrom.here}
    </a>`;
  }

  #none(): TemplateResult {
    const text = this.detail.record.cloud.kind === 'azure' ? uiCloudWords.commandsFrom.elsewhere : words.none.text;
    return emptyState({ icon: icons.terminal, heading: words.none.heading, text, actions: this.#toCloudRoom() });
  }

  #row(command: AnsweredCommand): TemplateResult {
    const { at, name, request, status, response } = command;
    return html`<li>
      <div class="log-head">
        <span class="mono log-name">${name}</span>${tag(words.status(status), status < 400 ? 'ok' : 'err')}
        <time class="log-time">${formatTimeOfDay(at)}</time>
      </div>
      <div class="grid-2">${logBody(words.request, request)}${logBody(words.response, response)}</div>
    </li>`;
  }

  override render(): TemplateResult {
    const newestFirst = [...this.detail.commands].sort((one, other) => other.at - one.at);
    const hasAnswered = newestFirst.length > 0;
    return html`${card({ heading: words.known, actions: hasAnswered ? this.#toCloudRoom() : undefined, body: html`<div class="stack">${this.#known()}</div>` })}
    ${
      !hasAnswered
        ? this.#none()
        : html`<ol class="log" aria-label=${words.log}>
          ${newestFirst.map((command) => this.#row(command))}
        </ol>`
    }`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-commands-tab': CommandsTab;
  }
}
