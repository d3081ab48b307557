import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { deviceName } from '#core/identity/device-record';
import type { DeviceSummary } from '#core/ports/device-host';
import { uiDevicesWords as words } from '#core/words/en/ui-devices';
import type { DeviceListState } from '#app/stores/device-list';
import { countDevices, DEVICE_FILTERS, filterDevices, type DeviceFilter } from '#app/stores/device-filter';
import { ShortcutController } from '../../controllers/shortcut-controller.ts';
import type { StoreController } from '../../controllers/store-controller.ts';
import '../../elements/button/button.ts';
import { card } from '../../elements/card/card.ts';
import { emptyState } from '../../elements/empty/empty-state.ts';
import { searchInput } from '../../elements/field/search-input.ts';
import { segmented } from '../../elements/field/segmented.ts';
import { icon, icons } from '../../elements/icon/icon.ts';
import { menuButton } from '../../elements/menu/menu-button.ts';
import { notice } from '../../elements/notice/notice.ts';
import { pageHeader } from '../../elements/page-header/page-header.ts';
import { skeleton } from '../../elements/skeleton/skeleton.ts';
import { table } from '../../elements/table/table.ts';
import { HOME, printRoute, SCAN, type Route } from '../../routes.ts';
import { FindingWords } from '../findings/finding-words.ts';
import { shellMenu } from '../shell/shell-menu.ts';
import { View } from '../view.ts';
import { copyName, removeWithUndo, switchDevice, tryIt } from './device-actions.ts';
import { deviceCells, DEVICE_COLUMNS, type DeviceColumn } from './device-row.ts';
import { isRunning } from './device-status.ts';
import './devices-view.css';

const SEARCH_ID = 'find-device';

/** The room that the app opens with: every device of this browser, and the first click of a new user. */
@customElement('dw-devices-view')
export class DevicesView extends View {
  #list!: StoreController<DeviceListState>;
  readonly #words = new FindingWords(this);

  @property({ attribute: false }) route: Route & { room: 'devices' } = { room: 'devices', filter: 'all', find: '' };
  /** A device is being made in the local cloud. */
  @state() private trying = false;

  protected override begin(): void {
    this.#list = this.follow(this.app.devices.state);
    new ShortcutController(this, [{ key: '/', run: () => this.#focusSearch() }]);
  }

  #focusSearch(): void {
    this.querySelector<HTMLInputElement>(`#${SEARCH_ID}`)?.focus();
  }

  async #tryIt(): Promise<void> {
    this.trying = true;
    await tryIt(this.context);
    this.trying = false;
  }

  #tryButton(look: string): TemplateResult {
    return html`<button
      class="btn ${look}"
      type="button"
      aria-busy=${this.trying ? 'true' : nothing}
      ?disabled=${this.trying}
      @click=${() => void this.#tryIt()}
    >
      ${icon(icons.wand)}${this.trying ? words.tryingIt : words.tryIt}
    </button>`;
  }

