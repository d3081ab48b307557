import { html, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { isWithoutTls } from '#core/identity/road';
import type { DeviceDetail, HandshakeView, ProofView } from '#core/ports/device-host';
import { uiHandshakeWords as words } from '#core/words/en/ui-handshake';
import { printHandshakes } from '#app/use-cases/print-handshakes';
import '../../elements/copy/copy.ts';
import { icon, icons } from '../../elements/icon/icon.ts';
import { status, type StatusKind } from '../../elements/status/status.ts';
import { formatDuration } from '../../elements/text/format.ts';
import { isRunning } from '../devices/device-status.ts';
import { DeviceTab } from './device-tab.ts';
import { agreedPart, alertsPart, clientPart, findingPart, provenPart, serverPart } from './handshake-parts.ts';
import './handshake-panel.css';

const OUTCOMES: Readonly<Record<HandshakeView['report']['outcome'], StatusKind>> = {
  running: 'busy',
  done: 'online',
  failed: 'failed',
};

/** How each connection of the latest start agreed on its encryption: what was shown, how it was judged, what went wrong. */
@customElement('dw-handshake-panel')
export class HandshakePanel extends DeviceTab {
  #handshake(view: HandshakeView, isOpen: boolean): TemplateResult {
    const { service, report } = view;
    const { outcome, tookMs, host } = report;
    const now = this.app.services.clock.now();
    return html`<details class="handshake-of" ?open=${isOpen}>
      <summary>
        <h3>${words.services[service]}</h3>
        <span class="handshake-outcome"
          >${status(OUTCOMES[outcome], words.outcomes[outcome])}${tookMs === undefined ? nothing : html`<span>${formatDuration(tookMs)}</span>`}</span
        >
        <span class="handshake-host mono">${host}</span>
        ${icon(icons.dropDown)}
      </summary>
      <div class="handshake-parts">
        ${findingPart(report)} ${agreedPart(report)} ${serverPart(view)} ${clientPart(view, this.detail, now)}
        ${alertsPart(report)}
      </div>
    </details>`;
  }

  #proof(view: ProofView, isOpen: boolean): TemplateResult {
    const { service, report } = view;
    return html`<details class="handshake-of" ?open=${isOpen}>
      <summary>
        <h3>${words.services[service]}</h3>
        <span class="handshake-outcome">${status('online', words.proven.outcome)}</span>
        <span class="handshake-host mono">${report.host}</span>
        ${icon(icons.dropDown)}
      </summary>
      <div class="handshake-parts">${provenPart(view, this.app.services.clock.now())}</div>
    </details>`;
  }

  override render(): TemplateResult {
    const { handshakes, proofs } = this.detail;
    const head = html`<div class="handshake-head">
      <div>
        <h2>${words.heading}</h2>
        ${handshakes.length === 0 ? nothing : html`<p class="small muted">${words.hint}</p>`}
      </div>
      ${
        handshakes.length === 0
          ? nothing
          : html`<dw-copy worded .read=${() => printHandshakes(this.detail)} .label=${words.copy}></dw-copy>`
      }
    </div>`;
    if (handshakes.length === 0) {
      const shown = proofs.map((view, at) => this.#proof(view, at === proofs.length - 1));
      return html`${head}<p class="muted">${whyNone(this.detail)}</p>${shown}`;
    }
    return html`${head}${handshakes.map((view, at) => this.#handshake(view, at === handshakes.length - 1))}`;
  }
}

/** Says why there is no handshake to show. */
export function whyNone({ road: { road }, record, state }: DeviceDetail): string {
  if (road === 'direct' && isWithoutTls(record.cloud)) return words.none.plain;
  if (road === 'channel') return words.none.channel[record.keyKind === 'certificate' ? 'certificate' : 'key'];
  if (road === 'relay' && isRunning(state)) return words.none.running;
  return words.none[road];
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-handshake-panel': HandshakePanel;
  }
}
