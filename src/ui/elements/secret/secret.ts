import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { uiElementsWords as words } from '#core/words/en/ui-elements';
import '../copy/copy.ts';
import { RevealController } from '../../controllers/reveal-controller.ts';
import { icon, icons } from '../icon/icon.ts';
import { LightElement } from '../light-element.ts';
import '../text-block/text-block.css';
import './secret.css';

const SHOWN_MS = 30_000;

/**
 * A secret that is kept elsewhere: asked for by a press, shown for half a minute, gone when the page is hidden.
 * It is in the document only while it is shown. It can be copied without being shown.
 */
@customElement('dw-secret')
export class Secret extends LightElement {
  readonly #reveal = new RevealController<string>(this, () => this.reveal(), SHOWN_MS);

  /** What it is: "primary key". */
  @property() label = '';
  @property({ attribute: false }) reveal: () => Promise<string> = () => Promise.resolve('');
  /** A text of several lines, such as a file: in a box, with what it holds said while it is hidden. */
  @property() block: string | undefined;

  #acts(): TemplateResult {
    const { label } = this;
    const { shown } = this.#reveal;
    const name = shown === undefined ? words.showSecret(label) : words.hideSecret(label);
    return html`<button
        class="btn ghost small icon"
        type="button"
        aria-pressed=${shown !== undefined}
        aria-label=${words.showSecret(label)}
        data-tip=${name}
        @click=${() => void this.#reveal.toggle()}
      >
        ${icon(shown === undefined ? icons.show : icons.hide)}
      </button>
      <dw-copy secret .label=${label} .read=${() => this.reveal()}></dw-copy>`;
  }

  #failure(): TemplateResult | typeof nothing {
    return this.#reveal.failed
      ? html`<span class="secret-failed" role="status">${words.secretNotRead}</span>`
      : nothing;
  }

  #box(hiddenText: string): TemplateResult {
    const { label } = this;
    const { shown } = this.#reveal;
    const text = shown ?? html`<span class="secret-veiled">${hiddenText}</span>`;
    return html`<div class="text-block">
        <pre class="text-block-text mono" tabindex="0" role="group" aria-label=${label}>${text}</pre>
        <span class="text-block-acts">${this.#acts()}</span>
      </div>
      ${this.#failure()}`;
  }

  override render(): TemplateResult {
    if (this.block !== undefined) return this.#box(this.block);
    const dots = html`<span class="secret-dots" aria-hidden="true">••••••••</span
      ><span class="sr">${words.hiddenSecret}</span>`;
    return html`<span class="secret-text mono">${this.#reveal.shown ?? dots}</span>
      <span class="secret-acts">${this.#acts()}</span>${this.#failure()}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-secret': Secret;
  }
}
