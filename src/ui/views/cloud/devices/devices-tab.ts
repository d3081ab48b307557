import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { uiCloudWords } from '#core/words/en/ui-cloud';
import { uiCloudDevicesWords as words } from '#core/words/en/ui-cloud-devices';
import { ALL_DEVICES, type CloudDeviceQuery, type CloudDeviceRow, type DeviceAccess } from '#app/cloud-devices';
import type { CloudGroup } from '#app/cloud-groups';
import type { CloudOperator } from '#app/cloud-operator';
import type { LocalCloudAddress } from '#app/services';
import { createBulkDesk, type BulkDesk, type BulkVerb, type BulkWork } from '#app/stores/bulk-desk';
import type { CloudDeviceRows, CloudDeviceRowsState } from '#app/stores/cloud-device-rows';
import type { DeviceChoice } from '#app/stores/device-choice';
import { FileDropController } from '../../../controllers/file-drop-controller.ts';
import { ShortcutController } from '../../../controllers/shortcut-controller.ts';
import type { StoreController } from '../../../controllers/store-controller.ts';
import { TickController } from '../../../controllers/tick-controller.ts';
import '../../../elements/button/button.ts';
import { card } from '../../../elements/card/card.ts';
import { emptyState } from '../../../elements/empty/empty-state.ts';
import { icon, icons } from '../../../elements/icon/icon.ts';
import '../../../elements/long-table/long-table.ts';
import type { LongTableRow } from '../../../elements/long-table/long-table.ts';
import { menuButton, sharedMenu, type MenuItem } from '../../../elements/menu/menu-button.ts';
import { skeleton } from '../../../elements/skeleton/skeleton.ts';
import { printRoute, type CloudPlace, type Route } from '../../../routes.ts';
import '../../findings/finding-notice.ts';
import { questionDialog } from '../../findings/question-dialog.ts';
import { View } from '../../view.ts';
import { accessItems } from '../device-access.ts';
import { bulkProgress } from './bulk-progress.ts';
import { choiceBar } from './choice-bar.ts';
import { deviceFilters } from './device-filters.ts';
import { DEVICE_COLUMNS, deviceCells, ROW_MENU } from './device-row.ts';
import './devices-tab.css';
import './import-devices-dialog.ts';

type CloudRoute = Route & { room: 'cloud' };
type Found = NonNullable<CloudDeviceRowsState['found']>;
const TICK_MS = 10_000;
const CSV = { name: 'devices.csv', mediaType: 'text/csv' };

/** The devices of a cloud, however many: found, chosen, and done something to. Event: `dw-query` with what is asked for. */
@customElement('dw-cloud-devices-tab')
export class CloudDevicesTab extends View {
  #rows!: StoreController<CloudDeviceRowsState>;
  #chosen!: StoreController<ReadonlySet<string>>;
  #work!: StoreController<BulkWork | undefined>;
  /** Where a range begins that is chosen with Shift. */
  #lastChosen = 0;
  /** The device whose menu was opened last. */
  #menuOf: CloudDeviceRow | undefined;
  readonly #drop = new FileDropController(this, ([file]) => this.#import(file));

  @query('#find-cloud-device') private finder!: HTMLElement | null;
  @property({ attribute: false }) route!: CloudRoute;
  @property({ attribute: false }) address: LocalCloudAddress = { kind: 'tab' };
  @property({ attribute: false }) rows!: CloudDeviceRows;
  @property({ attribute: false }) choice!: DeviceChoice;
  @property({ attribute: false }) groups: readonly CloudGroup[] = [];
  @state() private removing: readonly string[] | undefined;
  @state() private importing: { readonly file: File | undefined } | undefined;
  @state() private exporting = false;
  /** All were asked for, and their IDs are on the way. */
  @state() private choosingAll = false;

