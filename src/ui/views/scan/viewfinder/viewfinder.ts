import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { FoundCode } from '#core/ports/code-reader';
import { uiViewfinderWords as words } from '#core/words/en/ui-viewfinder';
import { createScanner, type Scanner } from '#app/stores/scanner';
import type { ScannerState } from '#app/stores/scanner-state';
import { FocusController } from '../../../controllers/focus-controller.ts';
import type { StoreController } from '../../../controllers/store-controller.ts';
import '../../../elements/button/button.ts';
import { icon, icons } from '../../../elements/icon/icon.ts';
import { problemNotice } from '../../findings/problem-notice.ts';
import { View } from '../../view.ts';
import { VideoScreen } from './video-screen.ts';
import './viewfinder.css';
import { hasFewControls, quietAdvice, viewfinderControls } from './viewfinder-controls.ts';

/** What a camera sees: at least one code, each text once in two seconds. */
export interface CodesFound {
  readonly codes: readonly FoundCode[];
}

/**
 * The camera's picture, in which codes are looked for. It is turned on by a press, stops while the element is inactive or
 * out of sight, and starts again when it comes back. Event: `dw-found` with `CodesFound`.
 */
@customElement('dw-viewfinder')
export class Viewfinder extends View {
  #scanner!: Scanner;
  #state!: StoreController<ScannerState>;
  /** While the scanner shows its picture here. */
  #detach: (() => void) | undefined;

  /** Nothing is shown, and the camera is off, while it is not. */
  @property({ type: Boolean }) active = false;
  /** Codes come in, and how far they are is told elsewhere: nobody has to hear how to begin. */
  @property({ type: Boolean }) busy = false;

  protected override begin(): void {
    new FocusController(this, () => this.querySelector('[data-focus]'));
    this.#scanner = this.app.keep(createScanner);
    this.#state = this.follow(this.#scanner.state);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('visibilitychange', this.#follow);
    // What was taken out and put back has its picture still, and nothing that would render it.
    this.#follow();
  }

  override disconnectedCallback(): void {
    document.removeEventListener('visibilitychange', this.#follow);
    this.#follow();
    super.disconnectedCallback();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    // Before its picture is taken away.
    if (changed.has('active') && !this.active) this.#follow();
  }

  protected override updated(): void {
    this.#follow();
  }

  #follow = (): void => {
    const video = this.querySelector('video');
    const marks = this.querySelector<SVGSVGElement>('.viewfinder-marks');
    const isSeen = this.isConnected && this.active && !document.hidden;
    if (!isSeen || video === null || marks === null) {
      this.#detach?.();
      this.#detach = undefined;
    } else {
      this.#detach ??= this.#scanner.attach(new VideoScreen(video, marks), this.#found);
    }
  };

  #found = (codes: readonly FoundCode[]): void => this.raise<CodesFound>('dw-found', { codes });

  #veil(state: ScannerState): TemplateResult | typeof nothing {
    if (state.kind === 'on') return html`<span class="viewfinder-frame"></span>`;
    if (state.kind === 'opening') {
      return html`<div class="viewfinder-veil later">
        <p>${words.opening}</p>
        <button class="btn" type="button" data-focus @click=${() => this.#scanner.turnOff()}>${words.cancel}</button>
      </div>`;
    }
    const text = state.kind === 'off' && state.isTired ? words.tired : words.off;
    return html`<div class="viewfinder-veil">
      <span class="icon-tile">${icon(icons.camera)}</span>
      ${state.kind === 'failed' ? nothing : html`<p>${text}</p>`}
      <button class="btn primary big" type="button" data-focus @click=${() => this.#scanner.turnOn()}>
        ${words.turnOn}
      </button>
    </div>`;
  }

  #below(state: ScannerState): TemplateResult | typeof nothing {
    if (state.kind === 'failed') return html`${problemNotice(state.problem)}`;
    if (state.kind !== 'on') return nothing;
    return viewfinderControls(state, this.#scanner);
  }

  #said(state: ScannerState): unknown {
    if (state.kind !== 'on') return nothing;
    if (state.refused !== undefined) return words.refused[state.refused];
    if (state.isQuiet) return quietAdvice(state);
    return this.busy ? nothing : words.aim;
  }

  override render(): TemplateResult | typeof nothing {
    if (!this.active) return nothing;
    const state = this.#state.value;
    const isMirrored = state.kind === 'on' && state.camera.facesUser;
    const isShort = state.kind === 'on' && !state.isQuiet && hasFewControls(state);
    return html`<section class="viewfinder" aria-label=${words.label}>
      <div class="viewfinder-picture ${state.kind}">
        <div class="viewfinder-scene ${isMirrored ? 'mirrored' : ''}" aria-hidden="true">
          <video playsinline disablepictureinpicture .muted=${true}></video>
          <svg class="viewfinder-marks" preserveAspectRatio="xMidYMid slice"></svg>
        </div>
        ${this.#veil(state)}
      </div>
      ${this.#below(state)}
      <div class="viewfinder-said ${isShort ? 'short' : ''}" role="status">${this.#said(state)}</div>
    </section>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-viewfinder': Viewfinder;
  }
}
