import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { KeptCertificate, Shelf } from '#core/ports/certificate-maker';
import { uiCertificateAuthoritiesWords } from '#core/words/en/ui-certificate-authorities';
import { uiCertificatesWords } from '#core/words/en/ui-certificates';
import {
  changeProfile,
  judgeAuthorityDraft,
  makeAuthorityDraft,
  PATH_LENGTHS,
  type AuthorityDraft,
  type JudgedAuthority,
  type PathLengthChoice,
} from '#app/stores/authority-draft';
import { certificateOf } from '#app/stores/certificate-shelf';
import type { IssueField } from '#app/stores/issue-fields';
import type { NoticeBody } from '#app/stores/notices';
import '../../../elements/button/button.ts';
import { dialog } from '../../../elements/dialog/dialog.ts';
import { field, type FieldNote } from '../../../elements/field/field.ts';
import { focusFirstError } from '../../../elements/field/focus-first-error.ts';
import { selectInput } from '../../../elements/field/select-input.ts';
import { textInput } from '../../../elements/field/text-input.ts';
import { describeFault, describeNote } from '../../editing/describe-fault.ts';
import { problemNotice } from '../../findings/problem-notice.ts';
import '../../findings/finding-notice.ts';
import { View } from '../../view.ts';
import type { WishOf } from '../certificate-wish.ts';
import { certificateRoute } from '../shared/certificate-link.ts';
import { keyKindField, keyPlaceField, profileField } from '../shared/choice-fields.ts';
import { makingSteps } from '../shared/making-steps.ts';
import { validityFields } from '../shared/validity-fields.ts';

const words = uiCertificateAuthoritiesWords.make;
const PREFIX = 'authority';

