import { html, type PropertyValues, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import type { StoreController } from '../../controllers/store-controller.ts';
import '../../elements/palette/palette.ts';
import type { Palette } from '../../elements/palette/palette.ts';
import type { DialogName } from '../../services-context.ts';
import { View } from '../view.ts';
import { paletteItems } from './palette-items.ts';

/** The palette (Ctrl+K): its items are made when it opens, so they are as things are now. */
@customElement('dw-palette-view')
export class PaletteView extends View {
  #open!: StoreController<DialogName | undefined, boolean>;
  #shown = false;

  protected override begin(): void {
    this.#open = this.follow(this.context.dialog, (name) => name === 'palette');
  }

  protected override updated(_changed: PropertyValues): void {
    const open = this.#open.value;
    const palette = this.querySelector<Palette>('dw-palette');
    if (open && !this.#shown) palette?.show();
    this.#shown = open;
  }

  #closed(): void {
    if (this.context.dialog.get() === 'palette') this.context.dialog.set(undefined);
  }

  override render(): TemplateResult {
    const items = this.#open.value ? paletteItems(this.context) : [];
    return html`<dw-palette .items=${items} @dw-close=${() => this.#closed()}></dw-palette>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-palette-view': PaletteView;
  }
}
