import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { CertificateOutput, OutputFile } from '#core/certificate-export/certificate-output';
import { namesOf } from '#core/certificate-export/output-names';
import { hasExportableKey, outputsOf } from '#core/certificate-export/outputs-of';
import type { KeptCertificate, Shelf } from '#core/ports/certificate-maker';
import { uiCertificateOutputsWords as words } from '#core/words/en/ui-certificate-outputs';
import type { KnownClouds } from '#app/stores/endpoint';
import type { NoticeBody } from '#app/stores/notices';
import { judgeOutput, outputSettingsOf, type OutputDraft, type OutputField } from '#app/stores/output-draft';
import { createOutputDesk, type OutputDesk } from '#app/stores/output-desk';
import type { StoreController } from '../../../controllers/store-controller.ts';
import '../../../elements/button/button.ts';
import { card } from '../../../elements/card/card.ts';
import { focusFirstError } from '../../../elements/field/focus-first-error.ts';
import { icon, icons } from '../../../elements/icon/icon.ts';
import { FieldsEditor } from '../../editing/fields-editor.ts';
import { problemNotice } from '../../findings/problem-notice.ts';
import { View } from '../../view.ts';
import { equalCommands } from './equal-commands.ts';
import { outputFields } from './output-fields.ts';
import './outputs-card.css';

const GROUPS: Readonly<Record<keyof typeof words.groups, readonly CertificateOutput[]>> = {
  certificate: ['certificate-pem', 'certificate-der', 'full-chain'],
  key: ['key', 'encrypted-key', 'pfx'],
  all: ['archive'],
  device: ['edge-config', 'downstream', 'environment'],
  azure: ['enrollment'],
};

const FILE_NAMES = {
  'certificate-pem': 'certificate',
  'certificate-der': 'certificateDer',
  'full-chain': 'fullChain',
  key: 'key',
  'encrypted-key': 'encryptedKey',
  pfx: 'pfx',
  archive: 'archive',
  'edge-config': 'edgeConfig',
  downstream: 'downstream',
  environment: 'environment',
  enrollment: 'enrollment',
} as const satisfies Record<CertificateOutput, keyof ReturnType<typeof namesOf>>;

/** What became of the wish for a file. */
type Saving =
  | { readonly kind: 'busy'; readonly output: CertificateOutput }
  | { readonly kind: 'saved'; readonly output: CertificateOutput; readonly name: string }
  | { readonly kind: 'failed'; readonly output: CertificateOutput; readonly problem: NoticeBody };