/** Makes a root, or an authority below one. Event: `dw-close`; then it goes to the page of what it made. */
@customElement('dw-authority-dialog')
export class AuthorityDialog extends View {
  @property({ attribute: false }) shelf!: Shelf;
  /** Undefined: closed. */
  @property({ attribute: false }) wish: WishOf<'make-root' | 'make-intermediate'> | undefined;
  @state() private draft!: AuthorityDraft;
  /** From the first try on, what is missing is said. */
  @state() private tried = false;
  /** Since when the key and the certificate are being made. */
  @state() private busySince: number | undefined;
  @state() private problem: NoticeBody | undefined;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('wish') || this.wish === undefined) return;
    this.draft = makeAuthorityDraft('azure', this.#issuer(), this.#now());
    this.tried = false;
    this.problem = undefined;
  }

  #now(): number {
    return this.app.services.clock.now();
  }

  #issuer(): KeptCertificate | undefined {
    return this.wish?.kind === 'make-intermediate' ? certificateOf(this.shelf, this.wish.authorityId) : undefined;
  }

  #change(part: Partial<AuthorityDraft>): void {
    this.draft = { ...this.draft, ...part };
    this.problem = undefined;
  }

  /** Closing gives up a key that is still being made. */
  #close(): void {
    if (this.busySince !== undefined) void this.app.run(() => this.app.services.certificates.cancelMaking());
    this.busySince = undefined;
    this.raise('dw-close', undefined);
  }

  async #make(): Promise<void> {
    if (this.busySince !== undefined) return;
    const { wish } = this;
    const { wish: asked } = judgeAuthorityDraft(this.draft, this.#issuer(), this.#now());
    this.tried = true;
    if (asked === undefined) return this.#focusError();
    this.problem = undefined;
    this.busySince = this.#now();
    let problem: NoticeBody | undefined;
    const fate = await this.app.run(
      () => this.app.services.certificates.makeAuthority(asked),
      (body) => (problem = body),
    );
    // Whoever has closed the dialog meanwhile has given it up.
    if (wish !== this.wish) return;
    this.busySince = undefined;
    this.problem = problem;
    if (fate.kind !== 'done') return;
    this.app.notices.say({ message: words.made(asked.commonName) });
    this.raise('dw-close', undefined);
    this.router.go(certificateRoute({ id: fate.value, role: wish?.kind === 'make-root' ? 'root' : 'intermediate' }));
  }

  async #focusError(): Promise<void> {
    await this.updateComplete;
    focusFirstError(this);
  }

  #error(judged: JudgedAuthority, name: IssueField): string | undefined {
    const error = judged.fields.get(name)?.error;
    return error !== undefined && this.tried ? describeFault(error) : undefined;
  }

  #notes(judged: JudgedAuthority, name: IssueField): readonly FieldNote[] {
    return (judged.fields.get(name)?.notes ?? []).map((note) => ({ tone: 'warn', text: describeNote(note) }));
  }

  #form(): TemplateResult {
    const { draft, tried } = this;
    const issuer = this.#issuer();
    const now = this.#now();
    const judged = judgeAuthorityDraft(draft, issuer, now);
    const name = issuer?.facts.commonName ?? '';
    // Nothing in the form mends what speaks against the issuer itself, so it is said at once.
    const against = judged.fields.get('authority')?.error;
    return html`<div class="stack">
      ${problemNotice(this.problem)}
      ${against === undefined ? nothing : html`<dw-finding-notice .finding=${against}></dw-finding-notice>`}
      <p class="muted">${issuer === undefined ? words.rootText : words.intermediateText(name)}</p>
      ${this.#name(judged, issuer === undefined ? words.rootPlaceholder : words.intermediatePlaceholder)}
      ${validityFields({
        prefix: PREFIX,
        draft: draft.validity,
        now,
        tried,
        error: this.#error(judged, 'validity'),
        notes: this.#notes(judged, 'validity'),
        onChange: (validity) => this.#change({ validity }),
      })}
      ${keyPlaceField({
        prefix: PREFIX,
        value: draft.keyPlace,
        notes: draft.keyPlace === 'vault-exportable' ? [] : [{ tone: 'warn', text: words.notExportable }],
        onChange: (keyPlace) => this.#change({ keyPlace }),
      })}
      ${this.#more(judged, issuer)}
    </div>`;
  }

  #name(judged: JudgedAuthority, placeholder: string): TemplateResult {
    const said = { error: this.#error(judged, 'name'), notes: this.#notes(judged, 'name') };
    return field({ id: `${PREFIX}-name`, label: words.name, hint: words.nameHint, ...said }, (ties) =>
      textInput(ties, {
        value: this.draft.commonName,
        placeholder,
        onInput: (commonName) => this.#change({ commonName }),
        autofocus: true,
        required: true,
      }),
    );
  }

  #more(judged: JudgedAuthority, issuer: KeptCertificate | undefined): TemplateResult {
    const { draft } = this;
    return html`<details class="disclosure">
      <summary>${words.more}</summary>
      <div class="stack more-fields">
        ${keyKindField({
          prefix: PREFIX,
          value: draft.keyKind,
          notes: this.#notes(judged, 'keyKind'),
          onChange: (keyKind) => this.#change({ keyKind }),
        })}
        ${profileField({
          prefix: PREFIX,
          value: draft.profile,
          onChange: (profile) => this.#change(changeProfile(draft, profile, issuer, this.#now())),
        })}
        ${this.#pathLength(judged)}
      </div>
    </details>`;
  }

  #pathLength(judged: JudgedAuthority): TemplateResult {
    const notes = this.#notes(judged, 'pathLength');
    return field({ id: `${PREFIX}-path-length`, label: words.pathLength, hint: words.pathLengthHint, notes }, (ties) =>
      selectInput<PathLengthChoice>(ties, {
        value: this.draft.pathLength,
        options: PATH_LENGTHS.map((value) => ({ value, label: words.pathLengths[value] })),
        onChange: (pathLength) => this.#change({ pathLength }),
      }),
    );
  }

  #footer(): TemplateResult {
    const isBusy = this.busySince !== undefined;
    return html`<button class="btn" type="button" @click=${() => this.#close()}>${uiCertificatesWords.cancel}</button>
      <button class="btn primary" type="submit" ?disabled=${isBusy}>${words.submit}</button>`;
  }

  override render(): TemplateResult {
    const { wish, busySince } = this;
    const issuer = this.#issuer();
    return dialog({
      id: 'make-authority',
      open: wish !== undefined,
      heading: issuer === undefined ? words.rootTitle : words.intermediateTitle(issuer.facts.commonName),
      body: () => (busySince === undefined ? this.#form() : makingSteps(this.draft.keyKind, busySince)),
      footer: () => this.#footer(),
      onClose: () => this.#close(),
      onSubmit: () => void this.#make(),
    });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-authority-dialog': AuthorityDialog;
  }
}
