import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Clock, Timer } from '#core/ports/clock';
import type { QrMatrix } from '#core/ports/qr-drawer';
import type { KeepScreenAwake } from '#core/ports/screen-wake';
import { qrPath, sideWithQuietZone } from '#core/qr/print-svg';
import { uiTransferWords } from '#core/words/en/ui-transfer';
import '../../../elements/button/button.ts';
import { icon, icons } from '../../../elements/icon/icon.ts';
import { LightElement } from '../../../elements/light-element.ts';

const words = uiTransferWords.shown;

/** One more than the largest number of a code. */
const NUMBERS = 2 ** 32;

/**
 * Shows codes one after the other, as they are drawn: dark on light in both themes, for cameras. While it is shown the
 * screen stays on. Where somebody wants less motion it waits for a press, for the motion is the content. Another
 * `draw` begins it anew.
 */
@customElement('dw-code-player')
export class CodePlayer extends LightElement {
  #timer: Timer | undefined;
  #letSleep: (() => void) | undefined;
  /** Counts up with whatever is begun anew, so that a code that is drawn late is known. */
  #round = 0;
  #number = 0;

  @property({ attribute: false }) draw!: (number: number) => Promise<QrMatrix>;
  @property({ attribute: false }) clock!: Clock;
  @property({ attribute: false }) keepScreenAwake!: KeepScreenAwake;
  /** One is a code that stands still. */
  @property({ type: Number }) pieces = 1;
  /** Codes a second. */
  @property({ type: Number }) pace = 8;
  @state() private matrix: QrMatrix | undefined;
  @state() private isPlaying = !matchMedia('(prefers-reduced-motion: reduce)').matches;
  @state() private hasFailed = false;
  @state() private isFullScreen = false;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#letSleep = this.keepScreenAwake();
    this.addEventListener('fullscreenchange', this.#noteFullScreen);
  }

  override disconnectedCallback(): void {
    this.#stop();
    this.#letSleep?.();
    this.removeEventListener('fullscreenchange', this.#noteFullScreen);
    super.disconnectedCallback();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('draw')) this.#begin();
  }

  #noteFullScreen = (): void => {
    this.isFullScreen = document.fullscreenElement !== null;
  };

  #begin(): void {
    this.#stop();
    this.#number = 0;
    void this.#show();
  }

  #stop(): void {
    this.#round += 1;
    this.#timer?.cancel();
  }

  /** The next one is due when this one is asked for, so that drawing takes nothing from the pace. */
  async #show(): Promise<void> {
    const round = this.#round;
    if (this.isPlaying && this.pieces > 1) this.#timer = this.clock.after(1000 / this.pace, () => this.#goOn());
    try {
      const matrix = await this.draw(this.#number);
      if (round === this.#round) this.matrix = matrix;
    } catch {
      this.#stop();
      this.hasFailed = true;
    }
  }

  #goOn(): void {
    this.#number = (this.#number + 1) % NUMBERS;
    void this.#show();
  }

  #toggle(): void {
    this.isPlaying = !this.isPlaying;
    this.#timer?.cancel();
    if (this.isPlaying) this.#goOn();
  }

  #toggleFullScreen(): void {
    const change = this.isFullScreen
      ? document.exitFullscreen()
      : this.querySelector('.code-stage')?.requestFullscreen();
    // A browser that does not want to leaves everything as it is.
    change?.catch(() => undefined);
  }

  #image(matrix: QrMatrix): TemplateResult {
    const side = sideWithQuietZone(matrix);
    return html`<svg
      class="code-image"
      viewBox="0 0 ${side} ${side}"
      role="img"
      aria-label=${this.pieces > 1 ? words.codes : words.code}
      shape-rendering="crispEdges"
      data-number=${this.#number}
    >
      <path d=${qrPath(matrix)}></path>
    </svg>`;
  }

  #acts(): TemplateResult {
    const fullScreen = this.isFullScreen ? words.leaveFullScreen : words.fullScreen;
    return html`<div class="code-acts">
      ${
        this.pieces > 1
          ? html`<button class="btn" type="button" @click=${() => this.#toggle()}>
              ${icon(this.isPlaying ? icons.pause : icons.play)}${this.isPlaying ? words.pause : words.play}
            </button>`
          : nothing
      }
      ${
        document.fullscreenEnabled
          ? html`<button class="btn" type="button" @click=${() => this.#toggleFullScreen()}>
              ${icon(this.isFullScreen ? icons.close : icons.fullScreen)}${fullScreen}
            </button>`
          : nothing
      }
    </div>`;
  }

  override render(): TemplateResult {
    return html`<div class="code-stage">
      <div class="code-place">${this.matrix === undefined ? nothing : this.#image(this.matrix)}</div>
      ${this.hasFailed ? html`<p class="field-error" role="alert">${words.notDrawn}</p>` : nothing} ${this.#acts()}
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-code-player': CodePlayer;
  }
}
