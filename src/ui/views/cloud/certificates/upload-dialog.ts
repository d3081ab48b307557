import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { uiCloudCertificatesWords } from '#core/words/en/ui-cloud-certificates';
import type { AuthorityService, CloudAuthority } from '#app/cloud-certificates';
import type { NoticeBody } from '#app/stores/notices';
import type { ReadCertificate } from '#app/use-cases/read-certificate';
import '../../../elements/button/button.ts';
import { dialog } from '../../../elements/dialog/dialog.ts';
import { field } from '../../../elements/field/field.ts';
import { focusFirstError } from '../../../elements/field/focus-first-error.ts';
import { selectInput } from '../../../elements/field/select-input.ts';
import { switchInput } from '../../../elements/field/switch-input.ts';
import { textInput } from '../../../elements/field/text-input.ts';
import { problemNotice } from '../../findings/problem-notice.ts';
import { View } from '../../view.ts';
import './certificate-field.ts';
import type { CertificateInput } from './certificate-field.ts';

const words = uiCloudCertificatesWords.upload;
const NAME = /^[A-Za-z0-9\-._]{1,64}$/;

/** Where a CA certificate goes. */
export type UploadSubject =
  | {
      readonly kind: 'place';
      readonly heading: string;
      readonly name: string;
      readonly save: (certificate: string, verified: boolean) => Promise<void>;
    }
  /** A new one of DPS or of the hub, which needs a name that none of `known` has. */
  | {
      readonly kind: 'authority';
      readonly known: readonly CloudAuthority[];
      readonly save: (service: AuthorityService, name: string, certificate: string, verified: boolean) => Promise<void>;
    };

/** Uploads the certificate of an authority. Event: `dw-close`. */
@customElement('dw-upload-certificate-dialog')
export class UploadCertificateDialog extends View {
  /** Undefined: closed. */
  @property({ attribute: false }) subject: UploadSubject | undefined;
  @state() private certificate: ReadCertificate | undefined;
  @state() private verified = false;
  @state() private service: AuthorityService = 'dps';
  @state() private name = '';
  @state() private tried = false;
  @state() private problem: NoticeBody | undefined;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('subject') || this.subject === undefined) return;
    this.certificate = undefined;
    this.verified = false;
    this.service = 'dps';
    this.name = '';
    this.tried = false;
    this.problem = undefined;
  }

  #close(): void {
    this.raise('dw-close', undefined);
  }

  async #save(): Promise<void> {
    const { subject, certificate, verified, service } = this;
    const name = this.name.trim();
    this.tried = true;
    this.problem = undefined;
    await this.updateComplete;
    if (focusFirstError(this) || subject === undefined || certificate === undefined) return;
    const fate = await this.app.run(
      () =>
        subject.kind === 'place'
          ? subject.save(certificate.base64, verified)
          : subject.save(service, name, certificate.base64, verified),
      (body) => (this.problem = body),
    );
    if (fate.kind !== 'done') return;
    this.app.notices.say({ message: words.saved(subject.kind === 'place' ? subject.name : name) });
    this.#close();
  }

  #nameError(known: readonly CloudAuthority[]): string | undefined {
    const name = this.name.trim();
    if (!this.tried) return undefined;
    if (!NAME.test(name)) return words.nameForm;
    const isTaken = known.some((one) => one.service === this.service && one.name.toLowerCase() === name.toLowerCase());
    return isTaken ? words.nameTaken : undefined;
  }

  #authority(known: readonly CloudAuthority[]): TemplateResult {
    return html`${field({ id: 'authority-service', label: words.service }, (ties) =>
      selectInput<AuthorityService>(ties, {
        value: this.service,
        options: (['dps', 'hub'] as const).map((value) => ({ value, label: words.services[value] })),
        onChange: (value) => (this.service = value),
        autofocus: true,
      }),
    )}
    ${field({ id: 'authority-name', label: words.name, hint: words.nameHint, error: this.#nameError(known) }, (ties) =>
      textInput(ties, { value: this.name, onInput: (text) => (this.name = text), mono: true, required: true }),
    )}`;
  }

  #body(): TemplateResult {
    const { subject } = this;
    return html`<div class="stack">
      ${problemNotice(this.problem)}${subject?.kind === 'authority' ? this.#authority(subject.known) : nothing}
      <dw-certificate-field
        fieldId="ca-certificate"
        authority
        .tried=${this.tried}
        .anew=${subject}
        @dw-certificate=${({ detail }: CustomEvent<CertificateInput>) => {
          this.certificate = detail.certificate;
          this.problem = undefined;
        }}
      ></dw-certificate-field>
      ${switchInput({
        id: 'ca-verified',
        label: words.verified,
        hint: words.verifiedHint,
        checked: this.verified,
        onChange: (checked) => (this.verified = checked),
      })}
    </div>`;
  }

  override render(): TemplateResult {
    const { subject } = this;
    return dialog({
      id: 'upload-certificate',
      open: subject !== undefined,
      heading: subject?.kind === 'place' ? subject.heading : words.authorityTitle,
      body: () => this.#body(),
      footer: () =>
        html`<button class="btn" type="button" @click=${() => this.#close()}>${uiCloudCertificatesWords.cancel}</button>
          <button class="btn primary" type="submit">${words.save}</button>`,
      onClose: () => this.#close(),
      onSubmit: () => void this.#save(),
    });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-upload-certificate-dialog': UploadCertificateDialog;
  }
}
