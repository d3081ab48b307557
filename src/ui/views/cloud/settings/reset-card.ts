import { html, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { uiCloudSettingsWords } from '#core/words/en/ui-cloud-settings';
import { createCloudSettings } from '#app/cloud-settings';
import type { LocalCloudAddress } from '#app/services';
import type { NoticeBody } from '#app/stores/notices';
import '../../../elements/button/button.ts';
import { card } from '../../../elements/card/card.ts';
import { questionDialog } from '../../findings/question-dialog.ts';
import { View } from '../../view.ts';

const words = uiCloudSettingsWords.reset;

/** Makes a cloud new, after it was said what is lost. */
@customElement('dw-reset-card')
export class ResetCard extends View {
  @property({ attribute: false }) address: LocalCloudAddress = { kind: 'tab' };
  @state() private asking = false;
  @state() private problem: NoticeBody | undefined;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('address') && changed.get('address')?.kind !== this.address.kind) this.asking = false;
  }

  #ask(asking: boolean): void {
    this.problem = undefined;
    this.asking = asking;
  }

  async #reset(): Promise<void> {
    const settings = createCloudSettings(this.app.operator(this.address).ask);
    const fate = await this.app.run(
      () => settings.reset(),
      (body) => (this.problem = body),
    );
    if (fate.kind !== 'done') return;
    this.asking = false;
    this.app.notices.say({ message: words.done });
  }

  override render(): TemplateResult {
    const close = (): void => this.#ask(false);
    return html`${card({
      heading: words.heading,
      hint: words.hint,
      body: html`<div>
        <button class="btn danger" type="button" @click=${() => this.#ask(true)}>${words.button}</button>
      </div>`,
    })}
    ${questionDialog({
      id: 'reset-cloud',
      open: this.asking,
      heading: words.title[this.address.kind === 'tab' ? 'browser' : 'server'],
      text: words.text,
      problem: this.problem,
      cancel: words.cancel,
      confirm: words.button,
      onClose: close,
      onConfirm: () => void this.#reset(),
    })}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-reset-card': ResetCard;
  }
}
