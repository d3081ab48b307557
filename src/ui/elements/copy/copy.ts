import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { uiElementsWords as words } from '#core/words/en/ui-elements';
import '../button/button.ts';
import { icon, icons } from '../icon/icon.ts';
import { LightElement } from '../light-element.ts';
import './copy.css';

/** What a copy button asks for. Whoever answers does the writing; unanswered, the element does it itself. */
export interface CopyRequest {
  readonly text: string;
  /** The text is a key, a token or the like. */
  readonly secret: boolean;
  readonly answer: (written: Promise<void>) => void;
}

const SAID_MS = 2000;

/**
 * A button that copies one value and says whether it worked.
 * Event: `dw-copy` with a `CopyRequest`, bubbling: one listener at the root serves all.
 */
@customElement('dw-copy')
export class CopyButton extends LightElement {
  #timer = 0;

  @state() private status: 'rest' | 'copied' | 'failed' = 'rest';

  @property({ attribute: false }) text = '';
  /** Asked at the press instead of `text`, for what must not be in the page before. */
  @property({ attribute: false }) read: (() => string | Promise<string>) | undefined;
  /** What is copied, as in "Copy device ID". */
  @property() label = '';
  /** Shows the word beside the icon. */
  @property({ type: Boolean }) worded = false;
  @property({ type: Boolean }) secret = false;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.clearTimeout(this.#timer);
  }

  async #copy(): Promise<void> {
    try {
      await this.#write(this.read === undefined ? this.text : await this.read());
      this.status = 'copied';
    } catch {
      this.status = 'failed';
    }
    window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => (this.status = 'rest'), SAID_MS);
  }

  #write(text: string): Promise<void> {
    let written: Promise<void> | undefined;
    const answer = (promise: Promise<void>): void => void (written = promise);
    this.raise<CopyRequest>('dw-copy', { text, secret: this.secret, answer });
    return written ?? navigator.clipboard.writeText(text);
  }

  override render(): TemplateResult {
    const { label, status, worded } = this;
    const node = { rest: icons.copy, copied: icons.check, failed: icons.close }[status];
    const word = { rest: words.copy, copied: words.copied, failed: words.copyFailed }[status];
    const said = { rest: '', copied: words.copiedNamed(label), failed: words.copyFailedNamed(label) }[status];
    return html`<button
        class="btn ghost small ${worded ? '' : 'icon'} copy-${status}"
        type="button"
        aria-label=${words.copyNamed(label)}
        data-tip=${worded ? nothing : word}
        @click=${() => void this.#copy()}
      >
        ${icon(node)}${worded ? html`<span class="copy-word">${word}</span>` : nothing}</button
      ><span class="sr" role="status">${said}</span>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-copy': CopyButton;
  }
}
