import { html, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Shelf } from '#core/ports/certificate-maker';
import { uiCertificatesWords } from '#core/words/en/ui-certificates';
import { makeAuthorityTree } from '#app/stores/authority-tree';
import '../../../elements/button/button.ts';
import { card } from '../../../elements/card/card.ts';
import { emptyState } from '../../../elements/empty/empty-state.ts';
import { icon, icons } from '../../../elements/icon/icon.ts';
import { View } from '../../view.ts';
import type { CertificateWish } from '../certificate-wish.ts';
import { authorityTree } from './authority-tree.ts';

const words = uiCertificatesWords.authorities;

/** The authorities that are kept, as they signed one another. Raises `dw-certificate-wish`. */
@customElement('dw-certificate-authorities')
export class CertificateAuthorities extends View {
  @property({ attribute: false }) shelf!: Shelf;

  #wish(wish: CertificateWish): void {
    this.raise<CertificateWish>('dw-certificate-wish', wish);
  }

  #acts(): TemplateResult {
    return html`<button class="btn" type="button" @click=${() => this.#wish({ kind: 'import' })}>
        ${icon(icons.upload)}${words.import}
      </button>
      <button class="btn primary" type="button" @click=${() => this.#wish({ kind: 'make-root' })}>
        ${icon(icons.plus)}${words.makeRoot}
      </button>`;
  }

  override render(): TemplateResult {
    const tree = makeAuthorityTree(this.shelf);
    if (tree.length === 0) {
      const { emptyHeading: heading, emptyText: text } = words;
      return card({ body: emptyState({ icon: icons.authority, heading, text, actions: this.#acts() }) });
    }
    return html`<div class="toolbar">
        <p class="muted">${words.intro}</p>
        <div class="actions">${this.#acts()}</div>
      </div>
      ${card({ flush: true, body: authorityTree(tree, this.app.services.clock.now(), (wish) => this.#wish(wish)) })}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-certificate-authorities': CertificateAuthorities;
  }
}