/** Everything that a certificate can be saved as, with what each needs and how other tools do the same. */
@customElement('dw-certificate-outputs')
export class CertificateOutputs extends View {
  #draft!: StoreController<OutputDraft>;
  #clouds!: StoreController<KnownClouds>;
  readonly #editor = new FieldsEditor<OutputField>(this, {
    text: (name) => this.#draft.value[name],
    fields: () => this.#fields(),
    remedies: { gatewayHostName: { 'host/form': words.gatewayHostName.remedy } },
    change: (name, text) =>
      this.#desk.change({ [name]: text, ...(name === 'password' ? { isMadePassword: false } : {}) }),
  });

  @property({ attribute: false }) certificate!: KeptCertificate;
  @property({ attribute: false }) shelf!: Shelf;
  /** The one whose settings and commands are shown. */
  @state() private opened: CertificateOutput | undefined;
  @state() private saving: Saving | undefined;

  protected override begin(): void {
    this.#draft = this.follow(this.#desk.draft);
    this.#clouds = this.follow(this.#desk.clouds.known);
    void this.#desk.clouds.askServer();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#leave();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get('certificate');
    if (before !== undefined && before.id !== this.certificate.id) this.#leave();
  }

  /** A password is for one certificate, and known to nobody but who reads it now. */
  #leave(): void {
    this.opened = undefined;
    this.saving = undefined;
    this.#desk.forgetPassword();
  }

  get #desk(): OutputDesk {
    return this.app.keep(createOutputDesk);
  }

  #fields(): ReturnType<typeof judgeOutput> {
    const { opened } = this;
    return opened === undefined ? new Map() : judgeOutput(this.certificate, opened, this.#draft.value);
  }

  #toggle(output: CertificateOutput): void {
    this.opened = this.opened === output ? undefined : output;
    this.#editor.reset();
  }

  /** What lacks a setting is opened in place of being saved. */
  async #save(output: CertificateOutput): Promise<void> {
    if (this.saving?.kind === 'busy') return;
    const lacks = [...judgeOutput(this.certificate, output, this.#draft.value).values()].some(
      ({ error }) => error !== undefined,
    );
    if (lacks) return this.#ask(output);
    const { certificates, files } = this.app.services;
    const { id } = this.certificate;
    this.saving = { kind: 'busy', output };
    const fate = await this.app.run(
      () => certificates.output(id, output, this.#settings(output)),
      (problem) => (this.saving = { kind: 'failed', output, problem }),
    );
    if (fate.kind !== 'done' || id !== this.certificate.id) {
      if (fate.kind === 'cancelled') this.saving = undefined;
      return;
    }
    const { name, mediaType } = fate.value;
    files.save(name, mediaType, contentOf(fate.value));
    this.saving = { kind: 'saved', output, name };
  }

  async #ask(output: CertificateOutput): Promise<void> {
    if (this.opened !== output) this.#toggle(output);
    this.#editor.submit();
    await this.updateComplete;
    for (const input of this.querySelectorAll('dw-secret-input')) await input.updateComplete;
    focusFirstError(this);
  }

  #settings(output: CertificateOutput): ReturnType<typeof outputSettingsOf> {
    const { certificate, shelf } = this;
    return outputSettingsOf(certificate, output, this.#draft.value, this.#clouds.value, shelf.certificates);
  }

  #row(output: CertificateOutput): TemplateResult {
    const { label, text } = words.outputs[output];
    const file = namesOf(this.certificate)[FILE_NAMES[output]];
    const isOpen = this.opened === output;
    const isBusy = this.saving?.kind === 'busy' && this.saving.output === output;
    const bodyId = `output-${output}`;
    return html`<li class="output ${isOpen ? 'open' : ''}">
      <div class="output-head">
        <div class="output-words">
          <h4>${label}</h4>
          <p class="output-text">${text}</p>
          <p class="output-file mono">${file}</p>
        </div>
        <div class="output-acts">
          <button
            class="btn small"
            type="button"
            aria-label=${words.saveNamed(label, file)}
            aria-busy=${isBusy ? 'true' : nothing}
            @click=${() => void this.#save(output)}
          >
            ${icon(icons.download)}${words.save}
          </button>
          <button
            class="btn ghost small icon output-more"
            type="button"
            aria-expanded=${isOpen}
            aria-controls=${isOpen ? bodyId : nothing}
            aria-label=${words.more(label)}
            data-tip=${words.more(label)}
            @click=${() => this.#toggle(output)}
          >
            ${icon(icons.dropDown)}
          </button>
        </div>
      </div>
      ${this.#said(output)}${isOpen ? this.#body(output, bodyId) : nothing}
    </li>`;
  }

  #said(output: CertificateOutput): TemplateResult | typeof nothing {
    const { saving } = this;
    if (saving?.output !== output || saving.kind === 'busy') return nothing;
    if (saving.kind === 'failed') return html`<div class="output-said">${problemNotice(saving.problem)}</div>`;
    return html`<p class="output-said output-saved small" role="status">
      ${icon(icons.circleCheck)}<span>${words.saved(saving.name)}. ${output === 'key' ? words.savedKey : nothing}</span>
    </p>`;
  }

  #body(output: CertificateOutput, id: string): TemplateResult {
    const { certificate, shelf } = this;
    const otherHalf = shelf.certificates.find(
      (one) => one.id !== certificate.id && one.pair !== undefined && one.pair.id === certificate.pair?.id,
    );
    return html`<div class="output-body" id=${id}>
      ${outputFields({
        output,
        certificate,
        edgeCas: shelf.certificates.filter(({ role }) => role === 'edge-ca'),
        draft: this.#draft.value,
        fields: this.#fields(),
        editor: this.#editor,
        clouds: this.#clouds.value,
        onChange: (part) => this.#desk.change(part),
        onEndpoint: (endpoint) => void this.app.run(() => this.#desk.chooseEndpoint(endpoint)),
        onMakePassword: () => this.#desk.makePassword(),
      })}
      ${equalCommands(certificate, output, this.#settings(output), otherHalf)}
    </div>`;
  }

  #group(group: keyof typeof GROUPS): TemplateResult | typeof nothing {
    const { certificate } = this;
    const known = outputsOf(certificate);
    const outputs = GROUPS[group].filter((output) => known.includes(output));
    const isMissing = group === 'key' && !hasExportableKey(certificate);
    if (outputs.length === 0 && !isMissing) return nothing;
    return html`<section class="output-group">
      <h3>${words.groups[group]}</h3>
      ${isMissing ? html`<p class="output-missing small">${this.#whyMissing()}</p>` : nothing}
      <ul class="outputs">
        ${outputs.map((output) => this.#row(output))}
      </ul>
    </section>`;
  }

  #whyMissing(): string {
    return words.missingKey[this.certificate.key.kind];
  }

  override render(): TemplateResult {
    const groups = Object.keys(GROUPS) as (keyof typeof GROUPS)[];
    return card({
      heading: words.heading,
      hint: words.hint,
      body: html`<div class="output-groups">${groups.map((group) => this.#group(group))}</div>`,
    });
  }
}

function contentOf({ content, mediaType }: OutputFile): string | Blob {
  return content instanceof Uint8Array ? new Blob([content], { type: mediaType }) : content;
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-certificate-outputs': CertificateOutputs;
  }
}
