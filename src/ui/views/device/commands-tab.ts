import { html, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import type { AnsweredCommand } from '#core/ports/device-host';
import { uiDeviceWords } from '#core/words/en/ui-device';
import { card } from '../../elements/card/card.ts';
import { emptyState } from '../../elements/empty/empty-state.ts';
import { icons } from '../../elements/icon/icon.ts';
import { tag } from '../../elements/tag/tag.ts';
import { formatTimeOfDay } from '../../elements/text/format.ts';
import { DeviceTab } from './device-tab.ts';
import { logBody } from './log-body.ts';

const words = uiDeviceWords.commands;

/** The commands (direct methods) that the device knows, and those that it answered, newest first. */
@customElement('dw-commands-tab')
export class CommandsTab extends DeviceTab {
  #known(): TemplateResult {
    if (this.detail.record.behaviour === 'raw') return html`<p class="muted">${words.raw}</p>`;
    return html`<p><span class="mono">getMaxMinReport</span> <span class="muted">${words.thermostat}</span></p>
      <p class="muted small">${words.other}</p>`;
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
    return html`${card({ heading: words.known, body: html`<div class="stack">${this.#known()}</div>` })}
    ${
      newestFirst.length === 0
        ? emptyState({ icon: icons.terminal, ...words.none })
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
