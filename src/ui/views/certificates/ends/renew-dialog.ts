import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { isGroupAuthority } from '#core/certificate-export/outputs-of';
import type { KeptCertificate, Renewal, Shelf } from '#core/ports/certificate-maker';
import { uiCertificatesWords } from '#core/words/en/ui-certificates';
import { uiCertificateEndsWords } from '#core/words/en/ui-certificates-ends';
import { certificateOf } from '#app/stores/certificate-shelf';
import type { NoticeBody } from '#app/stores/notices';
import {
  canKeepKey,
  judgeRenewalDraft,
  makeRenewalDraft,
  type JudgedRenewal,
  type RenewalDraft,
} from '#app/stores/renewal-draft';
import '../../../elements/button/button.ts';
import { dialog } from '../../../elements/dialog/dialog.ts';
import { fieldNote } from '../../../elements/field/field.ts';
import { focusFirstError } from '../../../elements/field/focus-first-error.ts';
import { segmented } from '../../../elements/field/segmented.ts';
import '../../findings/finding-notice.ts';
import { problemNotice } from '../../findings/problem-notice.ts';
import { View } from '../../view.ts';
import type { WishOf } from '../certificate-wish.ts';
import { certificateRoute } from '../shared/certificate-link.ts';
import { keyPlaceField } from '../shared/choice-fields.ts';
import { makingSteps } from '../shared/making-steps.ts';
import { validityFields } from '../shared/validity-fields.ts';
import { validityWords } from '../shared/validity-words.ts';

const words = uiCertificateEndsWords.renewal;
const PREFIX = 'renewal';
const KEYS: readonly Renewal['key'][] = ['new', 'same'];

/**
 * Makes a certificate in the place of another, with the same key or a new one. Event: `dw-close`; then it goes to the page
 * of the new one, or back to the rolling that asked for it, which notes it.
 */
@customElement('dw-renew-dialog')
export class RenewDialog extends View {
  @property({ attribute: false }) shelf!: Shelf;
  /** Undefined: closed. */
  @property({ attribute: false }) wish: WishOf<'renew'> | undefined;
  @state() private draft!: RenewalDraft;
  @state() private tried = false;
  /** Since when key and certificate are being made. */
  @state() private busySince: number | undefined;
  @state() private problem: NoticeBody | undefined;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('wish')) return;
    const certificate = this.#certificate();
    if (certificate === undefined) return;
    const draft = makeRenewalDraft(certificate, this.shelf, this.#now());
    this.draft = this.wish?.key === undefined ? draft : { ...draft, key: this.wish.key };
    this.tried = false;
    this.problem = undefined;
  }

  #now(): number {
    return this.app.services.clock.now();
  }

  #certificate(): KeptCertificate | undefined {
    return this.wish && certificateOf(this.shelf, this.wish.certificateId);
  }

  #change(part: Partial<RenewalDraft>): void {
    this.draft = { ...this.draft, ...part };
    this.problem = undefined;
  }

  /** Closing gives up a key that is still being made. */
  #close(): void {
    if (this.busySince !== undefined) void this.app.run(() => this.app.services.certificates.cancelMaking());
    this.raise('dw-close', undefined);
  }

  async #renew(certificate: KeptCertificate): Promise<void> {
    if (this.busySince !== undefined) return;
    const { renewal } = judgeRenewalDraft(this.draft, certificate, this.shelf, this.#now());
    this.tried = true;
    if (renewal === undefined) {
      await this.updateComplete;
      focusFirstError(this);
      return;
    }
    const { wish } = this;
    this.problem = undefined;
    this.busySince = this.#now();
    const fate = await this.app.run(
      () => this.#make(renewal, wish?.guideId),
      (body) => (this.problem = body),
    );
    this.busySince = undefined;
    if (fate.kind !== 'done' || wish !== this.wish) return;
    this.app.notices.say({ message: words.done(certificate.facts.commonName) });
    this.raise('dw-close', undefined);
    if (wish?.guideId === undefined) this.router.go(certificateRoute({ id: fate.value, role: certificate.role }));
  }

  async #make(renewal: Renewal, guideId: string | undefined): Promise<string> {
    const { certificates } = this.app.services;
    const id = await certificates.renew(renewal);
    if (guideId !== undefined) await certificates.noteStep(guideId, 'make-new', true, id);
    return id;
  }

  #form(certificate: KeptCertificate): TemplateResult {
    const { draft } = this;
    const now = this.#now();
    const judged = judgeRenewalDraft(draft, certificate, this.shelf, now);
    const against = judged.fields.get('authority')?.error;
    return html`<div class="stack">
      ${problemNotice(this.problem)}
      ${
        // Nothing in the form mends what speaks against the issuer itself, so it is said at once.
        against === undefined ? '' : html`<dw-finding-notice .finding=${against}></dw-finding-notice>`
      }
      <p class="muted">${words.text(certificate.facts.notAfter <= now)}</p>
      ${this.#key(certificate)}${this.#keyPlace(certificate)}${this.#validity(judged, now)}
    </div>`;
  }

  #key(certificate: KeptCertificate): TemplateResult {
    if (!canKeepKey(certificate)) return fieldNote({ tone: 'info', text: words.keyElsewhere }, `${PREFIX}-key-note`);
    const { key } = this.draft;
    const hints = words.keyHints[isGroupAuthority(certificate) ? 'authority' : 'device'];
    return html`<div class="field">
      ${segmented<Renewal['key']>({
        name: `${PREFIX}-key`,
        label: words.key,
        labelShown: true,
        options: KEYS.map((value) => ({ value, label: words.keys[value] })),
        value: key,
        onChange: (next) => this.#change({ key: next }),
      })}
      <p class="field-hint">${hints[key]}</p>
    </div>`;
  }

  /** A key that is not exportable cannot be brought to a device, however the old one was kept. */
  #keyPlace(certificate: KeptCertificate): TemplateResult | typeof nothing {
    const { key, keyPlace } = this.draft;
    if (key === 'same') return nothing;
    return keyPlaceField({
      prefix: PREFIX,
      value: keyPlace,
      onChange: (next) => this.#change({ keyPlace: next }),
      ...(isGroupAuthority(certificate) ? {} : { hint: words.keyPlaceHint }),
    });
  }

  #validity({ fields }: JudgedRenewal, now: number): TemplateResult {
    const { validity } = this.draft;
    const change = (next: RenewalDraft['validity']): void => this.#change({ validity: next });
    return validityFields({
      prefix: PREFIX,
      draft: validity,
      now,
      tried: this.tried,
      ...validityWords(fields.get('validity'), validity, now, change),
      onChange: change,
    });
  }

  override render(): TemplateResult {
    const { busySince } = this;
    const certificate = this.#certificate();
    return dialog({
      id: 'renew-certificate',
      open: certificate !== undefined,
      heading: words.title(certificate?.facts.commonName ?? ''),
      body: () => {
        if (certificate === undefined) return html``;
        return busySince === undefined
          ? this.#form(certificate)
          : makingSteps(certificate.facts.keyKind ?? 'P-256', busySince);
      },
      footer: () =>
        html`<button class="btn" type="button" @click=${() => this.#close()}>${uiCertificatesWords.cancel}</button>
          <button class="btn primary" type="submit" ?disabled=${busySince !== undefined}>${words.submit}</button>`,
      onClose: () => this.#close(),
      onSubmit: () => void (certificate === undefined ? undefined : this.#renew(certificate)),
    });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-renew-dialog': RenewDialog;
  }
}
