import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { KeptCertificate, Shelf } from '#core/ports/certificate-maker';
import { uiCertificatePageWords } from '#core/words/en/ui-certificate-page';
import { uiCertificatesWords } from '#core/words/en/ui-certificates';
import { useOf } from '#app/stores/certificate-use';
import type { NoticeBody } from '#app/stores/notices';
import { listDevicesWith } from '#app/use-cases/start-certificate-device';
import { icon, icons } from '../../../elements/icon/icon.ts';
import { questionDialog } from '../../findings/question-dialog.ts';
import { View } from '../../view.ts';
import { tabOf } from '../shared/certificate-link.ts';
import { saveLog } from './save-log.ts';

const words = uiCertificatePageWords.remove;

/** Asks before a certificate is removed, and says what goes with it. Event: `dw-close`. */
@customElement('dw-remove-certificate-dialog')
export class RemoveCertificateDialog extends View {
  @property({ attribute: false }) certificate!: KeptCertificate;
  @property({ attribute: false }) shelf!: Shelf;
  @property({ type: Boolean }) open = false;
  @state() private problem: NoticeBody | undefined;
  /** Names of the virtual devices that lose what they connect with. */
  @state() private devices: readonly string[] = [];

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('open') || !this.open) return;
    this.problem = undefined;
    this.devices = [];
    void this.#findDevices(this.certificate.id);
  }

  async #findDevices(id: string): Promise<void> {
    const fate = await this.app.run(
      () => listDevicesWith(this.app.services, id),
      (body) => (this.problem = body),
    );
    if (fate.kind === 'done' && id === this.certificate.id) this.devices = fate.value;
  }

  #close(): void {
    this.raise('dw-close', undefined);
  }

  async #remove(): Promise<void> {
    const { id, role, facts } = this.certificate;
    this.problem = undefined;
    const fate = await this.app.run(
      () => this.app.services.certificates.remove(id),
      (body) => (this.problem = body),
    );
    if (fate.kind !== 'done') return;
    this.#close();
    this.app.notices.say({ message: words.removed(facts.commonName || facts.subjectName) });
    this.router.replace({ room: 'certificates', tab: tabOf(role), id: undefined });
  }

  async #saveLog(): Promise<void> {
    const { certificate } = this;
    this.problem = undefined;
    const fate = await this.app.run(
      () => this.app.services.certificates.log(certificate.id),
      (body) => (this.problem = body),
    );
    if (fate.kind === 'done') saveLog(this.app, certificate, fate.value);
  }

  get #logged(): number {
    return this.shelf.logs.find(({ authorityId }) => authorityId === this.certificate.id)?.count ?? 0;
  }

  /** The log is all that is known here of what an authority signed. */
  #before(): TemplateResult | typeof nothing {
    if (this.#logged === 0) return nothing;
    return html`<div>
      <button class="btn" type="button" @click=${() => void this.#saveLog()}>
        ${icon(icons.download)}${words.saveLog}
      </button>
    </div>`;
  }

  #text(): string {
    const { certificate, shelf } = this;
    const logged = this.#logged;
    const below = useOf(certificate, shelf).below.length;
    return [
      words.key[certificate.key.kind === 'elsewhere' ? 'elsewhere' : 'here'],
      ...(logged > 0 ? [words.log(logged)] : []),
      ...(below > 0 ? [words.below(below)] : []),
      ...(this.devices.length > 0 ? [words.devices(this.devices)] : []),
      words.azure,
    ].join(' ');
  }

  override render(): TemplateResult {
    const { facts } = this.certificate;
    return questionDialog({
      id: 'remove-certificate',
      open: this.open,
      heading: words.title(facts.commonName || facts.subjectName),
      text: this.open ? this.#text() : '',
      before: this.#before(),
      problem: this.problem,
      cancel: uiCertificatesWords.cancel,
      confirm: words.act,
      onClose: () => this.#close(),
      onConfirm: () => void this.#remove(),
    });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-remove-certificate-dialog': RemoveCertificateDialog;
  }
}
