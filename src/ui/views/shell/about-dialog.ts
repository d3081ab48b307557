import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import {
  describeOffline,
  INSTALL_STEPS,
  STORAGE_WORDS,
  uiOfflineWords as words,
  type StandingWords,
} from '#core/words/en/ui-offline';
import type { Installation, InstallState, OfflineState, StorageState } from '#core/ports/installation';
import type { DeviceListState } from '#app/stores/device-list';
import type { StoreController } from '../../controllers/store-controller.ts';
import '../../elements/button/button.ts';
import { dialog } from '../../elements/dialog/dialog.ts';
import { icon, icons } from '../../elements/icon/icon.ts';
import { status, type StatusKind } from '../../elements/status/status.ts';
import type { DialogName } from '../../services-context.ts';
import { View } from '../view.ts';
import './about-dialog.css';
import { runningNames, sameNames } from './running-names.ts';

const MARKS: Readonly<Record<OfflineState['kind'], StatusKind>> = {
  unknown: 'busy',
  unsupported: 'never',
  preparing: 'busy',
  'not-kept': 'failed',
  ready: 'online',
  'update-waiting': 'waiting',
  updating: 'busy',
  'updated-elsewhere': 'waiting',
  'other-program': 'waiting',
  removed: 'off',
};

/** States in which loading the page again is the next step. */
const RELOADS: ReadonlySet<OfflineState['kind']> = new Set(['not-kept', 'updated-elsewhere', 'removed']);
/** States without a copy that could be removed. */
const NOTHING_KEPT: ReadonlySet<OfflineState['kind']> = new Set(['unknown', 'unsupported', 'removed', 'updating']);

/** Which version this is, whether it works offline, how to install it, and whether the browser keeps what it saved. */
@customElement('dw-about-dialog')
export class AboutDialog extends View {
  #open!: StoreController<DialogName | undefined, boolean>;
  #offline!: StoreController<OfflineState>;
  #install!: StoreController<InstallState>;
  #storage!: StoreController<StorageState>;
  #running!: StoreController<DeviceListState, readonly string[]>;
  #shown = false;

  protected override begin(): void {
    const { offline, install, storage } = this.#installation;
    this.#open = this.follow(this.context.dialog, (name) => name === 'about');
    this.#offline = this.follow(offline);
    this.#install = this.follow(install);
    this.#storage = this.follow(storage);
    this.#running = this.follow(this.app.devices.state, runningNames, sameNames);
  }

