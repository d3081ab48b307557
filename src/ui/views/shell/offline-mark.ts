import { html, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { uiShellWords as words } from '#core/words/en/ui-shell';
import type { OfflineState } from '#core/ports/installation';
import type { StoreController } from '../../controllers/store-controller.ts';
import { icon, icons } from '../../elements/icon/icon.ts';
import { View } from '../view.ts';
import './offline-mark.css';

const MARKS: Readonly<Partial<Record<OfflineState['kind'], string>>> = {
  ready: words.offline.ready,
  'other-program': words.offline.ready,
  'update-waiting': words.offline.updateWaiting,
  'updated-elsewhere': words.offline.updatedElsewhere,
};

/** At the foot of the rail: that the app works offline, or that a newer version is to be had. Leads to more about it. */
@customElement('dw-offline-mark')
export class OfflineMark extends View {
  #kind!: StoreController<OfflineState, OfflineState['kind']>;

  protected override begin(): void {
    this.#kind = this.follow(this.app.services.installation.offline, ({ kind }) => kind);
  }

  override render(): TemplateResult | typeof nothing {
    const kind = this.#kind.value;
    const text = MARKS[kind];
    if (text === undefined) return nothing;
    return html`<button class="offline-mark" type="button" @click=${() => this.context.dialog.set('about')}>
      ${icon(text === words.offline.ready ? icons.circleCheck : icons.refresh)}<span>${text}</span>
    </button>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-offline-mark': OfflineMark;
  }
}