  #addButton(look: string, label: unknown): TemplateResult {
    return html`<button class="btn ${look}" type="button" @click=${() => this.context.dialog.set('add-device')}>
      ${icon(icons.plus)}${label}
    </button>`;
  }

  #header(devices: readonly DeviceSummary[]): TemplateResult {
    const counts = countDevices(devices);
    return pageHeader({
      heading: words.title,
      sentence: devices.length === 0 ? undefined : words.count(counts.all, counts.online),
      actions: html`${devices.length === 0 ? nothing : this.#buttons()}
        <span class="phone-menu">${shellMenu(this.context, 'phone-menu')}</span>`,
    });
  }

  #buttons(): TemplateResult {
    const [first, ...rest] = words.newDevice.split(' ');
    const label = html`<span>${first}<span class="roomy-word"> ${rest.join(' ')}</span></span>`;
    return html`${this.#tryButton('try-again')}${this.#addButton('primary', label)}`;
  }

  #empty(): TemplateResult {
    return html`<div class="first-minute">
      ${emptyState({
        icon: icons.brand,
        heading: words.empty.heading,
        text: words.empty.text,
        actions: html`${this.#tryButton('primary big')}${this.#addButton('ghost', words.addDevice)}
          <a class="btn ghost" href=${printRoute(SCAN)}>${icon(icons.qrCode)}${words.scanCode}</a>`,
      })}
    </div>`;
  }

  #toolbar(devices: readonly DeviceSummary[]): TemplateResult {
    const counts = countDevices(devices);
    return html`<div class="toolbar devices-toolbar">
      ${searchInput({
        id: SEARCH_ID,
        label: words.search,
        value: this.route.find,
        onInput: (find) => this.router.replace({ ...this.route, find }),
        shortcut: '/',
      })}
      ${segmented<DeviceFilter>({
        name: 'device-filter',
        label: words.filterLabel,
        options: DEVICE_FILTERS.map((value) => ({ value, label: words.filters[value], count: counts[value] })),
        value: this.route.filter,
        onChange: (filter) => this.router.replace({ ...this.route, filter }),
      })}
    </div>`;
  }

  #menu(device: DeviceSummary): TemplateResult {
    const { record, state: now } = device;
    const running = isRunning(now);
    return menuButton({
      id: `device-menu-${record.id}`,
      label: words.menu(deviceName(record.route)),
      icon: icons.more,
      items: [
        {
          label: running ? words.stop : words.start,
          icon: running ? icons.power : icons.play,
          run: () => void switchDevice(this.app, device),
        },
        {
          label: words.openTrace,
          icon: icons.list,
          run: () => this.router.go({ room: 'device', id: record.id, tab: 'trace' }),
        },
        { label: words.copyId, icon: icons.copy, run: () => void copyName(this.app, device) },
        'line',
        { label: words.remove, icon: icons.remove, danger: true, run: () => void removeWithUndo(this.app, device) },
      ],
    });
  }

  #rows(devices: readonly DeviceSummary[]): TemplateResult {
    const shown = filterDevices(devices, this.route.filter, this.route.find);
    if (shown.length === 0) return this.#noMatch();
    return card({
      flush: true,
      body: table<DeviceSummary, DeviceColumn>({
        label: words.table,
        columns: DEVICE_COLUMNS,
        rows: shown,
        key: ({ record }) => record.id,
        href: ({ record }) => printRoute({ room: 'device', id: record.id, tab: undefined }),
        cells: (device) => ({
          ...deviceCells(device, this.#reason(device), () => this.app.services.clock.now()),
          menu: this.#menu(device),
        }),
      }),
    });
  }

  #reason({ state: now }: DeviceSummary): string | undefined {
    return now.kind === 'refused' || now.kind === 'waiting' ? this.#words.describe(now.reason)?.title : undefined;
  }

  #noMatch(): TemplateResult {
    const clear = html`<button class="btn" type="button" @click=${() => this.router.replace(HOME)}>
      ${words.noMatch.clear}
    </button>`;
    return emptyState({
      icon: icons.search,
      heading: words.noMatch.heading,
      text: words.noMatch.text,
      actions: clear,
    });
  }

  #failed(list: DeviceListState & { kind: 'failed' }): TemplateResult {
    const { title, explanation, remedy, retry } = words.listFailed;
    const described = list.finding === undefined ? undefined : this.#words.describe(list.finding);
    return notice({
      tone: 'err',
      title: described?.title ?? title,
      explanation: described?.explanation ?? explanation,
      remedy: described?.remedy ?? remedy,
      actions: html`<button class="btn" type="button" @click=${() => this.app.devices.retry()}>${retry}</button>`,
      announce: true,
    });
  }

  #content(list: DeviceListState): TemplateResult {
    if (list.kind === 'failed') return this.#failed(list);
    if (list.kind === 'loading') return html`${skeleton('row', 4)}`;
    if (list.devices.length === 0) return this.#empty();
    return html`${this.#toolbar(list.devices)}${this.#rows(list.devices)}`;
  }

  override render(): TemplateResult {
    const list = this.#list.value;
    return html`${this.#header(list.kind === 'ready' ? list.devices : [])}${this.#content(list)}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-devices-view': DevicesView;
  }
}
