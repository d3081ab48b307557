import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { NewKeyPlace } from '#core/ports/certificate-maker';
import { uiInspectWords } from '#core/words/en/ui-inspect';
import type { NoticeBody } from '#app/stores/notices';
import { keepInspected } from '#app/use-cases/keep-inspected';
import '../../elements/button/button.ts';
import { dialog } from '../../elements/dialog/dialog.ts';
import { certificateRoute } from '../certificates/shared/certificate-link.ts';
import { keyPlaceField } from '../certificates/shared/choice-fields.ts';
import { problemNotice } from '../findings/problem-notice.ts';
import { View } from '../view.ts';
import { inspectionRoomOf } from './inspection-room-of.ts';

const words = uiInspectWords.keep;

/** Asks where the private key is to be kept, and keeps what is looked at. Event: `dw-close`. */
@customElement('dw-keep-dialog')
export class KeepDialog extends View {
  @property({ type: Boolean }) open = false;
  /** A private key is among what is looked at. */
  @property({ type: Boolean }) withKey = false;
  @state() private keyPlace: NewKeyPlace = 'vault';
  @state() private problem: NoticeBody | undefined;
  @state() private busy = false;

  #close(): void {
    this.problem = undefined;
    this.raise('dw-close', undefined);
  }

  async #keep(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.problem = undefined;
    const source = inspectionRoomOf(this.app).source();
    const fate = await this.app.run(
      () => keepInspected(this.app.services, source, this.keyPlace),
      (body) => (this.problem = body),
    );
    this.busy = false;
    if (fate.kind !== 'done') return;
    this.#close();
    this.router.go(certificateRoute(fate.value));
  }

  #body(): TemplateResult {
    const { keyPlace, withKey } = this;
    return html`<div class="stack">
      ${problemNotice(this.problem)}
      <p>${withKey ? words.text : words.textWithoutKey}</p>
      ${withKey ? keyPlaceField({ prefix: 'keep', value: keyPlace, onChange: (place) => (this.keyPlace = place) }) : nothing}
    </div>`;
  }

  override render(): TemplateResult {
    return dialog({
      id: 'keep-inspected',
      open: this.open,
      heading: words.heading,
      body: () => this.#body(),
      footer: () =>
        html`<button class="btn" type="button" @click=${() => this.#close()}>${words.cancel}</button>
          <button class="btn primary" type="submit" aria-busy=${this.busy ? 'true' : nothing}>${words.confirm}</button>`,
      onClose: () => this.#close(),
      onSubmit: () => void this.#keep(),
    });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-keep-dialog': KeepDialog;
  }
}
