import { html, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { uiTransferWords } from '#core/words/en/ui-transfer';
import { segmented } from '../../../elements/field/segmented.ts';
import { icons } from '../../../elements/icon/icon.ts';
import type { ScanSubject } from '../../../scan-place.ts';
import { View } from '../../view.ts';
import './transfer-receive.ts';
import './transfer-send.ts';
import './transfer.css';

const words = uiTransferWords.ways;

type Way = 'send' | 'receive';

/** The air gap: an identity to another machine, or from one, by codes on a screen and a camera. */
@customElement('dw-transfer')
export class TransferTab extends View {
  /** A device or a certificate that is to be sent. */
  @property({ attribute: false }) subject: ScanSubject | undefined;
  @state() private way: Way = 'receive';

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('subject') && this.subject !== undefined) this.way = 'send';
  }

  #side(): TemplateResult {
    if (this.way === 'receive') return html`<dw-transfer-receive></dw-transfer-receive>`;
    const { kind, id } = this.subject ?? {};
    const subject = (kind === 'device' || kind === 'certificate') && id !== undefined ? { kind, id } : undefined;
    return html`<dw-transfer-send .subject=${subject}></dw-transfer-send>`;
  }

  override render(): TemplateResult {
    return html`${segmented<Way>({
      name: 'transfer-way',
      label: words.label,
      options: [
        { value: 'receive', label: words.receive, icon: icons.camera },
        { value: 'send', label: words.send, icon: icons.qrCode },
      ],
      value: this.way,
      onChange: (way) => (this.way = way),
    })}
    ${this.#side()}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-transfer': TransferTab;
  }
}
