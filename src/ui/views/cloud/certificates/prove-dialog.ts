import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { uiCloudCertificatesWords } from '#core/words/en/ui-cloud-certificates';
import type { CertificateProof } from '#app/cloud-certificates';
import type { NoticeBody } from '#app/stores/notices';
import type { ReadCertificate } from '#app/use-cases/read-certificate';
import '../../../elements/button/button.ts';
import { dialog } from '../../../elements/dialog/dialog.ts';
import { focusFirstError } from '../../../elements/field/focus-first-error.ts';
import { icon, icons } from '../../../elements/icon/icon.ts';
import { commandWords, textBlock } from '../../../elements/text-block/text-block.ts';
import { problemNotice } from '../../findings/problem-notice.ts';
import { View } from '../../view.ts';
import './certificate-field.ts';
import type { CertificateInput } from './certificate-field.ts';

const words = uiCloudCertificatesWords.proof;

/** Whose key is to be proved. */
export interface ProofSubject {
  readonly name: string;
  readonly proof: CertificateProof;
}

/** Gives the command that makes the certificate which proves the key; its parts are what every openssl has. */
export function printProofCommand(code: string): string {
  return [
    `openssl req -new -newkey rsa:2048 -nodes -keyout verification.key -subj "/CN=${code}" -out verification.csr`,
    'openssl x509 -req -in verification.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -out verification.pem',
  ].join('\n');
}

/** Proves that the operator has the private key of a CA certificate: a code goes out, a certificate comes in. Event: `dw-close`. */
@customElement('dw-prove-dialog')
export class ProveDialog extends View {
  /** Undefined: closed. */
  @property({ attribute: false }) subject: ProofSubject | undefined;
  @state() private code: string | undefined;
  @state() private certificate: ReadCertificate | undefined;
  @state() private tried = false;
  @state() private problem: NoticeBody | undefined;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('subject') || this.subject === undefined) return;
    this.certificate = undefined;
    this.tried = false;
    void this.#makeCode();
  }

  #close(): void {
    this.raise('dw-close', undefined);
  }

  async #makeCode(): Promise<void> {
    const { subject } = this;
    if (subject === undefined) return;
    this.code = undefined;
    this.problem = undefined;
    const fate = await this.app.run(
      () => subject.proof.generateCode(),
      (body) => (this.problem = body),
    );
    if (fate.kind === 'done' && subject === this.subject) this.code = fate.value;
  }

  async #verify(): Promise<void> {
    const { subject, certificate } = this;
    this.tried = true;
    this.problem = undefined;
    await this.updateComplete;
    if (focusFirstError(this) || subject === undefined || certificate === undefined) return;
    const fate = await this.app.run(
      () => subject.proof.verify(certificate.base64),
      (body) => (this.problem = body),
    );
    if (fate.kind !== 'done') return;
    this.app.notices.say({ message: words.verified(subject.name) });
    this.#close();
  }

  /** A certificate with another code is known to be wrong before it is sent. */
  get #objection(): string | undefined {
    const { certificate, code } = this;
    if (certificate === undefined || code === undefined || certificate.commonName.trim() === code) return undefined;
    return words.codeDiffers(certificate.commonName);
  }

  #codeParts(code: string): TemplateResult {
    const command = printProofCommand(code);
    return html`<div class="stack">
      <p class="field-legend">${words.code}</p>
      ${textBlock({ label: words.code, text: code })}
      <details class="disclosure">
        <summary>${words.command}</summary>
        <p class="small muted">${words.commandHint}</p>
        ${textBlock({ label: words.command, text: command, content: commandWords(command) })}
      </details>
      <div>
        <button class="btn small" type="button" @click=${() => void this.#makeCode()}>
          ${icon(icons.refresh)}${words.anew}
        </button>
      </div>
    </div>`;
  }

  #body(): TemplateResult {
    const { code, problem } = this;
    return html`<div class="stack">
      ${problemNotice(problem)}
      <p>${words.text}</p>
      ${code !== undefined ? this.#codeParts(code) : problem === undefined ? html`<p role="status">${words.making}</p>` : nothing}
      <dw-certificate-field
        fieldId="verification-certificate"
        .label=${words.certificate}
        .objection=${this.#objection}
        .tried=${this.tried}
        .anew=${this.subject}
        @dw-certificate=${({ detail }: CustomEvent<CertificateInput>) => {
          this.certificate = detail.certificate;
          this.problem = undefined;
        }}
      ></dw-certificate-field>
    </div>`;
  }

  override render(): TemplateResult {
    return dialog({
      id: 'prove-possession',
      open: this.subject !== undefined,
      heading: words.title(this.subject?.name ?? ''),
      body: () => this.#body(),
      footer: () =>
        html`<button class="btn" type="button" @click=${() => this.#close()}>${uiCloudCertificatesWords.cancel}</button>
          <button class="btn primary" type="submit">${words.verify}</button>`,
      onClose: () => this.#close(),
      onSubmit: () => void this.#verify(),
    });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-prove-dialog': ProveDialog;
  }
}
