import { html, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { uiShellWords as words } from '#core/words/en/ui-shell';
import type { Notice } from '#app/stores/notices';
import type { StoreController } from '../../controllers/store-controller.ts';
import '../../elements/button/button.ts';
import { icon, icons } from '../../elements/icon/icon.ts';
import { mistakeNotice } from '../findings/mistake-notice.ts';
import { View } from '../view.ts';
import './notices-view.css';

/** What went wrong, has no place of its own and has not been read yet: at the foot of what is in sight. */
@customElement('dw-notices-view')
export class NoticesView extends View {
  #standing!: StoreController<readonly Notice[]>;

  protected override begin(): void {
    this.#standing = this.follow(this.app.notices.standing);
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

  override render(): TemplateResult | typeof nothing {
    const standing = this.#standing.value;
    if (standing.length === 0) return nothing;
    return html`<section class="notices" aria-label=${words.notices}>
      ${repeat(
        standing,
        (one) => one.id,
        (one) => this.#row(one),
      )}
    </section>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-notices-view': NoticesView;
  }
}
