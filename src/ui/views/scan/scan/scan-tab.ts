import { html, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { View } from '../../view.ts';

/** The first part of the Scan room: everything that a code can come from, and what follows it. */
@customElement('dw-scan')
export class ScanTabView extends View {
  override render(): TemplateResult {
    return html``;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-scan': ScanTabView;
  }
}
