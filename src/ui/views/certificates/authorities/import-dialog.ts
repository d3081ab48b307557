import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Finding } from '#core/errors/workbench-error';
import type { KeptCertificate, NewKeyPlace, Shelf } from '#core/ports/certificate-maker';
import { uiCertificateAuthoritiesWords } from '#core/words/en/ui-certificate-authorities';
import { uiCertificatesWords } from '#core/words/en/ui-certificates';
import { certificateOf } from '#app/stores/certificate-shelf';
import type { NoticeBody } from '#app/stores/notices';
import '../../../elements/button/button.ts';
import { dialog } from '../../../elements/dialog/dialog.ts';
import { field } from '../../../elements/field/field.ts';
import { focusFirstError } from '../../../elements/field/focus-first-error.ts';
import { secretInput } from '../../../elements/field/secret-input.ts';
import { notice } from '../../../elements/notice/notice.ts';
import { describeFault } from '../../editing/describe-fault.ts';
import { problemNotice } from '../../findings/problem-notice.ts';
import { View } from '../../view.ts';
import type { WishOf } from '../certificate-wish.ts';
import { certificateRoute } from '../shared/certificate-link.ts';
import { keyPlaceField } from '../shared/choice-fields.ts';
import '../shared/source-field.ts';
import type { SourceParts } from '../shared/source-field.ts';

const words = uiCertificateAuthoritiesWords.import;
const ACCEPT = '.pem,.crt,.cer,.der,.key,.pfx,.p12,application/x-pkcs12,application/x-x509-ca-cert';
/** What is answered where a password is wanted. */
const PASSWORD_CODES: readonly Finding['code'][] = ['pkcs/password-missing', 'pkcs/password-wrong'];

/** What the dialog shows. */
type Phase =
  | { readonly kind: 'asking' }
  | { readonly kind: 'busy' }
  /** The id of what was imported. */
  | { readonly kind: 'done'; readonly id: string };