  get #installation(): Installation {
    return this.app.services.installation;
  }

  protected override updated(_changed: PropertyValues): void {
    const open = this.#open.value;
    if (open && !this.#shown) void this.#installation.look();
    this.#shown = open;
  }

  async #remove(): Promise<void> {
    await this.app.run(() => this.#installation.forget());
    await this.updateComplete;
    // The button that was pressed is gone.
    this.querySelector<HTMLElement>('#about-offline')?.focus();
  }

  #heading(): TemplateResult {
    const state = this.#offline.value;
    const build = state.kind === 'ready' ? state.build : undefined;
    return html`<div class="about-app">
      <span class="about-mark">${icon(icons.brand)}</span>
      <div>
        <p class="about-name">${words.appName}</p>
        <p class="muted small">
          ${build === undefined ? words.versionAlone(this.app.services.about.version) : words.version(build)}
        </p>
      </div>
    </div>`;
  }

  #standing(mark: StatusKind, { word, sentence, remedy }: StandingWords, more?: string): TemplateResult {
    return html`<div class="about-standing" role="status">
      <p>${status(mark, word)}</p>
      <p class="muted">${[sentence, more, remedy].filter((part) => part !== undefined).join(' ')}</p>
    </div>`;
  }

  #offlinePart(): TemplateResult {
    const state = this.#offline.value;
    const waiting = state.kind === 'update-waiting';
    const reloads = waiting || RELOADS.has(state.kind);
    const names = this.#running.value;
    const reload = waiting ? this.#installation.update : this.#installation.reload;
    return html`<section class="about-part">
      <h3 id="about-offline" tabindex="-1">${words.offline}</h3>
      ${this.#standing(
        MARKS[state.kind],
        describeOffline(state),
        waiting && state.build !== undefined ? words.waiting(state.build) : undefined,
      )}
      ${reloads && names.length > 0 ? html`<p class="muted">${words.wouldStop(names)}</p>` : nothing}
      ${this.#offlineActions(reloads ? reload : undefined, !NOTHING_KEPT.has(state.kind))}
    </section>`;
  }

  #offlineActions(reload: (() => void) | undefined, isKept: boolean): TemplateResult | typeof nothing {
    if (reload === undefined && !isKept) return nothing;
    return html`<div class="actions">
        ${
          reload === undefined
            ? nothing
            : html`<button class="btn primary" type="button" @click=${reload}>${words.reloadNow}</button>`
        }
        ${isKept ? this.#removeButton() : nothing}
      </div>
      ${isKept ? html`<p class="muted small" id="about-remove-hint">${words.removeHint}</p>` : nothing}`;
  }

  #removeButton(): TemplateResult {
    return html`<button
      class="btn"
      type="button"
      aria-describedby="about-remove-hint"
      @click=${() => void this.#remove()}
    >
      ${icon(icons.remove)}${words.remove}
    </button>`;
  }

  #installPart(): TemplateResult | typeof nothing {
    const state = this.#install.value;
    const offline = this.#offline.value;
    // Where no copy can be kept, no app can be installed either.
    const isImpossible = offline.kind === 'unsupported' && offline.reason === 'browser';
    if (state.kind === 'installed' || isImpossible) return nothing;
    const press = (): void => void this.app.run(() => this.#installation.promptInstall());
    return html`<section class="about-part">
      <h3>${words.install}</h3>
      <p class="muted">${words.installText}</p>
      ${
        state.kind === 'offered'
          ? html`<div class="actions">
              <button class="btn" type="button" @click=${press}>${icon(icons.download)}${words.installButton}</button>
            </div>`
          : this.#steps(INSTALL_STEPS[state.browser])
      }
    </section>`;
  }

  #steps(steps: readonly string[]): TemplateResult {
    if (steps.length === 1) return html`<p class="muted">${steps}</p>`;
    return html`<ol class="about-steps">
      ${steps.map((step) => html`<li>${step}</li>`)}
    </ol>`;
  }

  #storagePart(): TemplateResult {
    const state = this.#storage.value;
    const standing = STORAGE_WORDS[state];
    const install = this.#install.value;
    const isSafari = install.kind === 'by-hand' && install.browser.startsWith('safari');
    const ask = (): void => void this.app.run(() => this.#installation.keepStorage());
    return html`<section class="about-part">
      <h3>${words.storage}</h3>
      <p class="muted">${words.saved}</p>
      ${standing === undefined ? nothing : this.#standing(state === 'kept' ? 'online' : 'waiting', standing)}
      ${isSafari && state !== 'kept' ? html`<p class="muted">${words.safariLimit}</p>` : nothing}
      ${
        state === 'may-be-cleared'
          ? html`<div class="actions">
              <button class="btn" type="button" @click=${ask}>${icon(icons.shield)}${words.keepStorage}</button>
            </div>`
          : nothing
      }
    </section>`;
  }

  override render(): TemplateResult {
    const close = (): void => this.context.dialog.set(undefined);
    return dialog({
      id: 'about-dialog',
      open: this.#open.value,
      heading: words.heading,
      body: () => html`${this.#heading()}${this.#offlinePart()}${this.#installPart()}${this.#storagePart()}`,
      footer: () => html`<button class="btn" type="button" @click=${close}>${words.close}</button>`,
      onClose: close,
    });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-about-dialog': AboutDialog;
  }
}
