import { html, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import type { ReceivedMessage } from '#core/ports/device-host';
import { uiDeviceWords } from '#core/words/en/ui-device';
import { emptyState } from '../../elements/empty/empty-state.ts';
import { icons } from '../../elements/icon/icon.ts';
import { keyValues } from '../../elements/key-values/key-values.ts';
import { tag } from '../../elements/tag/tag.ts';
import { formatTimeOfDay } from '../../elements/text/format.ts';
import { DeviceTab } from './device-tab.ts';
import { logBody } from '../log/log-body.ts';

const words = uiDeviceWords.messages;

/** What the cloud sent to the device, newest first: messages, and commands that had waited for it. */
@customElement('dw-messages-tab')
export class MessagesTab extends DeviceTab {
  #row(message: ReceivedMessage): TemplateResult {
    const { at, kind, messageId, properties, body } = message;
    const all = Object.entries(properties).map(([label, value]) => ({ label, value, mono: true }));
    const own = all.filter(({ label }) => !isSystemProperty(label));
    const system = all.filter(({ label }) => isSystemProperty(label));
    return html`<li>
      <div class="log-head">
        ${tag(words.kinds[kind], kind === 'message' ? undefined : 'info')}
        <time class="log-time">${formatTimeOfDay(at)}</time>
      </div>
      ${logBody(words.body, body)}
      ${keyValues([messageId !== '' && { label: words.id, value: messageId, mono: true, copy: messageId }, ...own])}
      ${system.length === 0 ? nothing : html`<details><summary>${words.system}</summary>${keyValues(system)}</details>`}
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

/** Set by the hub and by senders' SDKs, such as `$.mid`; the message ID stands above them. */
function isSystemProperty(name: string): boolean {
  return name.startsWith('$.') || name.startsWith('iothub-');
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-messages-tab': MessagesTab;
  }
}
