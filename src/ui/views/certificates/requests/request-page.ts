import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { decodeBase64 } from '#core/bytes/base64';
import { printOpensslRequest } from '#core/certificate-export/print-openssl';
import { fileNamesOf } from '#core/issuing/file-names';
import type { KeptRequest } from '#core/ports/certificate-maker';
import { printPem } from '#core/x509/pem';
import { uiCertificatePageWords } from '#core/words/en/ui-certificate-page';
import { uiCertificatesWords } from '#core/words/en/ui-certificates';
import { uiCertificateRequestsWords } from '#core/words/en/ui-certificates-requests';
import { certificateOf } from '#app/stores/certificate-shelf';
import type { NoticeBody } from '#app/stores/notices';
import '../../../elements/button/button.ts';
import { card } from '../../../elements/card/card.ts';
import { fieldNote } from '../../../elements/field/field.ts';
import { focusFirstError } from '../../../elements/field/focus-first-error.ts';
import { segmented } from '../../../elements/field/segmented.ts';
import { icon, icons } from '../../../elements/icon/icon.ts';
import { menuButton } from '../../../elements/menu/menu-button.ts';
import { pageHeader } from '../../../elements/page-header/page-header.ts';
import { status } from '../../../elements/status/status.ts';
import { commandWords, textBlock } from '../../../elements/text-block/text-block.ts';
import { formatUtcDay } from '../../../elements/text/utc.ts';
import { printRoute, type Route } from '../../../routes.ts';
import { problemNotice } from '../../findings/problem-notice.ts';
import { questionDialog } from '../../findings/question-dialog.ts';
import { View } from '../../view.ts';
import { certificateRoute } from '../shared/certificate-link.ts';
import { certificateShelfOf } from '../shared/certificate-shelf-of.ts';
import '../shared/source-field.ts';
import type { SourceParts } from '../shared/source-field.ts';
import './requests.css';

const words = uiCertificateRequestsWords.page;
const ACCEPT = '.pem,.crt,.cer,.der,application/x-x509-ca-cert,application/pkix-cert';
type RequestForm = 'pem' | 'base64';

