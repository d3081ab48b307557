import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { KeptCertificate, Shelf } from '#core/ports/certificate-maker';
import { uiCertificateProofWords } from '#core/words/en/ui-certificate-proof';
import type { NoticeBody } from '#app/stores/notices';
import type { ServerCloudSight } from '#app/stores/server-cloud';
import { enrollPair, type PairCertificates, type PairEnrollment } from '#app/use-cases/enroll-pair';
import type { StoreController } from '../../../controllers/store-controller.ts';
import '../../../elements/button/button.ts';
import { card } from '../../../elements/card/card.ts';
import { icon, icons } from '../../../elements/icon/icon.ts';
import { notice } from '../../../elements/notice/notice.ts';
import { printRoute, type CloudPlace } from '../../../routes.ts';
import { problemNotice } from '../../findings/problem-notice.ts';
import { View } from '../../view.ts';
import { addressAt, localCloudChoice, placeMeant } from './local-cloud-choice.ts';
import './proof-card.css';

const words = uiCertificateProofWords.enroll;

/** Enrolls a device whose certificates sign themselves in a local cloud, by one press. */
@customElement('dw-enroll-card')
export class EnrollCard extends View {
  #server!: StoreController<ServerCloudSight>;

  @property({ attribute: false }) certificate!: KeptCertificate;
  @property({ attribute: false }) shelf!: Shelf;
  @state() private chosen: CloudPlace | undefined;
  @state() private busy = false;
  @state() private outcome: { readonly enrollment: PairEnrollment; readonly place: CloudPlace } | undefined;
  @state() private problem: NoticeBody | undefined;

  protected override begin(): void {
    this.#server = this.follow(this.app.serverCloud.sight);
    void this.app.serverCloud.ask();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get('certificate');
    if (before === undefined || before.id === this.certificate.id) return;
    this.outcome = undefined;
    this.problem = undefined;
  }

  get #place(): CloudPlace {
    return placeMeant(this.chosen, this.#server.value);
  }

  /** The newest certificate of each slot: one whose place was taken is not what the device shows from now on. */
  #pair(): PairCertificates {
    const { certificate, shelf } = this;
    const { pair } = certificate;
    if (pair === undefined) return { primary: certificate };
    const replaced = new Set(shelf.certificates.map(({ replaces }) => replaces));
    const current = shelf.certificates.filter((one) => one.pair?.id === pair.id && !replaced.has(one.id));
    return Object.fromEntries(current.map((one) => [one.pair?.slot ?? 'primary', one]));
  }

  async #enroll(): Promise<void> {
    if (this.busy) return;
    const { app, certificate } = this;
    const place = this.#place;
    this.busy = true;
    this.outcome = undefined;
    this.problem = undefined;
    const fate = await app.run(
      () => enrollPair(app.operator(addressAt(place, app)), this.#pair()),
      (problem) => (this.problem = problem),
    );
    this.busy = false;
    if (fate.kind === 'done' && certificate.id === this.certificate.id)
      this.outcome = { enrollment: fate.value, place };
  }

  #told(enrollment: PairEnrollment, place: CloudPlace): TemplateResult {
    const id = this.certificate.facts.commonName;
    const actions = html`<a
      class="btn small"
      href=${printRoute({ room: 'cloud', place, tab: 'enrollments', device: undefined })}
      >${uiCertificateProofWords.cloud.show}</a
    >`;
    if (enrollment === 'other') {
      return notice({
        tone: 'warn',
        title: words.other.title(id),
        explanation: words.other.text,
        actions,
        announce: true,
      });
    }
    return notice({ tone: 'ok', title: words.outcomes[enrollment](id), actions, announce: true });
  }

  override render(): TemplateResult {
    const { outcome } = this;
    return card({
      heading: uiCertificateProofWords.cloud.heading,
      body: html`<div class="cloud-place">
        <p class="muted">${this.certificate.pair === undefined ? words.textAlone : words.text}</p>
        ${localCloudChoice('enroll-cloud', this.#place, this.#server.value, (place) => (this.chosen = place))}
        <div>
          <button
            class="btn"
            type="button"
            aria-busy=${this.busy ? 'true' : nothing}
            @click=${() => void this.#enroll()}
          >
            ${icon(icons.shield)}${words.act}
          </button>
        </div>
        ${problemNotice(this.problem)}${outcome === undefined ? nothing : this.#told(outcome.enrollment, outcome.place)}
      </div>`,
    });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-enroll-card': EnrollCard;
  }
}
