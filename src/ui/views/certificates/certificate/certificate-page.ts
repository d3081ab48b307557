import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { hasExportableKey, isGroupAuthority } from '#core/certificate-export/outputs-of';
import type { KeptCertificate, Shelf } from '#core/ports/certificate-maker';
import { lifeOf } from '#core/rolling/certificate-life';
import { kindsFor } from '#core/rolling/rolling-steps';
import { uiCertificatePageWords as words } from '#core/words/en/ui-certificate-page';
import { uiCertificatesWords } from '#core/words/en/ui-certificates';
import type { CertificateChoice } from '#app/stores/certificate-choice';
import { certificateOf } from '#app/stores/certificate-shelf';
import { useOf, type CertificateUse } from '#app/stores/certificate-use';
import { TickController } from '../../../controllers/tick-controller.ts';
import '../../../elements/button/button.ts';
import { icon, icons } from '../../../elements/icon/icon.ts';
import { menuButton, type MenuItem } from '../../../elements/menu/menu-button.ts';
import { pageHeader } from '../../../elements/page-header/page-header.ts';
import { status } from '../../../elements/status/status.ts';
import { tag } from '../../../elements/tag/tag.ts';
import { printRoute, type CertificateTab } from '../../../routes.ts';
import { View } from '../../view.ts';
import type { CertificateWish } from '../certificate-wish.ts';
import { certificateRoute } from '../shared/certificate-link.ts';
import { lifeWords } from '../shared/life-words.ts';
import { deviceChoiceOf, startAsDevice } from '../shared/start-as-device.ts';
import { chainCard, factsCard, keyCard, validityCard } from './certificate-facts.ts';
import './certificate-page.css';
import './cloud-proof-card.ts';
import './enroll-card.ts';
import './issuance-log.ts';
import './outputs-card.ts';
import './proof-card.ts';
import './remove-certificate.ts';
import { useCard } from './use-card.ts';

const MINUTE_MS = 60_000;

/** The page of one certificate, whatever it is for. Raises `dw-certificate-wish`. */
@customElement('dw-certificate-page')
export class CertificatePage extends View {
  @property({ attribute: false }) certificate!: KeptCertificate;
  @property({ attribute: false }) shelf!: Shelf;
  /** The tab that leads back. */
  @property() tab: CertificateTab = 'authorities';
  @state() private removing = false;
  @state() private starting = false;

