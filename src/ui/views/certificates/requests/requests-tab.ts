import { html, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { KeptRequest, Shelf } from '#core/ports/certificate-maker';
import { uiCertificatePageWords } from '#core/words/en/ui-certificate-page';
import { uiCertificateRequestsWords as words } from '#core/words/en/ui-certificates-requests';
import '../../../elements/button/button.ts';
import { card } from '../../../elements/card/card.ts';
import { emptyState } from '../../../elements/empty/empty-state.ts';
import { icon, icons } from '../../../elements/icon/icon.ts';
import '../../../elements/relative-time/relative-time.ts';
import { table, type TableColumn } from '../../../elements/table/table.ts';
import { printRoute } from '../../../routes.ts';
import { View } from '../../view.ts';
import type { CertificateWish } from '../certificate-wish.ts';
import './requests.css';

type Column = 'name' | 'purpose' | 'key' | 'made';
const COLUMNS: readonly TableColumn<Column>[] = [
  { id: 'name', heading: words.columns.name, width: 'minmax(10rem, 2fr)', phone: 'title' },
  { id: 'purpose', heading: words.columns.purpose, width: 'minmax(9rem, 1.4fr)', phone: 'meta' },
  { id: 'key', heading: words.columns.key, width: 'minmax(5rem, 1fr)', phone: 'aside' },
  { id: 'made', heading: words.columns.made, width: 'minmax(7rem, auto)', phone: 'aside-meta' },
];

/** Requests whose keys are here, until their certificates come back; and the way to sign one of others. */
@customElement('dw-certificate-requests')
export class CertificateRequestsTab extends View {
  @property({ attribute: false }) shelf!: Shelf;

  #wish(wish: CertificateWish): void {
    this.raise<CertificateWish>('dw-certificate-wish', wish);
  }

  #acts(): TemplateResult {
    return html`<button class="btn" type="button" @click=${() => this.#wish({ kind: 'sign-request' })}>
        ${icon(icons.pencil)}${words.sign}
      </button>
      <button class="btn primary" type="button" @click=${() => this.#wish({ kind: 'make-request' })}>
        ${icon(icons.plus)}${words.make}
      </button>`;
  }

  #row({ commonName, purpose, keyKind, createdAt }: KeptRequest): Record<Column, unknown> {
    return {
      name: html`<bdi class="mono">${commonName}</bdi>`,
      purpose: words.purposes[purpose],
      key: uiCertificatePageWords.facts.keyKinds[keyKind],
      made: html`<dw-relative-time
        .at=${createdAt}
        .now=${() => this.app.services.clock.now()}
      ></dw-relative-time>`,
    };
  }

  override render(): TemplateResult {
    const { requests } = this.shelf;
    if (requests.length === 0) {
      return card({ body: emptyState({ icon: icons.send, ...words.empty, actions: this.#acts() }) });
    }
    return html`<div class="toolbar">
        <p class="muted">${words.intro}</p>
        <div class="actions">${this.#acts()}</div>
      </div>
      ${card({
        heading: words.list,
        flush: true,
        body: table<KeptRequest, Column>({
          label: words.list,
          columns: COLUMNS,
          rows: requests.toReversed(),
          key: ({ id }) => id,
          href: ({ id }) => printRoute({ room: 'certificates', tab: 'requests', id }),
          cells: (request) => this.#row(request),
        }),
      })}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-certificate-requests': CertificateRequestsTab;
  }
}
