import { html, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Shelf } from '#core/ports/certificate-maker';
import { uiCertificatesWords as words } from '#core/words/en/ui-certificates';
import { certificateOf, type CertificateShelfState } from '#app/stores/certificate-shelf';
import type { StoreController } from '../../controllers/store-controller.ts';
import '../../elements/button/button.ts';
import { emptyState } from '../../elements/empty/empty-state.ts';
import { icon, icons } from '../../elements/icon/icon.ts';
import { notice } from '../../elements/notice/notice.ts';
import { pageHeader } from '../../elements/page-header/page-header.ts';
import { skeleton } from '../../elements/skeleton/skeleton.ts';
import { printRoute, type Route } from '../../routes.ts';
import '../findings/finding-notice.ts';
import { View } from '../view.ts';
import './certificate/certificate-page.ts';
import { certificateDialogs } from './certificate-dialogs.ts';
import { certificateTabs } from './certificate-tabs.ts';
import type { CertificateWish } from './certificate-wish.ts';
import './certificates-view.css';
import './ends/rolling-guide.ts';
import './requests/request-page.ts';
import { certificateShelfOf } from './shared/certificate-shelf-of.ts';

/** The Certificates room: a page of tabs, the page of one certificate, and the dialogs that both ask for. */
@customElement('dw-certificates-view')
export class CertificatesView extends View {
  #shelf!: StoreController<CertificateShelfState>;

  @property({ attribute: false }) route!: Route & { room: 'certificates' };
  @state() private wish: CertificateWish | undefined;

  protected override begin(): void {
    this.#shelf = this.follow(certificateShelfOf(this.app).state);
    this.addEventListener('dw-certificate-wish', (event) => {
      this.wish = (event as CustomEvent<CertificateWish>).detail;
    });
  }

  #tabs(shelf: Shelf): TemplateResult {
    const { tab } = this.route;
    return html`${this.#header()}${certificateTabs(shelf, tab, (next) =>
      this.router.replace({ room: 'certificates', tab: next, id: undefined }),
    )}`;
  }

  #header(): TemplateResult {
    return pageHeader({ heading: words.title, sentence: words.sentence });
  }

  /** The tab says of what the page is. */
  #page(shelf: Shelf, id: string): TemplateResult {
    if (this.route.tab === 'requests') {
      const request = shelf.requests.find((one) => one.id === id);
      return request === undefined ? this.#gone() : html`<dw-request-page .request=${request}></dw-request-page>`;
    }
    if (this.route.tab === 'ends') {
      const guide = shelf.guides.find((one) => one.id === id);
      if (guide === undefined) return this.#gone();
      return html`<dw-rolling-guide .guide=${guide} .shelf=${shelf}></dw-rolling-guide>`;
    }
    const certificate = certificateOf(shelf, id);
    if (certificate === undefined) return this.#gone();
    return html`<dw-certificate-page .certificate=${certificate} .shelf=${shelf} tab=${this.route.tab}></dw-certificate-page>`;
  }

  #gone(): TemplateResult {
    const { heading, text, back } = words.gone;
    const { tab } = this.route;
    return html`<h1 class="sr" tabindex="-1">${heading}</h1>
      ${emptyState({
        icon: icons.certificate,
        heading,
        text,
        actions: html`<a class="btn" href=${printRoute({ room: 'certificates', tab, id: undefined })}>${back}</a>`,
      })}`;
  }

  #failed({ finding }: CertificateShelfState & { kind: 'failed' }): TemplateResult {
    const retry = html`<button class="btn" type="button" @click=${() => certificateShelfOf(this.app).retry()}>
      ${icon(icons.refresh)}${words.authorities.retry}
    </button>`;
    if (finding !== undefined) {
      return html`<dw-finding-notice .finding=${finding} .more=${retry}></dw-finding-notice>`;
    }
    return notice({ tone: 'err', title: words.authorities.notRead, actions: retry });
  }

  override render(): TemplateResult {
    const now = this.#shelf.value;
    const { id } = this.route;
    // The page of one certificate has a heading of its own, which comes with it.
    if (now.kind === 'loading')
      return html`${id === undefined ? this.#header() : skeleton('title')}${skeleton('row', 4)}`;
    if (now.kind === 'failed') return html`${this.#header()}${this.#failed(now)}`;
    const { shelf } = now;
    return html`${id === undefined ? this.#tabs(shelf) : this.#page(shelf, id)}
    ${certificateDialogs(shelf, this.wish, () => (this.wish = undefined))}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-certificates-view': CertificatesView;
  }
}
