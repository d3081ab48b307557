import { html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { uiAddDeviceWords as words } from '#core/words/en/ui-add-device';
import type { NoticeBody } from '#app/stores/notices';
import { guessPlace, makeNewDevice, type DraftWay } from '#app/stores/device-draft';
import type { Endpoint, KnownClouds } from '#app/stores/endpoint';
import { createLocalClouds, type LocalClouds } from '#app/stores/local-clouds';
import { createWishedDevice } from '#app/stores/wished-device';
import { addDevice } from '#app/use-cases/add-device';
import type { StoreController } from '../../controllers/store-controller.ts';
import '../../elements/button/button.ts';
import { choiceCards } from '../../elements/field/choice-cards.ts';
import { focusFirstError } from '../../elements/field/focus-first-error.ts';
import { showField } from '../../elements/field/show-field.ts';
import type { FieldNote } from '../../elements/field/field.ts';
import { switchInput } from '../../elements/field/switch-input.ts';
import { icon, icons } from '../../elements/icon/icon.ts';
import { dialog } from '../../elements/dialog/dialog.ts';
import '../findings/finding-notice.ts';
import { mistakeNotice } from '../findings/mistake-notice.ts';
import type { DialogName } from '../../services-context.ts';
import { View } from '../view.ts';
import './add-device-dialog.css';
import { credentialComparison } from './credential-comparison.ts';
import { tryIt } from './device-actions.ts';
import { localNote } from '../editing/endpoint-field.ts';
import { faultsLine } from '../editing/faults-line.ts';
import { DraftEditor } from './draft-editor.ts';
import { behaviourFields, connectionFields, dpsFields, payloadField } from './draft-fields.ts';

const WAYS: readonly DraftWay[] = ['group-key', 'device-key', 'connection-string'];

/** The dialog that adds a device: what one has at hand, the fields for it, and what the device is to do. */
@customElement('dw-add-device-dialog')
export class AddDeviceDialog extends View {
  #open!: StoreController<DialogName | undefined, boolean>;
  readonly #editor = new DraftEditor(this, () => this.#clouds.value);
  /** They hold keys, so they are forgotten when the dialog closes. */
  #local!: LocalClouds;
  #clouds!: StoreController<KnownClouds>;

  /** How much was said below the field with the focus. */
  #said = 0;

  @state() private problem: NoticeBody | undefined;
  @state() private busy = false;

  protected override begin(): void {
    this.#open = this.follow(this.context.dialog, (name) => name === 'add-device');
    this.#local = createLocalClouds(this.app.services);
    this.#clouds = this.follow(this.#local.known);
    // The element may be fetched after the dialog was asked for.
    if (this.#open.value) void this.#begin();
    this.context.dialog.subscribe(() => void this.#begin());
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
    const connectionString = this.app.keep(createWishedDevice).take();
    if (connectionString !== undefined) this.#editor.change({ way: 'connection-string', connectionString });
    // A cloud that cannot be reached is not offered; choosing it by hand says why.
    await Promise.all([this.#local.askServer(), this.#local.askBrowser().catch(() => undefined)]);
    if (connectionString !== undefined && this.#editor.draft.connectionString === connectionString) {
      this.#editor.change({ place: guessPlace(connectionString, this.#clouds.value) });
    }
  }

  #close(): void {
    this.context.dialog.set(undefined);
  }

  async #chooseEndpoint(endpoint: Endpoint): Promise<void> {
    this.#leaveCloud();
    this.#editor.change({ endpoint });
    if (endpoint === 'browser') await this.#knowBrowserCloud();
    const local = this.#local.at(endpoint);
    if (local !== undefined && this.#editor.draft.idScope.trim() === '') this.#editor.type('idScope', local.idScope);
  }

  /** What a local cloud filled in names nothing anywhere else. */
  #leaveCloud(): void {
    const { endpoint, idScope, primaryKey } = this.#editor.draft;
    const left = this.#local.at(endpoint);
    if (left === undefined) return;
    if (idScope.trim() === left.idScope) this.#editor.change({ idScope: '' });
    if (primaryKey === left.groupKey) this.#editor.change({ primaryKey: '' });
  }

  async #knowBrowserCloud(): Promise<boolean> {
    return (await this.#run(() => this.#local.askBrowser())).kind === 'done';
  }

  #run<T>(work: () => Promise<T>): ReturnType<typeof this.app.run<T>> {
    this.problem = undefined;
    return this.app.run(work, (body) => (this.problem = body));
  }

  async #submit(): Promise<void> {
    if (this.busy) return;
    if (!this.#editor.submit()) {
      await this.updateComplete;
      focusFirstError(this);
      return;
    }
    const { draft } = this.#editor;
    if (draft.endpoint === 'browser' && draft.way !== 'connection-string' && !(await this.#knowBrowserCloud())) return;
    this.busy = true;
    const device = makeNewDevice(draft, this.#clouds.value);
    const fate = await this.#run(() => addDevice(this.app.services.devices, device, draft.startNow));
    this.busy = false;
    if (fate.kind !== 'done') return;
    this.#close();
    this.router.go({ room: 'device', id: fate.value, tab: undefined });
  }

  #localNotes(): FieldNote[] {
    const { draft } = this.#editor;
    const local = this.#local.at(draft.endpoint);
    if (local === undefined || draft.way !== 'group-key' || draft.primaryKey !== '') return [];
    const fill = (): void => this.#editor.change({ idScope: local.idScope, primaryKey: local.groupKey });
    return [localNote(fill)];
  }

  #problem(): TemplateResult | typeof nothing {
    const problem = this.problem;
    if (problem === undefined) return nothing;
    if (problem.kind === 'mistake') return mistakeNotice(problem.report);
    return html`<dw-finding-notice announce .finding=${problem.finding}></dw-finding-notice>`;
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

  #body(): TemplateResult {
    const editor = this.#editor;
    const { draft } = editor;
    const byString = draft.way === 'connection-string';
    return html`<div class="stack add-device">
      ${this.#problem()}
      ${choiceCards<DraftWay>({
        name: 'new-way',
        label: words.way.label,
        options: WAYS.map((value) => ({ value, ...words.way[value] })),
        value: draft.way,
        onChange: (way) => editor.change({ way }),
      })}
      ${credentialComparison()}
      ${
        byString
          ? connectionFields(editor, this.#clouds.value)
          : dpsFields(editor, this.#clouds.value, (endpoint) => void this.#chooseEndpoint(endpoint), this.#localNotes())
      }
      ${behaviourFields(editor)} ${byString ? nothing : payloadField(editor)}
      ${switchInput({
        id: 'new-start',
        ...words.startNow,
        checked: draft.startNow,
        onChange: (startNow) => editor.change({ startNow }),
      })}
      ${this.#tryInstead()}
    </div>`;
  }

  #footer(): TemplateResult {
    return html`${faultsLine(this.#editor.faults)}<button class="btn" type="button" @click=${() => this.#close()}>${words.cancel}</button>
      <button class="btn primary" type="submit" aria-busy=${this.busy ? 'true' : nothing}>
        ${this.#editor.draft.startNow ? words.add : words.addOnly}
      </button>`;
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
