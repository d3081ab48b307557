import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { RequestReview, Shelf } from '#core/ports/certificate-maker';
import { uiCertificatesWords } from '#core/words/en/ui-certificates';
import { uiCertificateRequestsWords } from '#core/words/en/ui-certificates-requests';
import { listSigners } from '#app/stores/device-certificate-draft';
import type { IssueField } from '#app/stores/issue-fields';
import type { NoticeBody } from '#app/stores/notices';
import {
  judgeSigningDraft,
  makeSigningDraft,
  rebaseSigningDraft,
  type JudgedSigning,
  type SigningDraft,
} from '#app/stores/signing-draft';
import '../../../elements/button/button.ts';
import { dialog } from '../../../elements/dialog/dialog.ts';
import { focusFirstError } from '../../../elements/field/focus-first-error.ts';
import { skeleton } from '../../../elements/skeleton/skeleton.ts';
import { faultsLine } from '../../editing/faults-line.ts';
import { FieldsEditor } from '../../editing/fields-editor.ts';
import { View } from '../../view.ts';
import type { CertificateWish, WishOf } from '../certificate-wish.ts';
import { certificateRoute } from '../shared/certificate-link.ts';
import { issueProblem } from '../shared/issue-problem.ts';
import '../shared/source-field.ts';
import type { SourceParts } from '../shared/source-field.ts';
import { requestReview } from './request-review.ts';
import { signingFields } from './signing-fields.ts';

const words = uiCertificateRequestsWords.signing;
const ACCEPT = '.csr,.pem,.p10,.req,.der,.txt,application/pkcs10';

/** How far the request is that is to be signed. */
type Phase =
  | { readonly kind: 'asking' }
  | { readonly kind: 'reading' }
  | { readonly kind: 'read'; readonly review: RequestReview; readonly draft: SigningDraft }
  | { readonly kind: 'signing'; readonly review: RequestReview; readonly draft: SigningDraft };

/**
 * Signs a request of others: reads it, shows what it says and asks for, and makes the certificate. Event: `dw-close`; then
 * it goes to the page of the certificate.
 */
