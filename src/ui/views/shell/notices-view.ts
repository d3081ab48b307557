import { html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { uiShellWords as words } from '#core/words/en/ui-shell';
import type { OfflineState } from '#core/ports/installation';
import type { Notice } from '#app/stores/notices';
import type { StoreController } from '../../controllers/store-controller.ts';
import '../../elements/button/button.ts';
import { icon, icons } from '../../elements/icon/icon.ts';
import { mistakeNotice } from '../findings/mistake-notice.ts';
import { View } from '../view.ts';
import './notices-view.css';

/** What went wrong or has changed, has no place of its own and has not been read yet: at the foot of what is in sight. */
@customElement('dw-notices-view')
export class NoticesView extends View {
  #standing!: StoreController<readonly Notice[]>;
  #offline!: StoreController<OfflineState, OfflineState['kind']>;

  /** What the user has put off stays so until something else is to be said. */
  @state() private putOff: OfflineState['kind'] | undefined;

  protected override begin(): void {
    this.#standing = this.follow(this.app.notices.standing);
    this.#offline = this.follow(this.app.services.installation.offline, ({ kind }) => kind);
  }

  #dismiss(one: Notice): TemplateResult {
    return html`<button class="btn ghost small" type="button" @click=${() => this.app.notices.dismiss(one.id)}>
      ${icon(icons.close)}${words.dismiss}
    </button>`;
  }

  #row(one: Notice): TemplateResult {
    if (one.kind === 'mistake') return mistakeNotice(one.report, this.#dismiss(one));
    void import('../findings/finding-notice.ts');
    return html`<dw-finding-notice announce .finding=${one.finding} .more=${this.#dismiss(one)}></dw-finding-notice>`;
  }

  /** What is to be said of this page's version, in a few words. */
  #versionTitle(): string | undefined {
    const kind = this.#offline.value;
    if (kind === this.putOff) return undefined;
    if (kind === 'update-waiting') return words.offline.updateWaiting;
    if (kind === 'updated-elsewhere') return words.offline.updatedElsewhere;
    return kind === 'other-program' ? words.offline.otherProgram(new URL(this.app.services.origin).host) : undefined;
  }

  #versionNotice(): TemplateResult {
    void import('./installation-notice.ts');
    return html`<dw-installation-notice
      @dw-later=${() => (this.putOff = this.#offline.value)}
    ></dw-installation-notice>`;
  }

  override render(): TemplateResult {
    const standing = this.#standing.value;
    const title = this.#versionTitle();
    const shown = html`<section class="notices" aria-label=${words.notices}>
      ${repeat(
        standing,
        (one) => one.id,
        (one) => this.#row(one),
      )}
      ${title === undefined ? nothing : this.#versionNotice()}
    </section>`;
    return html`${standing.length === 0 && title === undefined ? nothing : shown}
      <p class="sr" role="status">${title ?? nothing}</p>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-notices-view': NoticesView;
  }
}
