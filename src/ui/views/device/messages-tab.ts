import { html, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import type { ReceivedMessage } from '#core/ports/device-host';
import { uiDeviceWords } from '#core/words/en/ui-device';
import { emptyState } from '../../elements/empty/empty-state.ts';
import { icons } from '../../elements/icon/icon.ts';
import { keyValues } from '../../elements/key-values/key-values.ts';
import { tag } from '../../elements/tag/tag.ts';
import { formatTimeOfDay } from '../../elements/text/format.ts';
import { DeviceTab } from './device-tab.ts';
import { logBody } from './log-body.ts';

const words = uiDeviceWords.messages;

/** What the cloud sent to the device, newest first: messages, and commands that had waited for it. */
@customElement('dw-messages-tab')
export class MessagesTab extends DeviceTab {
  #row(message: ReceivedMessage): TemplateResult {
    const { at, kind, messageId, properties, body } = message;
    const named = Object.entries(properties);
    return html`<li>
      <div class="log-head">
        ${tag(words.kinds[kind], kind === 'message' ? undefined : 'info')}
        <time class="log-time">${formatTimeOfDay(at)}</time>
      </div>
      ${keyValues([
        messageId !== '' && { label: words.id, value: messageId, mono: true, copy: messageId },
        ...named.map(([label, value]) => ({ label, value, mono: true })),
      ])}
      ${logBody(words.body, body)}
    </li>`;
  }

  override render(): TemplateResult {
    const newestFirst = [...this.detail.messages].sort((one, other) => other.at - one.at);
    if (newestFirst.length === 0) return emptyState({ icon: icons.inbox, ...words.none });
    return html`<ol class="log" aria-label=${words.list}>
      ${newestFirst.map((message) => this.#row(message))}
    </ol>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-messages-tab': MessagesTab;
  }
}