/** The page of a request: to send it, and to take the certificate that comes back. */
@customElement('dw-request-page')
export class RequestPage extends View {
  @property({ attribute: false }) request!: KeptRequest;
  @state() private form: RequestForm = 'pem';
  @state() private parts: SourceParts = [];
  @state() private tried = false;
  @state() private busy = false;
  @state() private removing = false;
  @state() private problem: NoticeBody | undefined;
  #anew = {};

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('request') || changed.get('request')?.id === this.request.id) return;
    this.#anew = {};
    this.form = this.request.purpose === 'dps-issuance' ? 'base64' : 'pem';
    this.parts = [];
    this.tried = false;
    this.removing = false;
    this.problem = undefined;
  }

  get #der(): Uint8Array<ArrayBuffer> {
    return new Uint8Array(decodeBase64(this.request.requestBase64) ?? []);
  }

  get #files(): ReturnType<typeof fileNamesOf> {
    return fileNamesOf({ profile: 'azure', role: 'device', name: this.request.commonName });
  }

  #save(form: 'pem' | 'der'): void {
    const { files } = this.app.services;
    const pemFile = this.#files.request;
    const name = form === 'pem' ? pemFile : pemFile.replace(/\.pem$/, '.der');
    if (form === 'pem') files.save(name, 'application/x-pem-file', printPem('CERTIFICATE REQUEST', this.#der));
    else files.save(name, 'application/pkcs10', new Blob([this.#der], { type: 'application/pkcs10' }));
    this.app.notices.say({ message: words.send.saved(name) });
  }

  async #take(event: Event): Promise<void> {
    event.preventDefault();
    if (this.busy) return;
    this.tried = true;
    this.problem = undefined;
    const { parts, request } = this;
    if (parts.length === 0) {
      await this.updateComplete;
      await this.querySelector('dw-source-field')?.updateComplete;
      focusFirstError(this);
      return;
    }
    this.busy = true;
    const fate = await this.app.run(
      () => this.app.services.certificates.completeRequest(request.id, { parts }),
      (body) => (this.problem = body),
    );
    this.busy = false;
    if (fate.kind !== 'done') return;
    this.app.notices.say({ message: words.take.done(request.commonName) });
    this.router.go(this.#routeOf(fate.value));
  }

  /** What came back may be the certificate of an authority. */
  #routeOf(id: string): Route {
    const now = certificateShelfOf(this.app).state.get();
    const taken = now.kind === 'ready' ? certificateOf(now.shelf, id) : undefined;
    return certificateRoute({ id, role: taken?.role ?? 'device' });
  }

  async #remove(): Promise<void> {
    const { id, commonName } = this.request;
    this.problem = undefined;
    const fate = await this.app.run(
      () => this.app.services.certificates.remove(id),
      (body) => (this.problem = body),
    );
    if (fate.kind !== 'done') return;
    this.removing = false;
    this.app.notices.say({ message: words.remove.done(commonName) });
    this.router.replace({ room: 'certificates', tab: 'requests', id: undefined });
  }

  #header(): TemplateResult {
    const { commonName, keyKind, createdAt } = this.request;
    return pageHeader({
      heading: commonName,
      mono: true,
      crumb: {
        label: uiCertificatesWords.tabs.requests,
        href: printRoute({ room: 'certificates', tab: 'requests', id: undefined }),
      },
      status: html`<span class="certificate-status"
        >${status('waiting', uiCertificateRequestsWords.waiting)}<span
          >${uiCertificatePageWords.facts.keyKinds[keyKind]}</span
        ><span>${words.made(formatUtcDay(createdAt))}</span></span
      >`,
      actions: menuButton({
        id: 'request-menu',
        label: words.menu(commonName),
        icon: icons.more,
        items: [{ label: words.remove.act, icon: icons.remove, danger: true, run: () => (this.removing = true) }],
      }),
    });
  }

  #sending(): TemplateResult {
    const { purpose, requestBase64, commonName, keyKind } = this.request;
    const isIssuance = purpose === 'dps-issuance';
    const text = this.form === 'pem' ? printPem('CERTIFICATE REQUEST', this.#der) : requestBase64;
    const command = printOpensslRequest(commonName, keyKind, this.#files);
    return card({
      heading: words.send.heading,
      hint: words.send.hint[purpose],
      body: html`<div class="stack">
        ${
          isIssuance
            ? fieldNote({ tone: 'info', text: uiCertificateRequestsWords.dialog.issuance }, 'request-issuance')
            : nothing
        }
        ${segmented<RequestForm>({
          name: 'request-form',
          label: words.send.form,
          options: (['pem', 'base64'] as const).map((value) => ({ value, label: words.send.forms[value] })),
          value: this.form,
          onChange: (form) => (this.form = form),
        })}
        ${textBlock({ label: words.send.text(commonName), text })}
        <div class="actions">
          <button class="btn" type="button" @click=${() => this.#save('pem')}>
            ${icon(icons.download)}${words.send.savePem}
          </button>
          <button class="btn" type="button" @click=${() => this.#save('der')}>
            ${icon(icons.download)}${words.send.saveDer}
          </button>
        </div>
        ${isIssuance ? this.#registration() : nothing}
        <details class="disclosure">
          <summary>${words.send.command}</summary>
          ${textBlock({ label: words.send.command, text: command, content: commandWords(command) })}
        </details>
      </div>`,
    });
  }

  /** As the device sends it (DPS, "Register device", 2025-07-01-preview and later). */
  #registration(): TemplateResult {
    const { commonName, requestBase64 } = this.request;
    const text = JSON.stringify({ registrationId: commonName, csr: requestBase64 }, undefined, 2);
    return html`<details class="disclosure">
      <summary>${words.body}</summary>
      ${textBlock({ label: words.body, text })}
    </details>`;
  }

  #taking(): TemplateResult {
    const { take } = words;
    return card({
      heading: take.heading,
      hint: take.hint,
      body: html`<form class="stack" novalidate @submit=${(event: Event) => void this.#take(event)}>
        ${this.removing ? nothing : problemNotice(this.problem)}
        <dw-source-field
          fieldId="request-certificate"
          label=${take.label}
          hint=${take.fieldHint}
          placeholder=${take.placeholder}
          accept=${ACCEPT}
          .anew=${this.#anew}
          .error=${this.tried && this.parts.length === 0 ? take.missing : undefined}
          @dw-source=${({ detail }: CustomEvent<SourceParts>) => {
            this.parts = detail;
            this.problem = undefined;
          }}
        ></dw-source-field>
        <div class="actions">
          <button class="btn primary" type="submit" aria-busy=${this.busy ? 'true' : nothing}>
            ${icon(icons.check)}${take.submit}
          </button>
        </div>
      </form>`,
    });
  }

  override render(): TemplateResult {
    const { commonName } = this.request;
    return html`${this.#header()}
      <div class="request-parts">${this.#sending()}${this.#taking()}</div>
      ${questionDialog({
        id: 'remove-request',
        open: this.removing,
        heading: words.remove.title(commonName),
        text: words.remove.text,
        problem: this.removing ? this.problem : undefined,
        cancel: uiCertificatesWords.cancel,
        confirm: words.remove.act,
        onClose: () => (this.removing = false),
        onConfirm: () => void this.#remove(),
      })}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-request-page': RequestPage;
  }
}