  protected override begin(): void {
    this.#rows = this.follow(this.rows.state);
    this.#chosen = this.follow(this.choice.chosen);
    this.#work = this.follow(this.#desk.work);
    // For how long ago things were.
    new TickController(this, TICK_MS);
    new ShortcutController(this, [{ key: '/', run: () => this.finder?.focus() }]);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('rows')) this.#rows.follow(this.rows.state);
    if (changed.has('choice')) this.#chosen.follow(this.choice.chosen);
    if (!changed.has('rows') || changed.get('rows') === undefined) return;
    this.removing = undefined;
    this.importing = undefined;
  }

  get #desk(): BulkDesk {
    return this.app.keep(createBulkDesk);
  }

  get #operator(): CloudOperator {
    return this.app.operator(this.address);
  }

  get #place(): CloudPlace {
    return this.address.kind === 'tab' ? 'browser' : 'server';
  }

  #ask(part: Partial<CloudDeviceQuery>): void {
    this.raise('dw-query', { ...this.#rows.value.query, ...part });
  }

  async #setAccess(id: string, access: DeviceAccess): Promise<void> {
    const fate = await this.app.run(() => this.#operator.setAccess(id, access));
    if (fate.kind === 'done') this.app.notices.say({ message: uiCloudWords.access.done[access](id) });
  }

  async #chooseAll(): Promise<void> {
    const { query } = this.#rows.value;
    this.choosingAll = true;
    const fate = await this.app.run(() => this.#operator.devices.listIds(query));
    this.choosingAll = false;
    if (fate.kind === 'done' && query === this.#rows.value.query) this.choice.add(fate.value);
  }

  async #choose({ index, onward }: { readonly index: number; readonly onward: boolean }): Promise<void> {
    const from = this.#lastChosen;
    this.#lastChosen = index;
    const row = this.rows.at(index);
    if (row === undefined) return;
    if (!onward || from === index) return this.choice.toggle(row.id);
    const { query } = this.#rows.value;
    const first = Math.min(from, index);
    const count = Math.abs(index - from) + 1;
    const fate = await this.app.run(() => this.#operator.devices.listIds(query, first, count));
    if (fate.kind === 'done') this.choice.add(fate.value);
  }

  #act(verb: BulkVerb): void {
    const ids = [...this.#chosen.value];
    if (verb === 'remove') this.removing = ids;
    else void this.#start(verb, ids);
  }

  async #start(verb: BulkVerb, ids: readonly string[]): Promise<void> {
    this.removing = undefined;
    const { choice } = this;
    const fate = await this.app.run(() => this.#desk.start(this.address, verb, ids));
    if (fate.kind === 'done') choice.drop(fate.value);
  }

  #import(file: File | undefined): void {
    // The platform closes one dialog when another opens; what is under way there must not be lost.
    if (this.importing === undefined) this.importing = { file };
  }

  async #export(): Promise<void> {
    this.exporting = true;
    const fate = await this.app.run(() => this.#operator.devices.exportCsv());
    this.exporting = false;
    if (fate.kind !== 'done') return;
    this.app.services.files.save(CSV.name, CSV.mediaType, fate.value);
    this.app.notices.say({ message: words.csv.exported(CSV.name) });
  }

  #menu(): TemplateResult {
    return menuButton({
      id: 'cloud-devices-menu',
      label: words.csv.more,
      icon: icons.more,
      items: [
        { label: words.csv.import, icon: icons.upload, run: () => this.#import(undefined) },
        {
          label: this.exporting ? words.csv.exporting : words.csv.export,
          icon: icons.download,
          disabled: this.exporting,
          run: () => void this.#export(),
        },
      ],
    });
  }

  #rowAt(index: number): LongTableRow | undefined {
    const device = this.rows.at(index);
    if (device === undefined) return undefined;
    const { id } = device;
    return {
      name: id,
      href: printRoute({ ...this.route, device: id }),
      chosen: this.#chosen.value.has(id),
      cells: deviceCells(device, {
        now: this.app.services.clock.now(),
        onMenu: () => (this.#menuOf = device),
      }),
    };
  }

  #list(found: Found): TemplateResult {
    const { matching, total } = found;
    if (matching === 0) {
      const { heading, text, back } = words.noMatch;
      const all = html`<button class="btn" type="button" @click=${() => this.#ask(ALL_DEVICES)}>${back}</button>`;
      return emptyState({ icon: icons.search, heading, text: text(total), actions: all });
    }
    const bar = choiceBar({
      found,
      chosen: this.#chosen.value.size,
      choosingAll: this.choosingAll,
      busy: this.#work.value?.phase === 'running',
      onAll: () => void this.#chooseAll(),
      onNone: () => this.choice.drop(),
      onVerb: (verb) => this.#act(verb),
    });
    return card({
      flush: true,
      body: html`${bar}<dw-long-table
          .label=${words.table}
          .columns=${DEVICE_COLUMNS}
          .count=${matching}
          .rowAt=${(index: number) => this.#rowAt(index)}
          @dw-range=${({ detail }: CustomEvent<{ first: number; end: number }>) =>
            this.rows.show(detail.first, detail.end)}
          @dw-choose=${({ detail }: CustomEvent<{ index: number; onward: boolean }>) => void this.#choose(detail)}
        ></dw-long-table>
        ${sharedMenu({ id: ROW_MENU, label: uiCloudWords.device.menu, items: () => this.#rowItems() })}`,
    });
  }

  #rowItems(): readonly MenuItem[] {
    const device = this.#menuOf;
    return device === undefined ? [] : accessItems(device, (access) => void this.#setAccess(device.id, access));
  }

  #none(): TemplateResult {
    const start = html`<button class="btn" type="button" @click=${() => this.#import(undefined)}>
      ${icon(icons.upload)}${words.csv.import}
    </button>`;
    return emptyState({ icon: icons.plug, ...words.none, actions: start });
  }

  #content(found: Found): TemplateResult {
    if (found.total === 0) return this.#none();
    const chosen = this.#chosen.value.size;
    const said = chosen > 0 ? words.choose.chosen(chosen) : words.count(found.matching, found.total, found.connected);
    return html`<p class="sr" role="status">${said}</p>
    ${deviceFilters({
      query: this.#rows.value.query,
      counts: found.counts,
      groups: this.groups,
      onChange: (part) => this.#ask(part),
      menu: this.#menu(),
    })}${this.#list(found)}`;
  }

  #progress(): TemplateResult | typeof nothing {
    const work = this.#work.value;
    if (work === undefined) return nothing;
    return bulkProgress({
      work,
      place: this.#place,
      onStop: () => this.#desk.stop(),
      onClose: () => this.#desk.clear(),
      onChooseFailed: (ids) => {
        this.choice.add(ids);
        this.#desk.clear();
      },
    });
  }

  #confirm(): TemplateResult {
    const ids = this.removing ?? [];
    const close = (): void => (this.removing = undefined);
    const { bulk } = words;
    return questionDialog({
      id: 'remove-cloud-devices',
      open: this.removing !== undefined,
      heading: bulk.removeTitle(ids.length),
      text: bulk.removeText(ids.length),
      cancel: bulk.cancel,
      confirm: bulk.removeNow(ids.length),
      onClose: close,
      onConfirm: () => void this.#start('remove', ids),
    });
  }

  override render(): TemplateResult {
    const { found, finding } = this.#rows.value;
    const retry = html`<button class="btn small" type="button" @click=${() => this.rows.refresh()}>
      ${uiCloudWords.failed.now}
    </button>`;
    return html`<div class="stack ${this.#drop.hovering ? 'drop-here' : ''}">
      ${finding === undefined ? nothing : html`<dw-finding-notice .finding=${finding} .more=${retry}></dw-finding-notice>`}
      ${this.#progress()}
      ${found === undefined ? (finding === undefined ? skeleton('row', 6) : nothing) : this.#content(found)}
      ${this.#confirm()}
      <dw-import-devices-dialog
        .open=${this.importing !== undefined}
        .file=${this.importing?.file}
        .address=${this.address}
        @dw-close=${() => (this.importing = undefined)}
      ></dw-import-devices-dialog>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-cloud-devices-tab': CloudDevicesTab;
  }
}