/** Imports what somebody has, asks for its password when it turns out to need one, and says what it was. Event: `dw-close`. */
@customElement('dw-import-certificate-dialog')
export class ImportCertificateDialog extends View {
  @property({ attribute: false }) shelf!: Shelf;
  /** Undefined: closed. */
  @property({ attribute: false }) wish: WishOf<'import'> | undefined;
  @state() private phase: Phase = { kind: 'asking' };
  @state() private parts: SourceParts = [];
  @state() private password = '';
  @state() private keyPlace: NewKeyPlace = 'vault';
  @state() private tried = false;
  /** Why a password is asked for. */
  @state() private passwordFinding: Finding | undefined;
  /** It was asked for once, so its field stays. */
  @state() private isEncrypted = false;
  @state() private problem: NoticeBody | undefined;
  /** Another value empties the field of the source. */
  #anew = {};

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('wish')) this.#begin();
  }

  #begin(): void {
    this.#anew = {};
    this.phase = { kind: 'asking' };
    this.parts = [];
    this.password = '';
    this.keyPlace = 'vault';
    this.tried = false;
    this.passwordFinding = undefined;
    this.isEncrypted = false;
    this.problem = undefined;
  }

  #close(): void {
    this.raise('dw-close', undefined);
  }

  async #import(): Promise<void> {
    if (this.phase.kind !== 'asking') return;
    this.tried = true;
    await this.updateComplete;
    if (this.parts.length === 0) return this.#focusError();
    const { parts, password, keyPlace, wish } = this;
    this.phase = { kind: 'busy' };
    this.problem = undefined;
    this.passwordFinding = undefined;
    const source = password === '' ? { parts } : { parts, password };
    const fate = await this.app.run(
      () => this.app.services.certificates.importCertificate(source, keyPlace),
      (body) => this.#tell(body),
    );
    if (wish !== this.wish) return;
    this.phase = fate.kind === 'done' ? { kind: 'done', id: fate.value } : { kind: 'asking' };
    if (fate.kind === 'done') this.#forget();
    await (fate.kind === 'done' ? this.#focusHeading() : this.#focusError());
  }

  /** What was given may be a key: it is dropped as soon as it is kept. */
  #forget(): void {
    this.#anew = {};
    this.parts = [];
    this.password = '';
  }

  #tell(body: NoticeBody): void {
    const isAsking = body.kind === 'finding' && PASSWORD_CODES.includes(body.finding.code);
    this.problem = isAsking ? undefined : body;
    this.passwordFinding = isAsking ? body.finding : undefined;
    this.isEncrypted ||= isAsking;
  }

  async #focusError(): Promise<void> {
    await this.updateComplete;
    await this.querySelector('dw-source-field')?.updateComplete;
    await this.querySelector('dw-secret-input')?.updateComplete;
    focusFirstError(this);
  }

  async #focusHeading(): Promise<void> {
    await this.updateComplete;
    this.querySelector<HTMLElement>('dialog h2')?.focus();
  }

  #open(certificate: KeptCertificate): void {
    this.#close();
    this.router.go(certificateRoute(certificate));
  }

  #passwordField(): TemplateResult {
    const error = this.passwordFinding && describeFault(this.passwordFinding);
    return field({ id: 'import-password', label: words.password, hint: words.passwordHint, error }, (ties) =>
      secretInput(ties, {
        value: this.password,
        onInput: (text) => {
          this.password = text;
          this.passwordFinding = undefined;
        },
      }),
    );
  }

  #asking(): TemplateResult {
    const error = this.tried && this.parts.length === 0 ? words.missing : undefined;
    return html`<div class="stack">
      ${problemNotice(this.problem)}
      <p class="muted">${words.text}</p>
      <dw-source-field
        fieldId="import-source"
        .label=${words.label}
        .hint=${words.hint}
        .placeholder=${words.placeholder}
        .accept=${ACCEPT}
        .error=${error}
        .anew=${this.#anew}
        @dw-source=${({ detail }: CustomEvent<SourceParts>) => {
          this.parts = detail;
          this.problem = undefined;
        }}
      ></dw-source-field>
      ${this.isEncrypted ? this.#passwordField() : nothing}
      ${keyPlaceField({
        prefix: 'import',
        value: this.keyPlace,
        hint: words.keyPlaceHint,
        onChange: (place) => (this.keyPlace = place),
      })}
    </div>`;
  }

  #done(certificate: KeptCertificate | undefined): TemplateResult | typeof nothing {
    if (certificate === undefined) return nothing;
    const { facts, chain, key, role } = certificate;
    const names = chain.map(({ commonName, subjectName }) => commonName || subjectName).join(', ');
    const isAlone = facts.issuerName === facts.subjectName;
    return notice({
      tone: 'ok',
      title: words.done.title(facts.commonName || facts.subjectName),
      explanation: html`${uiCertificatesWords.roles[role]}. ${words.done.key[uiCertificatesWords.keyPlaceOf(key)]}`,
      remedy: isAlone ? undefined : names === '' ? words.done.noChain : words.done.chain(names),
      announce: true,
    });
  }

  #footer(imported: KeptCertificate | undefined): TemplateResult {
    if (imported !== undefined) {
      return html`<button class="btn" type="button" @click=${() => this.#begin()}>${words.done.more}</button>
        <button class="btn primary" type="button" @click=${() => this.#open(imported)}>${words.done.open}</button>`;
    }
    return html`<button class="btn" type="button" @click=${() => this.#close()}>${uiCertificatesWords.cancel}</button>
      <button class="btn primary" type="submit" aria-busy=${this.phase.kind === 'busy' ? 'true' : nothing}>
        ${words.submit}
      </button>`;
  }

  override render(): TemplateResult {
    const { phase } = this;
    const imported = phase.kind === 'done' ? certificateOf(this.shelf, phase.id) : undefined;
    return dialog({
      id: 'import-certificate',
      open: this.wish !== undefined,
      heading: words.title,
      body: () => (phase.kind === 'done' ? this.#done(imported) : this.#asking()),
      footer: () => this.#footer(imported),
      onClose: () => this.#close(),
      onSubmit: () => void this.#import(),
    });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-import-certificate-dialog': ImportCertificateDialog;
  }
}
