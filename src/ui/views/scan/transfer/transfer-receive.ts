import { html, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { readPayload } from '#core/qr/read-payload';
import { uiTransferWords } from '#core/words/en/ui-transfer';
import type { ReceiveState, TransferReceiver } from '#app/stores/transfer-receive';
import type { StoreController } from '../../../controllers/store-controller.ts';
import { View } from '../../view.ts';
import '../viewfinder/viewfinder.ts';
import type { CodesFound } from '../viewfinder/viewfinder.ts';
import './transfer-progress.ts';
import { transferReceiverOf } from './transfer-receiver-of.ts';

/** The receiving side: the camera for as long as codes are awaited, and what came in. */
@customElement('dw-transfer-receive')
export class TransferReceive extends View {
  #receiver!: TransferReceiver;
  #state!: StoreController<ReceiveState, ReceiveState['kind']>;
  #leave: (() => void) | undefined;

  protected override begin(): void {
    this.#receiver = transferReceiverOf(this.app);
    this.#state = this.follow(this.#receiver.state, ({ kind }) => kind);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#leave = this.#receiver.attend();
  }

  override disconnectedCallback(): void {
    this.#leave?.();
    super.disconnectedCallback();
  }

  #take({ codes }: CodesFound): void {
    for (const { text } of codes) {
      const payload = readPayload(text);
      if (payload.kind === 'part') this.#receiver.take(payload.part);
      else if (payload.kind === 'locked') void this.#receiver.takeLocked(payload.locked);
    }
  }

  override render(): TemplateResult {
    const isAwaited = this.#state.value === 'waiting' || this.#state.value === 'receiving';
    const hasBegun = this.#state.value === 'receiving';
    return html`<div class="transfer-receive ${isAwaited ? 'awaited' : ''} ${hasBegun ? 'begun' : ''}">
      <div class="transfer-camera" ?hidden=${!isAwaited}>
        <p class="muted transfer-hint">${uiTransferWords.receive.hint}</p>
        <dw-viewfinder
          ?active=${isAwaited}
          ?busy=${hasBegun}
          @dw-found=${({ detail }: CustomEvent<CodesFound>) => this.#take(detail)}
        ></dw-viewfinder>
      </div>
      <dw-transfer-progress></dw-transfer-progress>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-transfer-receive': TransferReceive;
  }
}
