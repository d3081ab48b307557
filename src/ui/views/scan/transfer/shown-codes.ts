import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { QrMatrix } from '#core/ports/qr-drawer';
import { uiTransferWords } from '#core/words/en/ui-transfer';
import {
  CODE_PACES,
  createTransferSender,
  type SendDraft,
  type ShownCodes,
  type TransferSender,
} from '#app/stores/transfer-send';
import type { StoreController } from '../../../controllers/store-controller.ts';
import '../../../elements/button/button.ts';
import { segmented } from '../../../elements/field/segmented.ts';
import { icon, icons } from '../../../elements/icon/icon.ts';
import { keyValues } from '../../../elements/key-values/key-values.ts';
import '../../../elements/secret/secret.ts';
import { formatBytes } from '../../../elements/text/format.ts';
import { View } from '../../view.ts';
import './code-player.ts';

const words = uiTransferWords.shown;

/** The codes of what is sent, how they are shown, and what the other side is to compare. */
@customElement('dw-shown-codes')
export class ShownCodesView extends View {
  #sender!: TransferSender;
  #draft!: StoreController<SendDraft>;
  /** The same function for as long as the same is shown. */
  #draw!: (number: number) => Promise<QrMatrix>;

  @property({ attribute: false }) codes!: ShownCodes;
  /** Of what is sent. */
  @property() name = '';

  protected override begin(): void {
    this.#sender = this.app.keep(createTransferSender);
    this.#draft = this.follow(this.#sender.draft);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('codes')) this.#draw = (number) => this.#sender.draw(number);
  }

  protected override firstUpdated(): void {
    this.querySelector<HTMLElement>('h2')?.focus();
  }

  #settings(): TemplateResult {
    const { density, densities } = this.codes;
    const cut = segmented({
      name: 'transfer-density',
      label: words.density,
      labelShown: true,
      options: densities.map((value) => ({ value, label: words.densities[value] })),
      value: density,
      onChange: (next) => this.#sender.setDensity(next),
    });
    const pace = segmented({
      name: 'transfer-pace',
      label: words.pace,
      labelShown: true,
      options: CODE_PACES.map((value) => ({ value: String(value), label: String(value) })),
      value: String(this.#draft.value.pace),
      onChange: (next) => this.#sender.setPace(CODE_PACES.find((one) => String(one) === next) ?? 8),
    });
    return html`<div class="stack">${cut}
      <p class="field-hint">${words.densityHint}</p></div>
      ${density === 'one' ? nothing : pace}`;
  }

  #facts(): TemplateResult {
    const { bytes } = this.codes;
    const passphrase = async (): Promise<string> => this.#draft.value.passphrase;
    return keyValues([
      {
        label: words.passphrase,
        value: html`<dw-secret .label=${words.passphrase} .reveal=${passphrase}></dw-secret>`,
      },
      { label: words.bytes, value: formatBytes(bytes) },
    ]);
  }

  override render(): TemplateResult {
    const { pieces, density, checkNumber } = this.codes;
    const { clock, keepScreenAwake } = this.app.services;
    const isCalm = density !== 'one' && matchMedia('(prefers-reduced-motion: reduce)').matches;
    return html`<div class="shown-codes">
      <dw-code-player
        .draw=${this.#draw}
        .clock=${clock}
        .keepScreenAwake=${keepScreenAwake}
        .pieces=${pieces}
        .pace=${this.#draft.value.pace}
      ></dw-code-player>
      <div class="shown-words">
        <h2 tabindex="-1">${words.heading(this.name)}</h2>
        <p class="muted">${density === 'one' ? words.one : words.sequence(pieces)} ${isCalm ? words.calm : nothing}</p>
        <div class="check-block">
          <span class="muted small">${words.checkNumber}</span>
          <strong class="check-number">${checkNumber}</strong>
          <p class="field-hint">${words.checkHint}</p>
        </div>
        ${this.#facts()}
        ${this.#settings()}
        <button class="btn" type="button" @click=${() => this.#sender.end()}>${icon(icons.close)}${words.end}</button>
      </div>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-shown-codes': ShownCodesView;
  }
}
