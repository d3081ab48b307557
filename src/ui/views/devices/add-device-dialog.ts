import { html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import type { KeptCertificate } from '#core/ports/certificate-maker';
import { uiAddDeviceWords as words } from '#core/words/en/ui-add-device';
import { createBrowserCertificateWish } from '#app/stores/browser-certificate-wish';
import { findCertificateChoice, listCertificateChoices, type CertificateChoice } from '#app/stores/certificate-choice';
import { certificateOf } from '#app/stores/certificate-shelf';
import {
  guessPlace,
  usesBrowserStore,
  usesDps,
  usesKeptCertificate,
  type CertificateStore,
  type DeviceDraft,
  type DraftWay,
} from '#app/stores/device-draft';
import { makeNewDevice } from '#app/stores/device-of-draft';
import { placeOf, takesBrowserCertificate, type KnownClouds, type ServicePlace } from '#app/stores/endpoint';
import { createLocalClouds, type LocalClouds } from '#app/stores/local-clouds';
import type { NoticeBody } from '#app/stores/notices';
import { createWishedDevice, type DeviceWish } from '#app/stores/wished-device';
import { addDevice } from '#app/use-cases/add-device';
import { enrollInCloud } from '#app/use-cases/enroll-in-cloud';
import { tryCertificate } from '#app/use-cases/try-certificate';
import type { StoreController } from '../../controllers/store-controller.ts';
import '../../elements/button/button.ts';
import { dialog } from '../../elements/dialog/dialog.ts';
import { choiceCards } from '../../elements/field/choice-cards.ts';
import { focusFirstError } from '../../elements/field/focus-first-error.ts';
import { showField } from '../../elements/field/show-field.ts';
import { switchInput } from '../../elements/field/switch-input.ts';
import { icon, icons } from '../../elements/icon/icon.ts';
import type { DialogName } from '../../services-context.ts';
import { faultsLine } from '../editing/faults-line.ts';
import { problemNotice } from '../findings/problem-notice.ts';
import { View } from '../view.ts';
import './add-device-dialog.css';
import { CertificateDesk } from './certificate-desk.ts';
import { credentialComparison } from './credential-comparison.ts';
import { credentialPart } from './credential-part.ts';
import { tryIt } from './device-actions.ts';
import { DraftClouds } from './draft-clouds.ts';
import { DraftEditor, type EditorSurroundings } from './draft-editor.ts';
import { behaviourFields, issuanceField, payloadField } from './draft-fields.ts';

const WAYS: readonly DraftWay[] = ['group-key', 'device-key', 'connection-string', 'certificate'];

/** The dialog that adds a device: what one has at hand, the fields for it, and what the device is to do. */
@customElement('dw-add-device-dialog')
export class AddDeviceDialog extends View {
  #open!: StoreController<DialogName | undefined, boolean>;
  readonly #editor = new DraftEditor(this, () => this.#surroundings());
  /** They hold keys, so they are forgotten when the dialog closes. */
  #local!: LocalClouds;
  #clouds!: StoreController<KnownClouds>;
  #draftClouds!: DraftClouds;
  readonly #desk = new CertificateDesk(this);

  /** How much was said below the field with the focus. */
  #said = 0;

  @state() private problem: NoticeBody | undefined;
  @state() private busy = false;
  /** A certificate is being made for the local cloud. */
  @state() private trying = false;

  protected override begin(): void {
    this.#open = this.follow(this.context.dialog, (name) => name === 'add-device');
    this.#local = createLocalClouds(this.app.services);
    this.#clouds = this.follow(this.#local.known);
    this.#draftClouds = new DraftClouds(this.#editor, this.#local, () => this.#knowBrowserCloud());
    // The element may be fetched after the dialog was asked for.
    if (this.#open.value) void this.#begin();
    this.context.dialog.subscribe(() => void this.#begin());
  }

  protected override willUpdate(): void {
    const { way } = this.#editor.draft;
    if (way !== 'certificate' && !usesKeptCertificate(this.#editor.draft)) return;
    this.#desk.open(this.app);
  }

  protected override updated(): void {
    const field = this.querySelector('.field:has(:focus)');
    const said = field?.querySelectorAll('.field-error, .field-note').length ?? 0;
    // What is said while somebody types must not come up behind the footer.
    if (field !== null && said > this.#said) showField(field);
    this.#said = said;
  }

  async #begin(): Promise<void> {
    const open = this.context.dialog.get() === 'add-device';
    this.#editor.reset();
    this.#local.forget();
    this.problem = undefined;
    if (!open) return;
    const wish = this.app.keep(createWishedDevice).take();
    if (wish?.kind === 'draft') this.#editor.change(wish.draft);
    if (wish?.kind === 'certificate') await this.#beginWithCertificate(wish);
    // A cloud that cannot be reached is not offered; choosing it by hand says why.
    await Promise.all([this.#local.askServer(), this.#local.askBrowser().catch(() => undefined)]);
    const { connectionString } = this.#editor.draft;
    if (wish?.kind === 'draft' && wish.draft.connectionString === connectionString) {
      this.#editor.change({ place: guessPlace(connectionString, this.#clouds.value) });
    }
    this.#draftClouds.preferLocal(this.#clouds.value);
  }

  async #beginWithCertificate({ certificateId }: DeviceWish & { kind: 'certificate' }): Promise<void> {
    this.#editor.change({ way: 'certificate' });
    const { certificates } = this.app.services;
    const fate = await this.#run(() => certificates.shelf());
    if (fate.kind !== 'done') return;
    // What follows the shelf hears of it in its own time; the choice stands in the draft before.
    const certificate = certificateOf(fate.value, certificateId);
    const choice = certificate && findCertificateChoice(listCertificateChoices(fate.value), certificate);
    if (choice !== undefined) this.#editor.takeCertificate(choice);
  }

  #close(): void {
    this.context.dialog.set(undefined);
  }

  #surroundings(): EditorSurroundings {
    return { clouds: this.#clouds.value, choices: this.#desk.choices, now: this.app.services.clock.now() };
  }

  #chooseWay(way: DraftWay): void {
    this.#editor.change({ way });
    this.#draftClouds.preferLocal(this.#clouds.value);
  }

  #chooseStore(store: CertificateStore): void {
    const { endpoint, place } = this.#editor.draft;
    const stays = (one: ServicePlace): boolean => store === 'kept' || takesBrowserCertificate(one, this.#clouds.value);
    if (!stays(placeOf(endpoint))) void this.#draftClouds.choose('global');
    this.#editor.change({ store, place: stays(place) ? place : 'azure' });
  }

  async #tryCertificate(): Promise<void> {
    if (this.trying) return;
    this.trying = true;
    const fate = await this.#run(() => tryCertificate(this.app.services));
    this.trying = false;
    if (fate.kind !== 'done') return;
    this.#close();
    this.router.go({ room: 'device', id: fate.value, tab: 'telemetry' });
  }

  async #knowBrowserCloud(): Promise<boolean> {
    return (await this.#run(() => this.#local.askBrowser())).kind === 'done';
  }

  #run<T>(work: () => Promise<T>): ReturnType<typeof this.app.run<T>> {
    this.problem = undefined;
    return this.app.run(work, (body) => (this.problem = body));
  }

  async #submit(): Promise<void> {
    if (this.busy || this.#lacksCertificate) return;
    if (!this.#editor.submit()) {
      await this.updateComplete;
      focusFirstError(this);
      return;
    }
    const { draft } = this.#editor;
    if (draft.endpoint === 'browser' && usesDps(draft) && !(await this.#knowBrowserCloud())) return;
    this.busy = true;
    const fate = await this.#run(() => this.#add(draft));
    this.busy = false;
    if (fate.kind !== 'done') return;
    this.#close();
    this.router.go({ room: 'device', id: fate.value, tab: undefined });
    if (usesBrowserStore(draft)) this.#leadThroughImport(fate.value);
  }

  /** Makes the certificate known where that is wished, and then the device. */
  async #add(draft: DeviceDraft): Promise<string> {
    const { services } = this.app;
    const enrolling = this.#enrolling(draft);
    const device = makeNewDevice(draft, this.#clouds.value, this.#surroundings());
    if (enrolling !== undefined && device.record.cloud.kind !== 'azure') {
      await enrollInCloud(services, device.record.cloud, enrolling.choice, enrolling.enroller);
    }
    // What the browser is to show has to be brought to it before.
    return addDevice(services.devices, device, draft.startNow && !usesBrowserStore(draft));
  }

  #leadThroughImport(deviceId: string): void {
    this.app.keep(createBrowserCertificateWish).set(deviceId);
    this.context.dialog.set('browser-certificate');
  }

  #enrolling(draft: DeviceDraft): { choice: CertificateChoice; enroller: KeptCertificate } | undefined {
    const isWished = draft.way === 'certificate' && draft.enrolls && usesDps(draft) && usesKeptCertificate(draft);
    if (!isWished || placeOf(draft.endpoint) === 'azure') return undefined;
    const choice = this.#desk.choice(draft.certificateId);
    const enroller = choice && this.#desk.enrollerOf(choice);
    return enroller && choice && { choice, enroller };
  }

  #tryInstead(): TemplateResult {
    const go = (): void => {
      this.#close();
      void tryIt(this.context);
    };
    return html`<p class="try-instead">
      ${words.noCloud.text}
      <button class="btn small" type="button" @click=${go}>${icon(icons.wand)}${words.noCloud.tryIt}</button>
    </p>`;
  }

  #credentialPart(): TemplateResult {
    const desk = this.#desk;
    const { draft } = this.#editor;
    const chosen = desk.choice(draft.certificateId);
    const place = usesDps(draft) ? placeOf(draft.endpoint) : draft.place;
    return credentialPart({
      editor: this.#editor,
      shelf: desk.state,
      choices: desk.choices,
      lacksRelay: place !== 'browser' && desk.lacksRelay,
      enroller: chosen && desk.enrollerOf(chosen),
      isTrying: this.trying,
      clouds: this.#clouds.value,
      localNotes: this.#draftClouds.notes(),
      onStore: (store) => this.#chooseStore(store),
      onTry: () => void this.#tryCertificate(),
      onLeave: () => this.#close(),
      onEndpoint: (endpoint) => void this.#draftClouds.choose(endpoint),
    });
  }

  /** Where there is no certificate to choose, nothing else is of use yet. */
  get #lacksCertificate(): boolean {
    return usesKeptCertificate(this.#editor.draft) && this.#desk.choices.length === 0;
  }

  #body(): TemplateResult {
    const { draft } = this.#editor;
    return html`<div class="stack add-device">
      ${problemNotice(this.problem)}
      ${choiceCards<DraftWay>({
        name: 'new-way',
        label: words.way.label,
        options: WAYS.map((value) => ({ value, ...words.way[value] })),
        value: draft.way,
        onChange: (way) => this.#chooseWay(way),
      })}
      ${credentialComparison()} ${this.#credentialPart()} ${this.#lacksCertificate ? nothing : this.#devicePart()}
    </div>`;
  }

  /** What the device is and does, whatever it proves itself with. */
  #devicePart(): TemplateResult {
    const editor = this.#editor;
    const { draft } = editor;
    const isDps = usesDps(draft);
    const isOwn = usesBrowserStore(draft);
    const start = switchInput({
      id: 'new-start',
      ...words.startNow,
      checked: draft.startNow,
      onChange: (startNow) => editor.change({ startNow }),
    });
    return html`${behaviourFields(editor)}${isDps && !isOwn ? issuanceField(editor) : nothing}${
      isDps ? payloadField(editor) : nothing
    }${isOwn ? nothing : start}${this.#tryInstead()}`;
  }

  #footer(): TemplateResult {
    const { draft } = this.#editor;
    const add = usesBrowserStore(draft) ? words.addAndImport : draft.startNow ? words.add : words.addOnly;
    const cancel = html`<button class="btn" type="button" @click=${() => this.#close()}>${words.cancel}</button>`;
    if (this.#lacksCertificate) return cancel;
    return html`${faultsLine(this.#editor.faults)}${cancel}
      <button class="btn primary" type="submit" aria-busy=${this.busy ? 'true' : nothing}>${add}</button>`;
  }

  override render(): TemplateResult {
    return dialog({
      id: 'add-device',
      open: this.#open.value,
      heading: words.title,
      body: () => this.#body(),
      footer: () => this.#footer(),
      onClose: () => this.#close(),
      onSubmit: () => void this.#submit(),
    });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-add-device-dialog': AddDeviceDialog;
  }
}
