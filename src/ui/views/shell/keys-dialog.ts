import { html, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { uiShellWords as words } from '#core/words/en/ui-shell';
import type { StoreController } from '../../controllers/store-controller.ts';
import '../../elements/button/button.ts';
import { dialog } from '../../elements/dialog/dialog.ts';
import type { DialogName } from '../../services-context.ts';
import { View } from '../view.ts';
import './keys-dialog.css';

/** The list of keys, opened by `?`. */
@customElement('dw-keys-dialog')
export class KeysDialog extends View {
  #open!: StoreController<DialogName | undefined, boolean>;

  protected override begin(): void {
    this.#open = this.follow(this.context.dialog, (name) => name === 'keys');
  }

  #body(): TemplateResult {
    return html`<dl class="key-list">
      ${words.keyList.map(
        ({ keys, does }) =>
          html`<div>
            <dt>${keys.map((key) => html`<kbd>${key}</kbd>`)}</dt>
            <dd>${does}</dd>
          </div>`,
      )}
    </dl>`;
  }

  override render(): TemplateResult {
    const close = (): void => this.context.dialog.set(undefined);
    return dialog({
      id: 'keys-dialog',
      open: this.#open.value,
      heading: words.keys,
      body: () => this.#body(),
      footer: () => html`<button class="btn" type="button" @click=${close}>${words.close}</button>`,
      onClose: close,
    });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-keys-dialog': KeysDialog;
  }
}
