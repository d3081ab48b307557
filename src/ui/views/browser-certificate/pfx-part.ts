import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { hasExportableKey } from '#core/certificate-export/outputs-of';
import { makePassword } from '#core/pkcs/password';
import type { KeptCertificate } from '#core/ports/certificate-maker';
import { uiBrowserCertificateWords } from '#core/words/en/ui-browser-certificate';
import type { NoticeBody } from '#app/stores/notices';
import '../../elements/button/button.ts';
import '../../elements/copy/copy.ts';
import { field, type FieldNote } from '../../elements/field/field.ts';
import { focusFirstError } from '../../elements/field/focus-first-error.ts';
import { secretInput } from '../../elements/field/secret-input.ts';
import { selectInput } from '../../elements/field/select-input.ts';
import { switchInput } from '../../elements/field/switch-input.ts';
import { icon, icons } from '../../elements/icon/icon.ts';
import { notice } from '../../elements/notice/notice.ts';
import { formatUtcDay } from '../../elements/text/utc.ts';
import { printRoute } from '../../routes.ts';
import { certificateHref } from '../certificates/shared/certificate-link.ts';
import { problemNotice } from '../findings/problem-notice.ts';
import { View } from '../view.ts';

const words = uiBrowserCertificateWords.out;
const SHORT_PASSWORD = 12;

/** Brings a kept certificate with its key out as a PFX file; or says why not. Event: `dw-leave` when a link is followed. */
@customElement('dw-pfx-part')
export class PfxPart extends View {
  /** Of the device: what it is called at its service. */
  @property() name = '';
  /** Those that are for the device, the one that it uses first. */
  @property({ attribute: false }) certificates: readonly KeptCertificate[] = [];
  @state() private chosen = '';
  @state() private password = '';
  @state() private isMade = false;
  @state() private isLegacy = false;
  @state() private tried = false;
  @state() private busy = false;
  @state() private saved: string | undefined;
  @state() private problem: NoticeBody | undefined;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('name') || changed.get('name') === undefined) return;
    this.chosen = '';
    this.password = '';
    this.isMade = false;
    this.tried = false;
    this.saved = undefined;
    this.problem = undefined;
  }

  get #certificate(): KeptCertificate | undefined {
    const { certificates } = this;
    return certificates.find(({ id }) => id === this.chosen) ?? certificates.find(hasExportableKey) ?? certificates[0];
  }

  #type(password: string, isMade: boolean): void {
    this.password = password;
    this.isMade = isMade;
    this.problem = undefined;
  }

  async #save(certificate: KeptCertificate): Promise<void> {
    this.tried = true;
    if (this.busy) return;
    if (this.password === '') {
      await this.updateComplete;
      await this.querySelector('dw-secret-input')?.updateComplete;
      focusFirstError(this);
      return;
    }
    const { certificates, files } = this.app.services;
    const { password, isMade: isMadePassword, isLegacy: isLegacyPfx } = this;
    this.busy = true;
    this.problem = undefined;
    const fate = await this.app.run(
      () =>
        certificates.output(certificate.id, 'pfx', {
          password,
          isMadePassword,
          isLegacyPfx,
          dpsHost: '',
          directory: '',
        }),
      (problem) => (this.problem = problem),
    );
    this.busy = false;
    if (fate.kind !== 'done') return;
    const { name, mediaType, content } = fate.value;
    files.save(name, mediaType, content instanceof Uint8Array ? new Blob([content]) : content);
    this.saved = name;
  }

  #none(): TemplateResult {
    const { title, text, go } = words.none;
    const href = printRoute({ room: 'certificates', tab: 'devices', id: undefined });
    return notice({
      tone: 'info',
      title: title(this.name),
      explanation: text,
      actions: html`<a class="btn small" href=${href} @click=${() => this.raise('dw-leave', undefined)}>${go}</a>`,
    });
  }

  #stays(certificate: KeptCertificate): TemplateResult {
    const { title, vault, browser, go } = words.stays;
    return notice({
      tone: 'warn',
      title,
      explanation: certificate.key.kind === 'browser' ? browser : vault,
      actions: html`<a
        class="btn small"
        href=${certificateHref(certificate)}
        @click=${() => this.raise('dw-leave', undefined)}
        >${go}</a
      >`,
    });
  }

  #choice(certificate: KeptCertificate): TemplateResult | typeof nothing {
    if (this.certificates.length < 2) return nothing;
    return field({ id: 'pfx-certificate', label: words.which }, (ties) =>
      selectInput<string>(ties, {
        value: certificate.id,
        options: this.certificates.map(({ id, facts }) => ({
          value: id,
          label: `${facts.commonName}, ${formatUtcDay(facts.notAfter)}`,
        })),
        onChange: (id) => {
          this.chosen = id;
          this.saved = undefined;
        },
      }),
    );
  }

  #passwordField(): TemplateResult {
    const { label, hint, make, missing, short } = words.password;
    const { password, isMade } = this;
    const isShort = password !== '' && !isMade && password.length < SHORT_PASSWORD;
    const notes: FieldNote[] = isShort ? [{ tone: 'warn', text: short }] : [];
    const error = this.tried && password === '' ? missing : undefined;
    return html`<div class="pfx-password">
      ${field({ id: 'pfx-password', label, hint, error, notes }, (ties) =>
        secretInput(ties, { value: password, onInput: (text) => this.#type(text, false) }),
      )}
      <button class="btn" type="button" @click=${() => this.#type(makePassword(this.app.services.crypto), true)}>
        ${icon(icons.wand)}${make}
      </button>
    </div>`;
  }

  #made(): TemplateResult | typeof nothing {
    if (!this.isMade) return nothing;
    return notice({
      tone: 'warn',
      title: words.password.made,
      details: html`<span class="row"
        ><strong class="mono">${this.password}</strong
        ><dw-copy secret worded .text=${this.password} .label=${words.password.label}></dw-copy
      ></span>`,
      announce: true,
    });
  }

  override render(): TemplateResult {
    const certificate = this.#certificate;
    if (certificate === undefined) return this.#none();
    if (!hasExportableKey(certificate)) return html`${this.#choice(certificate)}${this.#stays(certificate)}`;
    return html`<p class="muted">${words.text}</p>
      ${this.#choice(certificate)}${this.#passwordField()}${this.#made()}
      ${switchInput({
        id: 'pfx-legacy',
        ...words.legacy,
        checked: this.isLegacy,
        onChange: (isLegacy) => (this.isLegacy = isLegacy),
      })}
      ${problemNotice(this.problem)}
      <div class="actions">
        <button
          class="btn"
          type="button"
          aria-busy=${this.busy ? 'true' : nothing}
          @click=${() => void this.#save(certificate)}
        >
          ${icon(icons.download)}${words.save}
        </button>
      </div>
      ${this.saved === undefined ? nothing : notice({ tone: 'ok', title: words.saved(this.saved), explanation: words.savedText, announce: true })}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-pfx-part': PfxPart;
  }
}
