import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { QrMatrix } from '#core/ports/qr-drawer';
import { qrPath, sideWithQuietZone } from '#core/qr/print-svg';
import { uiElementsWords as words } from '#core/words/en/ui-elements';
import '../button/button.ts';
import { RevealController } from '../../controllers/reveal-controller.ts';
import { icon, icons } from '../icon/icon.ts';
import { LightElement } from '../light-element.ts';
import '../secret/secret.css';
import './qr-code.css';

const SHOWN_MS = 60_000;

/**
 * A QR code that holds a secret: asked for by a press, shown for a minute, gone when the page is hidden. It is in the
 * document only while it is shown. Black on white in either theme, for cameras.
 */
@customElement('dw-qr-code')
export class QrCode extends LightElement {
  readonly #reveal = new RevealController<QrMatrix>(this, () => this.reveal(), SHOWN_MS);

  /** What it is of: "QR code of boiler". */
  @property() label = '';
  @property({ attribute: false }) reveal: () => Promise<QrMatrix> = () => Promise.reject(new TypeError('no code'));

  /** Shows it as a press would. */
  async show(): Promise<void> {
    if (this.#reveal.shown === undefined) await this.#reveal.toggle();
  }

  override render(): TemplateResult {
    const { shown, failed } = this.#reveal;
    return html`<div class="qr-place">
        ${shown === undefined ? html`<span class="qr-veil">${icon(icons.qrCode)}</span>` : qrImage(shown, this.label)}
      </div>
      <button class="btn" type="button" @click=${() => void this.#reveal.toggle()}>
        ${icon(shown === undefined ? icons.show : icons.hide)}${shown === undefined ? words.showQr : words.hideQr}
      </button>
      ${failed ? html`<p class="secret-failed" role="status">${words.secretNotRead}</p>` : nothing}`;
  }
}

/** A code as a picture: black on white in either theme, with its margin. */
export function qrImage(matrix: QrMatrix, label: string): TemplateResult {
  const side = sideWithQuietZone(matrix);
  return html`<svg
    class="qr-image"
    viewBox="0 0 ${side} ${side}"
    role="img"
    aria-label=${label}
    shape-rendering="crispEdges"
  >
    <rect class="qr-light" width=${side} height=${side}></rect>
    <path class="qr-dark" d=${qrPath(matrix)}></path>
  </svg>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-qr-code': QrCode;
  }
}
