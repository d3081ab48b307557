import { html, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { uiShellWords as words } from '#core/words/en/ui-shell';
import type { StoreController } from '../../controllers/store-controller.ts';
import '../../elements/button/button.ts';
import { dialog } from '../../elements/dialog/dialog.ts';
import type { DialogName } from '../../services-context.ts';
import { View } from '../view.ts';
import './shortcuts-dialog.css';

/** The list of keyboard shortcuts, opened by `?`. */
@customElement('dw-shortcuts-dialog')
export class ShortcutsDialog extends View {
  #open!: StoreController<DialogName | undefined, boolean>;

  protected override begin(): void {
    this.#open = this.follow(this.context.dialog, (name) => name === 'shortcuts');
  }

  #body(): TemplateResult {
    return html`<dl class="shortcut-list">
      ${words.shortcutList.map(
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
      id: 'shortcuts-dialog',
      open: this.#open.value,
      heading: words.shortcuts,
      body: () => this.#body(),
      footer: () => html`<button class="btn" type="button" @click=${close}>${words.close}</button>`,
      onClose: close,
    });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-shortcuts-dialog': ShortcutsDialog;
  }
}
