import { html, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { LightElement } from '../light-element.ts';
import { createTooltips } from './create-tooltips.ts';

/** Shows the `data-tip` of everything in the page, as long as it is in it. The shell has one. */
@customElement('dw-tooltips')
export class Tooltips extends LightElement {
  #tooltips: ReturnType<typeof createTooltips> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#tooltips = createTooltips();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#tooltips?.dispose();
  }

  override render(): TemplateResult {
    return html``;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-tooltips': Tooltips;
  }
}
