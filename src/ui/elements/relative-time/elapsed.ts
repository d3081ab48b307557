import { html, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { TickController } from '../../controllers/tick-controller.ts';
import { LightElement } from '../light-element.ts';
import { formatDuration } from '../text/format.ts';

/** A time that is running: "1.2 s" and counting. */
@customElement('dw-elapsed')
export class Elapsed extends LightElement {
  /** Milliseconds since the Unix epoch. */
  @property({ attribute: false }) since = 0;
  /** The clock. */
  @property({ attribute: false }) now: () => number = () => Date.now();

  constructor() {
    super();
    new TickController(this, 100);
  }

  override render(): TemplateResult {
    return html`${formatDuration(this.now() - this.since)}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-elapsed': Elapsed;
  }
}
