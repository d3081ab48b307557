import { html, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { uiCloudSettingsWords } from '#core/words/en/ui-cloud-settings';
import { createCloudSettings, type CloudFault, type CloudSettings } from '#app/cloud-settings';
import type { LocalCloudAddress } from '#app/services';
import type { NoticeBody } from '#app/stores/notices';
import { TickController } from '../../../controllers/tick-controller.ts';
import '../../../elements/button/button.ts';
import { card } from '../../../elements/card/card.ts';
import { icon, icons } from '../../../elements/icon/icon.ts';
import { problemNotice } from '../../findings/problem-notice.ts';
import { View } from '../../view.ts';
import './fault-dialog.ts';

const words = uiCloudSettingsWords.faults;

/** The faults on purpose that are on, what is left of each, and the way to begin and to stop one. */
@customElement('dw-cloud-faults')
export class CloudFaultsCard extends View {
  readonly #tick = new TickController(this, 0);

  @property({ attribute: false }) address: LocalCloudAddress = { kind: 'tab' };
  @property({ attribute: false }) faults: readonly CloudFault[] = [];
  @state() private beginning = false;
  @state() private problem: NoticeBody | undefined;

  protected override willUpdate(changed: PropertyValues<this>): void {
    this.#tick.everyMs = this.faults.some(({ until }) => until !== null) ? 1000 : 0;
    if (changed.get('address') === undefined || changed.get('address')?.kind === this.address.kind) return;
    this.beginning = false;
    this.problem = undefined;
  }

  get #settings(): CloudSettings {
    return createCloudSettings(this.app.operator(this.address).ask);
  }

  async #stop(work: () => Promise<void>, message: string): Promise<void> {
    this.problem = undefined;
    const fate = await this.app.run(work, (body) => (this.problem = body));
    if (fate.kind === 'done') this.app.notices.say({ message });
  }

  #fault({ id, kind, deviceId, times, until }: CloudFault): TemplateResult {
    const secondsLeft = until === null ? null : Math.max(0, (until - this.app.services.clock.now()) / 1000);
    const sentence = words.sentence(kind, deviceId);
    return html`<li class="cloud-fault">
      <div class="cloud-fault-words">
        <p class="cloud-fault-kind">${words.kinds[kind]}</p>
        <p class="muted small">${sentence}: ${words.left(times, secondsLeft)}.</p>
      </div>
      <button
        class="btn small"
        type="button"
        aria-label=${words.stopOf(sentence)}
        @click=${() => void this.#stop(() => this.#settings.stopFault(id), words.stopped)}
      >
        ${words.stop}
      </button>
    </li>`;
  }

  override render(): TemplateResult {
    const { faults } = this;
    const stopAll = html`<button
      class="btn"
      type="button"
      @click=${() => void this.#stop(() => this.#settings.stopAllFaults(), words.allStopped)}
    >
      ${words.stopAll}
    </button>`;
    const list =
      faults.length === 0
        ? html`<p class="muted">${words.none}</p>`
        : html`<ul class="cloud-faults">
            ${faults.map((fault) => this.#fault(fault))}
          </ul>`;
    return html`${card({
      heading: words.heading,
      hint: words.hint,
      actions: html`${faults.length > 1 ? stopAll : ''}<button class="btn" type="button" @click=${() => (this.beginning = true)}>
          ${icon(icons.plus)}${words.begin}
        </button>`,
      body: html`<div class="stack">${problemNotice(this.problem)}${list}</div>`,
    })}
    <dw-fault-dialog
      .open=${this.beginning}
      .address=${this.address}
      @dw-close=${() => (this.beginning = false)}
    ></dw-fault-dialog>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-cloud-faults': CloudFaultsCard;
  }
}
