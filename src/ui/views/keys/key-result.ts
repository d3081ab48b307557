import { html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { printAzCommand } from '#core/export/az-command';
import { missingNeeds } from '#core/export/export-facts';
import type { ExportFormat } from '#core/export/flashed-device';
import type { KeyedDevice } from '#core/ports/key-maker';
import { uiEditingWords } from '#core/words/en/ui-editing';
import { uiIdListsWords } from '#core/words/en/ui-id-lists';
import { uiKeysWords } from '#core/words/en/ui-keys';
import type { KnownClouds } from '#app/stores/endpoint';
import type { KeyDraft } from '#app/stores/key-draft';
import type { IdListState } from '#app/stores/id-list';
import type { JudgedDraft, KeyRoom } from '#app/stores/key-room';
import { judgeExport, type ExportField } from '#app/stores/key-settings';
import type { DevicePage, ExportOutlet, KeyExport, KeyWork } from '#app/stores/made-keys';
import type { NoticeBody } from '#app/stores/notices';
import { FocusController } from '../../controllers/focus-controller.ts';
import { ShortcutController } from '../../controllers/shortcut-controller.ts';
import { StepwiseController } from '../../controllers/stepwise-controller.ts';
import type { StoreController } from '../../controllers/store-controller.ts';
import '../../elements/button/button.ts';
import { focusFirstError } from '../../elements/field/focus-first-error.ts';
import { icon, icons } from '../../elements/icon/icon.ts';
import { tag } from '../../elements/tag/tag.ts';
import { printRoute } from '../../routes.ts';
import { problemNotice } from '../findings/problem-notice.ts';
import { View } from '../view.ts';
import { deviceRows, FIND_KEYED_ID } from './device-rows.ts';
import { exportCard } from './export-card.ts';
import { KeyEditor } from './key-editor.ts';
import { keyRoomOf } from './key-room-of.ts';
import './register-dialog.ts';

const words = uiKeysWords.made;
const LABELS_OF_KEYS = printRoute({ room: 'scan', tab: 'labels', subject: { kind: 'keys', id: '' } });
type Made = KeyWork & { kind: 'made' };
/** So few devices are the answer themselves; of more, people want the file first. */
const FEW = 5;

/** What the Keys room has made: files for the devices, and the devices themselves. Event: `dw-change-list`. */
@customElement('dw-key-result')
export class KeyResult extends View {
  #typed!: StoreController<JudgedDraft>;
  #list!: StoreController<IdListState>;
  #clouds!: StoreController<KnownClouds>;
  #work!: StoreController<KeyWork>;
  #page!: StoreController<DevicePage>;
  #exporting!: StoreController<KeyExport>;
  readonly #editor = new KeyEditor<ExportField>(
    this,
    () => keyRoomOf(this.app),
    () => judgeExport(this.#draft),
  );

  readonly #drawn = new StepwiseController<KeyedDevice>(this);

  /** Why the file was not written. */
  @state() private problem: NoticeBody | undefined;
  /** A device that is to become a virtual one, and where it registers is not known yet. */
  @state() private asking: KeyedDevice | undefined;

  protected override begin(): void {
    const { typed, list, clouds, made } = this.#room;
    this.#typed = this.follow(typed);
    this.#list = this.follow(list.state);
    this.#clouds = this.follow(clouds.known);
    this.#work = this.follow(made.work);
    this.#page = this.follow(made.page);
    this.#exporting = this.follow(made.exporting);
    new FocusController(this, (lost) => this.#newPlace(lost));
    new ShortcutController(this, [
      { key: '/', run: () => this.querySelector<HTMLElement>(`#${FIND_KEYED_ID}`)?.focus() },
    ]);
  }

  /** The buttons of a file and the one that ends its writing stand in the same place, one after the other. */
  #newPlace(lost: Element): HTMLElement | null {
    if (lost.closest('.actions, .keys-making') === null) return null;
    return this.querySelector('.export-parts :is(.keys-making, .actions > .primary)');
  }

  get #room(): KeyRoom {
    return keyRoomOf(this.app);
  }

  get #draft(): KeyDraft {
    return this.#typed.value.draft;
  }

  async #export(outlet: ExportOutlet): Promise<void> {
    this.problem = undefined;
    if (!this.#editor.submit()) {
      await this.updateComplete;
      focusFirstError(this);
      return;
    }
    await this.app.run(
      () => this.#room.export(outlet),
      // Whoever has left the room meanwhile is told where they are.
      (body) => (this.isConnected ? (this.problem = body) : this.app.notices.add(body)),
    );
  }

  #makeVirtual(device: KeyedDevice): void {
    if (this.#room.settings().idScope === '' || this.#room.settings().dpsHost === '') this.asking = device;
    else void this.#addVirtual(device);
  }

  async #addVirtual(device: KeyedDevice): Promise<void> {
    this.asking = undefined;
    const fate = await this.app.run(() => this.#room.addVirtualDevice(device));
    if (fate.kind === 'done') this.router.go({ room: 'device', id: fate.value, tab: undefined });
  }

  async #copy(text: () => Promise<string> | string, said: string): Promise<void> {
    const { services, notices } = this.app;
    const fate = await this.app.run(async () => services.clipboard.write(await text()));
    if (fate.kind === 'done') notices.say({ message: said });
  }

  #print(format: ExportFormat, index: number): Promise<string> {
    return this.app.services.keys.print({ format, settings: this.#room.settings() }, index);
  }

  /** What the keys were made from, and for where. */
  #sentence({ hasSecondaryKey }: Made): string {
    const { way, pattern, file, endpoint } = this.#draft;
    const source = { one: undefined, list: words.list, pattern, file: file?.name }[way];
    const { idScope } = this.#room.settings();
    const scope = idScope === '' ? words.noScope : words.scope(idScope);
    const parts = [
      source,
      uiEditingWords.endpoint.options[endpoint],
      scope,
      hasSecondaryKey ? words.twoKeys : undefined,
    ];
    return parts.filter((part) => part !== undefined).join(' · ');
  }

  #heading({ count, first }: Made): string {
    return count === 1 ? words.headingOfOne(first.deviceId) : words.heading(count);
  }

  #head(work: Made): TemplateResult {
    const list = this.#list.value;
    const leftOut = list.kind === 'read' ? list.summary.leftOut : 0;
    return html`<div class="made-head">
      <div class="made-words">
        <h2 tabindex="-1">${this.#heading(work)}</h2>
        <p class="muted">${this.#sentence(work)}</p>
        ${leftOut === 0 ? nothing : tag(uiIdListsWords.summary.leftOut(leftOut), 'warn')}
      </div>
      <div class="actions">
        <a class="btn" href=${LABELS_OF_KEYS}>${icon(icons.printer)}${uiKeysWords.printLabels}</a>
        <button class="btn" type="button" @click=${() => this.raise('dw-change-list', undefined)}>
          ${icon(icons.pencil)}${words.change}
        </button>
      </div>
    </div>`;
  }

  #rows({ count, hasSecondaryKey }: Made): TemplateResult {
    const { keys } = this.app.services;
    const { copied, commandCopied } = uiKeysWords.rows;
    const settings = this.#room.settings();
    return deviceRows({
      count,
      page: this.#page.value,
      drawn: this.#drawn.part(this.#page.value.devices),
      hasSecondaryKey,
      canPrint: (format) => missingNeeds(format, this.#room.settings()).length === 0,
      reveal: (index) => keys.reveal(index),
      onShow: (text, from) => void this.app.run(() => this.#room.made.show(text, from)),
      onMakeVirtual: (device) => this.#makeVirtual(device),
      onMakeCode: ({ index }) =>
        this.router.go({ room: 'scan', tab: 'make', subject: { kind: 'keys', id: String(index) } }),
      onCopy: ({ index, deviceId }, format) => void this.#copy(() => this.#print(format, index), copied(deviceId)),
      onCopyCommand: ({ deviceId }) =>
        void this.#copy(() => printAzCommand('json', { deviceId, hasSecondaryKey }, settings), commandCopied(deviceId)),
    });
  }

  #files({ count, first, hasSecondaryKey }: Made): TemplateResult {
    const { format } = this.#draft;
    return exportCard({
      count,
      hasSecondaryKey,
      draft: this.#draft,
      settings: this.#room.settings(),
      editor: this.#editor,
      first,
      exporting: this.#exporting.value,
      problem: problemNotice(this.problem),
      onChange: (part) => this.#room.change(part),
      preview: (index) => this.#print(format, index),
      onExport: (outlet) => void this.#export(outlet),
      onCancel: () => void this.app.run(() => this.#room.made.cancel()),
    });
  }

  override render(): TemplateResult | typeof nothing {
    const work = this.#work.value;
    if (work.kind !== 'made') return nothing;
    const isFew = work.count <= FEW;
    return html`${this.#head(work)}${isFew ? this.#rows(work) : nothing}${this.#files(work)}
      ${isFew ? nothing : this.#rows(work)}
      <dw-register-dialog
        .device=${this.asking}
        .clouds=${this.#clouds.value}
        @dw-close=${() => (this.asking = undefined)}
        @dw-register=${({ detail }: CustomEvent<KeyedDevice>) => void this.#addVirtual(detail)}
      ></dw-register-dialog>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-key-result': KeyResult;
  }
}
