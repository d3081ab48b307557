import { html, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { uiOfflineWords as words } from '#core/words/en/ui-offline';
import { uiShellWords } from '#core/words/en/ui-shell';
import type { OfflineState } from '#core/ports/installation';
import type { DeviceListState } from '#app/stores/device-list';
import type { StoreController } from '../../controllers/store-controller.ts';
import '../../elements/button/button.ts';
import { notice } from '../../elements/notice/notice.ts';
import { View } from '../view.ts';
import { runningNames, sameNames } from './running-names.ts';

/** What the user must know of this page's version, and may put off. Event: `dw-later`. */
@customElement('dw-installation-notice')
export class InstallationNotice extends View {
  #kind!: StoreController<OfflineState, OfflineState['kind']>;
  #running!: StoreController<DeviceListState, readonly string[]>;

  protected override begin(): void {
    this.#kind = this.follow(this.app.services.installation.offline, ({ kind }) => kind);
    this.#running = this.follow(this.app.devices.state, runningNames, sameNames);
  }

  #buttons(now: { label: string; run: () => void }, later: string): TemplateResult {
    return html`<button class="btn primary small" type="button" @click=${now.run}>${now.label}</button>
      <button class="btn ghost small" type="button" @click=${() => this.raise('dw-later', {})}>${later}</button>`;
  }

  /** What reloading takes away; undefined when nothing runs. */
  #cost(): string | undefined {
    const names = this.#running.value;
    return names.length === 0 ? undefined : words.wouldStop(names);
  }

  #newVersion(title: string, explanation: string, reload: () => void): TemplateResult {
    return notice({
      tone: 'info',
      title,
      explanation,
      remedy: this.#cost(),
      actions: this.#buttons({ label: words.reloadNow, run: reload }, words.later),
    });
  }

  async #removeAndReload(): Promise<void> {
    const { installation } = this.app.services;
    const fate = await this.app.run(() => installation.forget());
    if (fate.kind === 'done') installation.reload();
  }

  #otherProgram(): TemplateResult {
    const { explanation, remedy, remove, keep } = words.otherProgram;
    return notice({
      tone: 'warn',
      title: uiShellWords.offline.otherProgram(new URL(this.app.services.origin).host),
      explanation,
      remedy: [remedy, this.#cost()].filter((part) => part !== undefined).join(' '),
      actions: this.#buttons({ label: remove, run: () => void this.#removeAndReload() }, keep),
    });
  }

  override render(): TemplateResult {
    const { installation } = this.app.services;
    const { updateWaiting, updatedElsewhere } = uiShellWords.offline;
    if (this.#kind.value === 'other-program') return this.#otherProgram();
    if (this.#kind.value === 'updated-elsewhere') {
      return this.#newVersion(updatedElsewhere, words.elsewhere.explanation, installation.reload);
    }
    return this.#newVersion(updateWaiting, words.update.explanation, installation.update);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-installation-notice': InstallationNotice;
  }
}