  protected override begin(): void {
    // So that what is said of its life stays true.
    new TickController(this, MINUTE_MS);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.get('certificate') !== undefined && changed.get('certificate')?.id !== this.certificate.id) {
      this.removing = false;
    }
  }

  #wish(wish: CertificateWish): void {
    this.raise<CertificateWish>('dw-certificate-wish', wish);
  }

  #show(id: string): void {
    const certificate = certificateOf(this.shelf, id);
    if (certificate !== undefined && id !== this.certificate.id) this.router.go(certificateRoute(certificate));
  }

  /** Whether it is an authority whose key is here. */
  get #canSign(): boolean {
    return isGroupAuthority(this.certificate) && this.certificate.key.kind !== 'elsewhere';
  }

  #menu(name: string): TemplateResult {
    const signing = this.#canSign ? [...this.#signingItems(), 'line' as const] : [];
    const remove = { label: words.remove.act, icon: icons.remove, danger: true, run: () => (this.removing = true) };
    const items = [...signing, ...this.#rollingItems(), ...this.#sendItems(), 'line' as const, remove];
    return menuButton({ id: 'certificate-menu', label: words.menu(name), icon: icons.more, items });
  }

  #signingItems(): readonly MenuItem[] {
    const { id, facts } = this.certificate;
    const { makeIntermediate, signRequest } = uiCertificatesWords.authorities;
    const intermediate = (): void => this.#wish({ kind: 'make-intermediate', authorityId: id });
    const request = (): void => this.#wish({ kind: 'sign-request', authorityId: id });
    return [
      // One that signs devices only has none below it.
      ...(facts.pathLength === 0 ? [] : [{ label: makeIntermediate, icon: icons.layers, run: intermediate }]),
      { label: signRequest, icon: icons.pencil, run: request },
    ];
  }

  #rollingItems(): readonly MenuItem[] {
    const { id, role } = this.certificate;
    const renew = { label: words.renew, icon: icons.refresh, run: () => this.#renew() };
    const roll = { label: words.roll, icon: icons.list, run: () => this.#wish({ kind: 'roll', certificateId: id }) };
    return kindsFor(role).length === 0 ? [renew] : [renew, roll];
  }

  #sendItems(): readonly MenuItem[] {
    const { certificate } = this;
    if (!hasExportableKey(certificate)) return [];
    const subject = { kind: 'certificate', id: certificate.id } as const;
    const run = (): void => this.router.go({ room: 'scan', tab: 'transfer', subject });
    return [{ label: words.sendAcross, icon: icons.send, run }];
  }

  #renew(): void {
    this.#wish({ kind: 'renew', certificateId: this.certificate.id });
  }

  /** One primary act: to renew what is due, else to sign with what can, or to start what it is for. */
  #acts(isDue: boolean): TemplateResult {
    const { id } = this.certificate;
    const make = html`<button
      class="btn ${isDue ? '' : 'primary'}"
      type="button"
      @click=${() => this.#wish({ kind: 'make-device', authorityId: id })}
    >
      ${icon(icons.plus)}${uiCertificatesWords.authorities.makeDevice}
    </button>`;
    const renew = html`<button class="btn primary" type="button" @click=${() => this.#renew()}>
      ${icon(icons.refresh)}${words.renew}
    </button>`;
    return html`${this.#canSign ? make : nothing}${this.#start(isDue)}${isDue ? renew : nothing}`;
  }

  #start(isDue: boolean): TemplateResult | typeof nothing {
    const choice = deviceChoiceOf(this.certificate, this.shelf);
    if (choice === undefined) return nothing;
    return html`<button
      class="btn ${isDue ? '' : 'primary'}"
      type="button"
      aria-busy=${this.starting ? 'true' : nothing}
      @click=${() => void this.#startDevice(choice)}
    >
      ${icon(icons.play)}${uiCertificatesWords.startDevice}
    </button>`;
  }

  async #startDevice(choice: CertificateChoice): Promise<void> {
    if (this.starting) return;
    this.starting = true;
    await startAsDevice(this.context, choice);
    this.starting = false;
  }

  #header(name: string, now: number, { replacedBy }: CertificateUse): TemplateResult {
    const { certificate, tab } = this;
    const { role, facts, pair } = certificate;
    const { kind, word } = lifeWords(facts, now);
    // One whose place is taken already needs no next one.
    const isDue = replacedBy === undefined && ['soon', 'ended'].includes(lifeOf(facts, now).state);
    return pageHeader({
      heading: name,
      mono: !isGroupAuthority(certificate),
      crumb: {
        label: uiCertificatesWords.tabs[tab],
        href: printRoute({ room: 'certificates', tab, id: undefined }),
      },
      status: html`<span class="certificate-status"
        >${status(kind, word)}<span>${uiCertificatesWords.roles[role]}</span>${
          pair === undefined ? nothing : tag(uiCertificatesWords.slots[pair.slot])
        }</span
      >`,
      actions: html`${this.#acts(isDue)}${this.#menu(name)}`,
    });
  }

  /** Ways to make it known to a service: by its key where it is an authority, as it is where it signs itself. */
  #proofs(): TemplateResult | typeof nothing {
    const { certificate, shelf } = this;
    if (certificate.role === 'self-signed') {
      return html`<dw-enroll-card .certificate=${certificate} .shelf=${shelf}></dw-enroll-card>`;
    }
    if (!this.#canSign) return nothing;
    return html`<div class="certificate-proofs">
      <dw-proof-card .authority=${certificate}></dw-proof-card>
      <dw-cloud-proof-card .authority=${certificate}></dw-cloud-proof-card>
    </div>`;
  }

  override render(): TemplateResult {
    const { certificate, shelf } = this;
    const { facts } = certificate;
    const now = this.app.services.clock.now();
    const name = facts.commonName || facts.subjectName;
    // What signs itself has no chain to be shown.
    const isAlone = facts.issuerName === facts.subjectName;
    const use = useOf(certificate, shelf);
    return html`${this.#header(name, now, use)}
      ${isAlone ? nothing : chainCard(certificate, shelf, now, (id) => this.#show(id))}
      <div class="certificate-overview">
        ${factsCard(certificate)}
        <div class="certificate-side">
          ${validityCard(certificate, now)}${keyCard(certificate)}${useCard(use, shelf)}
        </div>
      </div>
      ${this.#proofs()}
      <dw-certificate-outputs .certificate=${certificate} .shelf=${shelf}></dw-certificate-outputs>
      ${
        isGroupAuthority(certificate)
          ? html`<dw-issuance-log .authority=${certificate} .shelf=${shelf}></dw-issuance-log>`
          : nothing
      }
      <dw-remove-certificate-dialog
        .certificate=${certificate}
        .shelf=${shelf}
        .open=${this.removing}
        @dw-close=${() => (this.removing = false)}
      ></dw-remove-certificate-dialog>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-certificate-page': CertificatePage;
  }
}