@customElement('dw-signing-dialog')
export class SigningDialog extends View {
  readonly #editor = new FieldsEditor<IssueField>(this, {
    text: () => (this.phase.kind === 'read' ? this.phase.draft.commonName : ''),
    fields: () => this.#judge()?.fields ?? new Map(),
    change: (_name, text) => this.#change({ commonName: text }),
  });

  @property({ attribute: false }) shelf!: Shelf;
  /** Undefined: closed. */
  @property({ attribute: false }) wish: WishOf<'sign-request'> | undefined;
  @state() private phase: Phase = { kind: 'asking' };
  @state() private tried = false;
  @state() private problem: NoticeBody | undefined;
  /** Another value empties the field of the source. */
  #anew = {};
  /** Counts up with every source: only the newest counts. */
  #round = 0;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('wish')) return;
    this.#round += 1;
    this.#anew = {};
    this.phase = { kind: 'asking' };
    this.tried = false;
    this.problem = undefined;
    this.#editor.reset();
  }

  #now(): number {
    return this.app.services.clock.now();
  }

  #judge(): JudgedSigning | undefined {
    if (this.phase.kind !== 'read') return undefined;
    const { draft, review } = this.phase;
    return judgeSigningDraft(draft, review, this.shelf.certificates, this.#now());
  }

  #change(part: Partial<SigningDraft>): void {
    if (this.phase.kind !== 'read') return;
    this.phase = { ...this.phase, draft: { ...this.phase.draft, ...part } };
    this.problem = undefined;
  }

  #rebase(part: Parameters<typeof rebaseSigningDraft>[1]): void {
    if (this.phase.kind !== 'read') return;
    this.#change(rebaseSigningDraft(this.phase.draft, part, this.shelf.certificates, this.#now()));
  }

  #close(): void {
    this.raise('dw-close', undefined);
  }

  async #read(parts: SourceParts): Promise<void> {
    this.#round += 1;
    const round = this.#round;
    this.problem = undefined;
    this.tried = false;
    this.#editor.reset();
    if (parts.length === 0) return void (this.phase = { kind: 'asking' });
    this.phase = { kind: 'reading' };
    const fate = await this.app.run(
      () => this.app.services.certificates.reviewRequest({ parts }),
      (body) => round === this.#round && (this.problem = body),
    );
    if (round !== this.#round) return;
    this.phase = fate.kind === 'done' ? this.#begin(fate.value) : { kind: 'asking' };
  }

  #begin(review: RequestReview): Phase {
    const signers = listSigners(this.shelf, this.#now());
    const signer = signers.find(({ id }) => id === this.wish?.authorityId) ?? signers[0];
    return { kind: 'read', review, draft: makeSigningDraft(review, signer, this.#now()) };
  }

  async #submit(again: boolean): Promise<void> {
    if (this.phase.kind === 'signing' || this.phase.kind === 'reading') return;
    this.tried = true;
    const wanted = this.#judge()?.wish;
    if (!this.#editor.submit() || wanted === undefined || this.phase.kind !== 'read') {
      await this.updateComplete;
      await this.querySelector('dw-source-field')?.updateComplete;
      focusFirstError(this);
      return;
    }
    const { wish, phase } = this;
    this.problem = undefined;
    this.phase = { ...phase, kind: 'signing' };
    const fate = await this.app.run(
      () => this.app.services.certificates.signRequest(again ? { ...wanted, again } : wanted),
      (body) => (this.problem = body),
    );
    if (wish !== this.wish) return;
    this.phase = phase;
    if (fate.kind !== 'done') return;
    this.app.notices.say({ message: words.signed(wanted.commonName) });
    this.raise('dw-close', undefined);
    this.router.go(certificateRoute({ id: fate.value, role: wanted.role }));
  }

  #body(): TemplateResult {
    const { phase } = this;
    const isMissing = this.tried && phase.kind === 'asking' && this.problem === undefined;
    return html`<div class="stack">
      ${issueProblem(this.problem, words.again, () => void this.#submit(true))}
      <p class="muted">${words.text}</p>
      <dw-source-field
        fieldId="signing-source"
        label=${words.label}
        hint=${words.hint}
        placeholder=${words.placeholder}
        accept=${ACCEPT}
        .anew=${this.#anew}
        .error=${isMissing ? words.missing : undefined}
        @dw-source=${({ detail }: CustomEvent<SourceParts>) => void this.#read(detail)}
      ></dw-source-field>
      ${phase.kind === 'reading' ? html`<div role="status" aria-label=${words.reading}>${skeleton('row', 2)}</div>` : nothing}
      ${phase.kind === 'read' || phase.kind === 'signing' ? this.#reviewed(phase) : nothing}
    </div>`;
  }

  #reviewed({ review, draft }: Phase & { kind: 'read' | 'signing' }): TemplateResult {
    const now = this.#now();
    const judged = judgeSigningDraft(draft, review, this.shelf.certificates, now);
    return html`${requestReview(review)}
    ${
      review.problems.length > 0
        ? nothing
        : signingFields({
            draft,
            judged,
            editor: this.#editor,
            signers: listSigners(this.shelf, now),
            now,
            tried: this.tried,
            onChange: (part) => this.#change(part),
            onRebase: (part) => this.#rebase(part),
            onMakeRoot: () => this.raise<CertificateWish>('dw-certificate-wish', { kind: 'make-root' }),
          })
    }`;
  }

  #footer(): TemplateResult {
    const { phase } = this;
    const isBusy = phase.kind === 'signing';
    const canSign = phase.kind !== 'read' || phase.review.problems.length === 0;
    return html`${faultsLine(this.#editor.faults)}
      <button class="btn" type="button" @click=${() => this.#close()}>${uiCertificatesWords.cancel}</button>
      <button class="btn primary" type="submit" ?disabled=${!canSign} aria-busy=${isBusy ? 'true' : nothing}>
        ${words.submit}
      </button>`;
  }

  override render(): TemplateResult {
    return dialog({
      id: 'sign-request',
      open: this.wish !== undefined,
      heading: words.title,
      body: () => this.#body(),
      footer: () => this.#footer(),
      onClose: () => this.#close(),
      onSubmit: () => void this.#submit(false),
    });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-signing-dialog': SigningDialog;
  }
}
