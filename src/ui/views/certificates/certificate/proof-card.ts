import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { fileNamesOf } from '#core/issuing/file-names';
import type { KeptCertificate, VerificationCertificate } from '#core/ports/certificate-maker';
import { uiCertificateProofWords } from '#core/words/en/ui-certificate-proof';
import type { NoticeBody } from '#app/stores/notices';
import '../../../elements/button/button.ts';
import { card } from '../../../elements/card/card.ts';
import { field } from '../../../elements/field/field.ts';
import { focusFirstError } from '../../../elements/field/focus-first-error.ts';
import { textInput } from '../../../elements/field/text-input.ts';
import { icon, icons } from '../../../elements/icon/icon.ts';
import { keyValues } from '../../../elements/key-values/key-values.ts';
import { notice } from '../../../elements/notice/notice.ts';
import { textBlock } from '../../../elements/text-block/text-block.ts';
import { problemNotice } from '../../findings/problem-notice.ts';
import { View } from '../../view.ts';
import './proof-card.css';

const words = uiCertificateProofWords.proof;
/** As the services make codes; what other forms there are nobody says. */
const USUAL_CODE = /^[0-9A-F]{48}$/i;

/** A code of a service goes in, the certificate that proves the key of this authority comes out. */
@customElement('dw-proof-card')
export class ProofCard extends View {
  @property({ attribute: false }) authority!: KeptCertificate;
  @state() private code = '';
  @state() private made: VerificationCertificate | undefined;
  @state() private busy = false;
  @state() private tried = false;
  @state() private problem: NoticeBody | undefined;

  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get('authority');
    if (before !== undefined && before.id !== this.authority.id) this.#reset();
  }

  #reset(): void {
    this.code = '';
    this.made = undefined;
    this.tried = false;
    this.problem = undefined;
  }

  async #make(event: Event): Promise<void> {
    event.preventDefault();
    const { id } = this.authority;
    const code = this.code.trim();
    this.tried = true;
    this.problem = undefined;
    await this.updateComplete;
    if (code === '' || this.busy) return void focusFirstError(this);
    this.busy = true;
    const fate = await this.app.run(
      () => this.app.services.certificates.prove(id, code),
      (problem) => (this.problem = problem),
    );
    this.busy = false;
    if (fate.kind !== 'done' || id !== this.authority.id) return;
    this.made = fate.value;
    await this.updateComplete;
    this.querySelector<HTMLElement>('.proof-made')?.focus();
  }

  async #again(): Promise<void> {
    this.#reset();
    await this.updateComplete;
    this.querySelector<HTMLElement>('input')?.focus();
  }

  #save({ pem }: VerificationCertificate): void {
    const { profile } = this.authority;
    const { certificate } = fileNamesOf({ profile, role: 'verification', name: 'verification' });
    this.app.services.files.save(certificate, 'application/x-pem-file', pem);
    this.app.notices.say({ message: words.made.saved(certificate) });
  }

  /** Whose key signs: what is to be compared with the page of the service, beside the field for its code. */
  #whose(): TemplateResult {
    const { facts } = this.authority;
    return html`<div class="proof-whose">
      ${keyValues([
        { label: words.of, value: html`<bdi>${facts.commonName || facts.subjectName}</bdi>` },
        { label: words.thumbprint, value: facts.sha1Thumbprint, mono: true, copy: facts.sha1Thumbprint },
      ])}
    </div>`;
  }

  #asking(): TemplateResult {
    const code = this.code.trim();
    const error = this.tried && code === '' ? words.codeMissing : undefined;
    const notes = code === '' || USUAL_CODE.test(code) ? [] : [{ tone: 'warn', text: words.codeUnusual } as const];
    return html`<form class="stack" novalidate @submit=${(event: Event) => void this.#make(event)}>
      ${problemNotice(this.problem)}
      <p class="muted">${words.text}</p>
      <div class="proof-parts">
        ${field({ id: 'verification-code', label: words.code, hint: words.codeHint, error, notes }, (ties) =>
          textInput(ties, {
            value: this.code,
            placeholder: words.codePlaceholder,
            mono: true,
            required: true,
            onInput: (text) => {
              this.code = text;
              this.problem = undefined;
            },
          }),
        )}
        ${this.#whose()}
      </div>
      <div>
        <button class="btn" type="submit" aria-busy=${this.busy ? 'true' : nothing}>
          ${icon(icons.shield)}${words.make}
        </button>
      </div>
    </form>`;
  }

  #result(made: VerificationCertificate): TemplateResult {
    const { facts } = this.authority;
    const { title, text, unknown, commonName, pem, save, another } = words.made;
    return html`<div class="stack proof-made" role="group" aria-label=${title} tabindex="-1">
      ${notice({
        tone: 'ok',
        title,
        explanation: text(facts.commonName || facts.subjectName),
        remedy: unknown,
      })}
      ${keyValues([{ label: commonName, value: made.facts.commonName, mono: true, copy: made.facts.commonName }])}
      ${textBlock({ label: pem, text: made.pem })}
      <div class="row">
        <button class="btn" type="button" @click=${() => this.#save(made)}>${icon(icons.download)}${save}</button>
        <button class="btn ghost" type="button" @click=${() => void this.#again()}>${icon(icons.refresh)}${another}</button>
      </div>
    </div>`;
  }

  override render(): TemplateResult {
    return card({
      heading: words.heading,
      body: this.made === undefined ? this.#asking() : this.#result(this.made),
    });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-proof-card': ProofCard;
  }
}
