import { html, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { uiCloudSettingsWords } from '#core/words/en/ui-cloud-settings';
import { createCloudSettings } from '#app/cloud-settings';
import type { LocalCloudAddress } from '#app/services';
import type { NoticeBody } from '#app/stores/notices';
import '../../../elements/button/button.ts';
import { card } from '../../../elements/card/card.ts';
import { dialog } from '../../../elements/dialog/dialog.ts';
import { field } from '../../../elements/field/field.ts';
import { selectInput } from '../../../elements/field/select-input.ts';
import { problemNotice } from '../../findings/problem-notice.ts';
import { View } from '../../view.ts';

const words = uiCloudSettingsWords.move;

/** Moves every device of a cloud to one of its hubs, after a question. */
@customElement('dw-hub-move-card')
export class HubMoveCard extends View {
  @property({ attribute: false }) address: LocalCloudAddress = { kind: 'tab' };
  @property({ attribute: false }) hubs: readonly string[] = [];
  @state() private chosen: string | undefined;
  @state() private asking = false;
  @state() private problem: NoticeBody | undefined;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('hubs') || this.hubs.includes(this.#to)) return;
    this.chosen = undefined;
    this.asking = false;
  }

  /** The second hub is the one where devices are not from the start. */
  get #to(): string {
    return this.chosen ?? this.hubs[1] ?? '';
  }

  #ask(asking: boolean): void {
    this.problem = undefined;
    this.asking = asking;
  }

  async #move(): Promise<void> {
    const to = this.#to;
    const settings = createCloudSettings(this.app.operator(this.address).ask);
    const fate = await this.app.run(
      () => settings.moveDevices(to),
      (body) => (this.problem = body),
    );
    if (fate.kind !== 'done') return;
    this.asking = false;
    this.app.notices.say({ message: words.moved(fate.value, to) });
  }

  override render(): TemplateResult {
    const to = this.#to;
    const close = (): void => this.#ask(false);
    return html`${card({
      heading: words.heading,
      hint: words.hint,
      body: html`<div class="setting-act">
        ${field({ id: 'hub-move-to', label: words.label }, (ties) =>
          selectInput<string>(ties, {
            value: to,
            options: this.hubs.map((hub) => ({ value: hub, label: hub })),
            onChange: (hub) => (this.chosen = hub),
          }),
        )}
        <button class="btn" type="button" @click=${() => this.#ask(true)}>${words.button}</button>
      </div>`,
    })}
    ${dialog({
      id: 'move-all-devices',
      open: this.asking,
      heading: words.title(to),
      body: () => html`<div class="stack">${problemNotice(this.problem)}<p>${words.text}</p></div>`,
      footer: () =>
        html`<button class="btn" type="button" @click=${close}>${words.cancel}</button>
          <button class="btn primary" type="button" @click=${() => void this.#move()}>${words.button}</button>`,
      onClose: close,
    })}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-hub-move-card': HubMoveCard;
  }
}
