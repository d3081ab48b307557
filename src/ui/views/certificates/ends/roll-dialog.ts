import { html, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { KeptCertificate, Shelf } from '#core/ports/certificate-maker';
import { kindsFor, type RollingKind } from '#core/rolling/rolling-steps';
import { rollingKindWords } from '#core/words/en/rolling';
import { uiCertificatesWords } from '#core/words/en/ui-certificates';
import { uiCertificateEndsWords } from '#core/words/en/ui-certificates-ends';
import { uiIssuanceLogWords } from '#core/words/en/ui-issuance-log';
import { certificateOf } from '#app/stores/certificate-shelf';
import type { NoticeBody } from '#app/stores/notices';
import { guideOf } from '#app/stores/timeline-groups';
import '../../../elements/button/button.ts';
import { dialog } from '../../../elements/dialog/dialog.ts';
import { choiceCards } from '../../../elements/field/choice-cards.ts';
import { fieldNote } from '../../../elements/field/field.ts';
import { icons, type Icon } from '../../../elements/icon/icon.ts';
import { problemNotice } from '../../findings/problem-notice.ts';
import { View } from '../../view.ts';
import type { WishOf } from '../certificate-wish.ts';

const words = uiCertificateEndsWords.starting;

/**
 * Asks why a certificate is rolled, and begins; a rolling of it that is under way is gone on with. Event: `dw-close`; then
 * it goes to the steps.
 */
@customElement('dw-roll-dialog')
export class RollDialog extends View {
  @property({ attribute: false }) shelf!: Shelf;
  /** Undefined: closed. */
  @property({ attribute: false }) wish: WishOf<'roll'> | undefined;
  @state() private kind: RollingKind | undefined;
  @state() private problem: NoticeBody | undefined;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('wish')) return;
    const certificate = this.#certificate();
    this.kind = certificate && kindsFor(certificate.role)[0];
    this.problem = undefined;
  }

  #certificate(): KeptCertificate | undefined {
    return this.wish && certificateOf(this.shelf, this.wish.certificateId);
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (!changed.has('wish') || this.wish === undefined) return;
    const guide = guideOf(this.wish.certificateId, this.shelf);
    if (guide !== undefined) this.#go(guide.id);
  }

  #go(id: string): void {
    this.#close();
    this.router.go({ room: 'certificates', tab: 'ends', id });
  }

  #close(): void {
    this.raise('dw-close', undefined);
  }

  async #begin({ id }: KeptCertificate): Promise<void> {
    const { kind, wish } = this;
    if (kind === undefined) return;
    this.problem = undefined;
    const fate = await this.app.run(
      () => this.app.services.certificates.startGuide(kind, id),
      (body) => (this.problem = body),
    );
    if (fate.kind === 'done' && wish === this.wish) this.#go(fate.value);
  }

  #form({ role }: KeptCertificate): TemplateResult {
    const marks = (kind: RollingKind): Icon => (kind.endsWith('breach') ? icons.alert : icons.calendar);
    return html`<div class="stack">
      ${problemNotice(this.problem)}
      <div class="rolling-kinds">
        ${choiceCards<RollingKind>({
          name: 'rolling-kind',
          label: words.why,
          options: kindsFor(role).map((kind) => {
            const { title, explanation } = rollingKindWords[kind];
            return { value: kind, label: title, text: explanation, icon: marks(kind) };
          }),
          value: this.kind,
          onChange: (kind) => (this.kind = kind),
        })}
      </div>
      ${fieldNote({ tone: 'info', text: uiIssuanceLogWords.revoke.text }, 'rolling-no-list')}
    </div>`;
  }

  override render(): TemplateResult {
    const certificate = this.#certificate();
    return dialog({
      id: 'roll-certificate',
      open: certificate !== undefined,
      heading: words.title(certificate?.facts.commonName ?? ''),
      body: () => (certificate === undefined ? html`` : this.#form(certificate)),
      footer: () =>
        html`<button class="btn" type="button" @click=${() => this.#close()}>${uiCertificatesWords.cancel}</button>
          <button class="btn primary" type="submit">${words.submit}</button>`,
      onClose: () => this.#close(),
      onSubmit: () => void (certificate === undefined ? undefined : this.#begin(certificate)),
    });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-roll-dialog': RollDialog;
  }
}
