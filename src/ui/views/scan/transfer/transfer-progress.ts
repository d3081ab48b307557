import { html, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { uiTransferWords } from '#core/words/en/ui-transfer';
import type { ReceiveState, TransferReceiver } from '#app/stores/transfer-receive';
import { FocusController } from '../../../controllers/focus-controller.ts';
import type { StoreController } from '../../../controllers/store-controller.ts';
import '../../../elements/button/button.ts';
import { card } from '../../../elements/card/card.ts';
import { icon, type Icon, icons } from '../../../elements/icon/icon.ts';
import { notice } from '../../../elements/notice/notice.ts';
import { progress } from '../../../elements/progress/progress.ts';
import { printRoute } from '../../../routes.ts';
import { certificateHref } from '../../certificates/shared/certificate-link.ts';
import '../../findings/finding-notice.ts';
import { View } from '../../view.ts';
import '../scan/locked-form.ts';
import './arrived-identity.ts';
import './transfer.css';
import { transferReceiverOf } from './transfer-receiver-of.ts';

const words = uiTransferWords.receive;

type State<Kind extends ReceiveState['kind']> = ReceiveState & { readonly kind: Kind };

/** What of an identity came in, from its first part until it is kept; nothing while nothing has. */
@customElement('dw-transfer-progress')
export class TransferProgress extends View {
  #receiver!: TransferReceiver;
  #state!: StoreController<ReceiveState>;
  /** What was shown before. */
  #shown: ReceiveState['kind'] = 'waiting';

  protected override begin(): void {
    this.#receiver = transferReceiverOf(this.app);
    this.#state = this.follow(this.#receiver.state);
    new FocusController(this, () => this.querySelector('[data-result]') ?? document.querySelector('h1'));
  }

  protected override updated(): void {
    const { kind } = this.#state.value;
    if (kind === 'locked' && this.#shown !== kind) void this.#goToPassphrase();
    this.#shown = kind;
  }

  /** The camera went, and with it whatever of it had the focus. */
  async #goToPassphrase(): Promise<void> {
    const form = this.querySelector('dw-locked-form');
    await form?.updateComplete;
    if (document.activeElement === document.body) form?.querySelector<HTMLElement>('[data-result]')?.focus();
  }

  #clearButton(text: string, mark: Icon = icons.refresh): TemplateResult {
    return html`<button class="btn" type="button" @click=${() => this.#receiver.clear()}>${icon(mark)}${text}</button>`;
  }

  #forgetButton(): TemplateResult {
    return this.#clearButton(words.forget, icons.close);
  }

  #receiving({ known, pieces, seen, isOther }: State<'receiving'>): TemplateResult {
    const over = html`<button class="btn" type="button" @click=${() => this.#receiver.takeOther()}>${words.other}</button>`;
    const other = { code: 'transfer/other-sequence', facts: {} } as const;
    return html`${card({
      body: html`<div class="transfer-coming" data-result tabindex="-1">
        <div class="transfer-pieces">
          ${progress({ id: 'transfer-pieces', label: words.receiving, done: known, total: pieces })}
          <span class="muted small">${words.seen(seen)}</span>
        </div>
        ${this.#forgetButton()}
      </div>`,
    })}
    ${isOther ? html`<dw-finding-notice tone="warn" .finding=${other} .more=${over}></dw-finding-notice>` : nothing}`;
  }

  #locked({ locked, checkNumber }: State<'locked'>): TemplateResult {
    return html`${notice({
      tone: 'ok',
      title: words.whole.title,
      explanation: words.whole.explanation,
      details: html`<p class="check-line">
          <span class="muted">${words.checkNumber}</span> <strong class="check-number">${checkNumber}</strong>
        </p>`,
    })}
      <dw-locked-form
        .locked=${locked}
        .words=${words.locked}
        .unlock=${(passphrase: string) => this.#receiver.unlock(passphrase)}
      ></dw-locked-form>
      <div class="actions">${this.#forgetButton()}</div>`;
  }

  #saved({ kept }: State<'saved'>): TemplateResult {
    const { saved } = words;
    const device =
      kept.deviceId === undefined
        ? nothing
        : html`<a class="btn primary" href=${printRoute({ room: 'device', id: kept.deviceId, tab: undefined })}
            >${icon(icons.device)}${saved.device}</a
          >`;
    const [certificate] = kept.certificates;
    const shown =
      certificate === undefined
        ? nothing
        : html`<a class="btn" href=${certificateHref(certificate)}>${icon(icons.certificate)}${saved.certificate}</a>`;
    return html`<div data-result tabindex="-1" role="status">
      ${notice({
        tone: 'ok',
        title: saved.title,
        explanation: kept.isReadBackWhole ? saved.whole : saved.withoutKey,
        actions: html`${device}${shown}${this.#clearButton(saved.another)}`,
      })}
    </div>`;
  }

  #content(state: ReceiveState): TemplateResult | typeof nothing {
    switch (state.kind) {
      case 'waiting':
        return nothing;
      case 'receiving':
        return this.#receiving(state);
      case 'refused':
        return html`<dw-finding-notice
          announce
          .finding=${state.finding}
          .more=${this.#clearButton(words.anew)}
        ></dw-finding-notice>`;
      case 'locked':
        return this.#locked(state);
      case 'opened':
        return html`<dw-arrived-identity .arrived=${state}></dw-arrived-identity>`;
      case 'saved':
        return this.#saved(state);
    }
  }

  /** A few words on the way: with every code there would be no end of them. */
  #said(state: ReceiveState): string {
    const { begun, half, whole, other } = words.said;
    if (state.kind === 'locked') return whole;
    if (state.kind !== 'receiving') return '';
    if (state.isOther) return other;
    return state.known * 2 < state.pieces ? begun : half;
  }

  override render(): TemplateResult {
    const state = this.#state.value;
    return html`${this.#content(state)}
      <p class="sr" role="status">${this.#said(state)}</p>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-transfer-progress': TransferProgress;
  }
}
