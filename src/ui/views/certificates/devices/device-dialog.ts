import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { NewKeyPlace, Shelf } from '#core/ports/certificate-maker';
import { uiCertificatesWords } from '#core/words/en/ui-certificates';
import { uiDeviceCertificatesWords } from '#core/words/en/ui-certificates-devices';
import {
  chooseSigner,
  judgeDeviceDraft,
  listSigners,
  makeDeviceDraft,
  rebaseDeviceDraft,
  roleOfKind,
  type DeviceCertificateDraft,
  type DeviceCertificateField,
  type DeviceCertificateWish,
  type JudgedDeviceCertificate,
} from '#app/stores/device-certificate-draft';
import type { NoticeBody } from '#app/stores/notices';
import '../../../elements/button/button.ts';
import { dialog } from '../../../elements/dialog/dialog.ts';
import { focusFirstError } from '../../../elements/field/focus-first-error.ts';
import { faultsLine } from '../../editing/faults-line.ts';
import { FieldsEditor } from '../../editing/fields-editor.ts';
import { View } from '../../view.ts';
import type { CertificateWish, WishOf } from '../certificate-wish.ts';
import { certificateRoute } from '../shared/certificate-link.ts';
import { makingSteps } from '../shared/making-steps.ts';
import { deviceFields, DEVICE_PREFIX } from './device-fields.ts';

const words = uiDeviceCertificatesWords.dialog;

/**
 * Makes the certificate of a device, a module or an IoT Edge device, or the pair of a single enrollment. Event: `dw-close`;
 * then it goes to the page of what it made.
 */
@customElement('dw-device-certificate-dialog')
export class DeviceCertificateDialog extends View {
  readonly #editor = new FieldsEditor<DeviceCertificateField>(this, {
    text: (name) => (name === 'name' ? this.draft.name : ''),
    fields: () => this.#judge().fields,
    change: (name, text) => name === 'name' && this.#change({ name: text }),
  });

  @property({ attribute: false }) shelf!: Shelf;
  /** Undefined: closed. */
  @property({ attribute: false }) wish: WishOf<'make-device'> | undefined;
  @state() private draft!: DeviceCertificateDraft;
  /** From the first try on, what is missing is said. */
  @state() private tried = false;
  /** Since when keys and certificates are being made. */
  @state() private busySince: number | undefined;
  @state() private problem: NoticeBody | undefined;
  /** As it was chosen last: whoever makes several wants the same. */
  #keyPlace: NewKeyPlace | undefined;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('wish') || this.wish === undefined) return;
    const { certificateKind = 'device', authorityId } = this.wish;
    const signer = chooseSigner(certificateKind, this.shelf, this.#now(), authorityId);
    const draft = makeDeviceDraft(certificateKind, 'azure', signer, this.#now());
    this.draft = { ...draft, keyPlace: this.#keyPlace };
    this.tried = false;
    this.problem = undefined;
    this.#editor.reset();
  }

  #now(): number {
    return this.app.services.clock.now();
  }

  #judge(): JudgedDeviceCertificate {
    return judgeDeviceDraft(this.draft, this.shelf, this.#now());
  }

  #change(part: Partial<DeviceCertificateDraft>): void {
    this.draft = { ...this.draft, ...part };
    this.problem = undefined;
  }

  /** Another kind, profile or authority brings what it makes certificates with. */
  #rebase(part: Parameters<typeof rebaseDeviceDraft>[1]): void {
    this.#change(rebaseDeviceDraft(this.draft, part, this.shelf, this.#now()));
  }

  /** Closing gives up a key that is still being made. */
  #close(): void {
    if (this.busySince !== undefined) void this.app.run(() => this.app.services.certificates.cancelMaking());
    this.raise('dw-close', undefined);
  }

  async #submit(again: boolean): Promise<void> {
    if (this.busySince !== undefined) return;
    const { wish: wanted, missing } = this.#judge();
    this.tried = true;
    if (!this.#editor.submit() || missing.size > 0 || wanted === undefined) {
      await this.updateComplete;
      focusFirstError(this);
      return;
    }
    await this.#make(wanted, again);
  }

  async #make(wanted: DeviceCertificateWish, again: boolean): Promise<void> {
    const { wish, draft } = this;
    this.problem = undefined;
    this.busySince = this.#now();
    const fate = await this.app.run(
      () => this.#ask(wanted, again),
      (body) => (this.problem = body),
    );
    this.busySince = undefined;
    if (fate.kind !== 'done' || wish !== this.wish) return;
    this.#keyPlace = draft.keyPlace;
    const name = wanted.kind === 'pair' ? wanted.wish.deviceId : wanted.wish.name;
    this.app.notices.say({ message: wanted.kind === 'pair' ? words.madePair(name) : words.made(name) });
    this.raise('dw-close', undefined);
    this.router.go(certificateRoute({ id: fate.value, role: roleOfKind(draft.kind) }));
  }

  /** Gives the id of what was made, of a pair the primary's. */
  async #ask(wanted: DeviceCertificateWish, again: boolean): Promise<string> {
    const { certificates } = this.app.services;
    if (wanted.kind === 'pair') return (await certificates.makePair(wanted.wish))[0];
    return certificates.makeDevice(again ? { ...wanted.wish, again } : wanted.wish);
  }

  #faults(): number {
    return this.#editor.faults + (this.tried ? this.#judge().missing.size : 0);
  }

  #form(): TemplateResult {
    const now = this.#now();
    return deviceFields({
      draft: this.draft,
      judged: this.#judge(),
      editor: this.#editor,
      signers: listSigners(this.shelf, now),
      now,
      tried: this.tried,
      problem: this.problem,
      onChange: (part) => this.#change(part),
      onRebase: (part) => this.#rebase(part),
      onAgain: () => void this.#submit(true),
      onMakeRoot: () => this.raise<CertificateWish>('dw-certificate-wish', { kind: 'make-root' }),
    });
  }

  #footer(): TemplateResult {
    const isBusy = this.busySince !== undefined;
    return html`${isBusy ? nothing : faultsLine(this.#faults())}<button class="btn" type="button" @click=${() => this.#close()}>
        ${uiCertificatesWords.cancel}
      </button>
      <button class="btn primary" type="submit" ?disabled=${isBusy}>
        ${words.submit[this.draft.kind === 'pair' ? 'pair' : 'one']}
      </button>`;
  }

  override render(): TemplateResult {
    const { busySince } = this;
    return dialog({
      id: `make-${DEVICE_PREFIX}`,
      open: this.wish !== undefined,
      heading: words.title,
      body: () => (busySince === undefined ? this.#form() : makingSteps(this.draft.keyKind, busySince)),
      footer: () => this.#footer(),
      onClose: () => this.#close(),
      onSubmit: () => void this.#submit(false),
    });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-device-certificate-dialog': DeviceCertificateDialog;
  }
}
