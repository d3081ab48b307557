import { html, nothing, type TemplateResult } from 'lit';
import { EXPORT_FORMATS, type ExportFormat } from '#core/export/flashed-device';
import type { DeviceKeys, KeyedDevice } from '#core/ports/key-maker';
import { uiKeysWords } from '#core/words/en/ui-keys';
import { DEVICES_A_PAGE, type DevicePage } from '#app/stores/made-keys';
import '../../elements/button/button.ts';
import { card } from '../../elements/card/card.ts';
import { searchInput } from '../../elements/field/search-input.ts';
import { icon, icons } from '../../elements/icon/icon.ts';
import { menuButton, type MenuItem } from '../../elements/menu/menu-button.ts';
import { pager } from '../../elements/pager/pager.ts';
import '../../elements/secret/secret.ts';
import { table, type TableColumn } from '../../elements/table/table.ts';

const words = uiKeysWords.rows;
const formats = uiKeysWords.export.formats;
type Column = 'device' | 'keys' | 'menu';
const COLUMNS: readonly TableColumn<Column>[] = [
  { id: 'device', heading: words.device, width: 'minmax(8rem, 2fr)', phone: 'title' },
  { id: 'keys', heading: words.keys, width: 'minmax(14rem, 5fr)', phone: 'meta' },
  { id: 'menu', heading: words.actions, width: 'auto', phone: 'menu', headingHidden: true },
];
export const FIND_KEYED_ID = 'find-keyed-device';
/** From this many devices on there is a search field. */
const SEARCH_FROM = 6;

/** The devices that have keys, and what can be done with each. */
export interface DeviceRowsOptions {
  /** How many there are in all. */
  readonly count: number;
  readonly page: DevicePage;
  /** Those of the page that are drawn so far. */
  readonly drawn: readonly KeyedDevice[];
  readonly hasSecondaryKey: boolean;
  /** Whether a format's needs are met. */
  readonly canPrint: (format: ExportFormat) => boolean;
  readonly reveal: (index: number) => Promise<DeviceKeys>;
  readonly onShow: (text: string, from: number) => void;
  readonly onMakeVirtual: (device: KeyedDevice) => void;
  readonly onMakeCode: (device: KeyedDevice) => void;
  readonly onCopy: (device: KeyedDevice, format: ExportFormat) => void;
  readonly onCopyCommand: (device: KeyedDevice) => void;
}

/** A page of devices; keys are asked for by a press, one at a time. */
export function deviceRows(options: DeviceRowsOptions): TemplateResult {
  const { count, page, drawn, onShow } = options;
  const { text, from, total } = page;
  const search = searchInput({
    id: FIND_KEYED_ID,
    label: words.search,
    value: text,
    onInput: (typed) => onShow(typed, 0),
    shortcut: '/',
  });
  return card({
    heading: words.heading,
    flush: true,
    actions: count < SEARCH_FROM ? undefined : search,
    body: html`${
      total === 0
        ? html`<p class="keys-none muted">${words.noMatch}</p>`
        : table<KeyedDevice, Column>({
            label: words.table,
            columns: COLUMNS,
            rows: drawn,
            key: ({ index }) => String(index),
            cells: (device) => cells(device, options),
          })
    }
      <div class="card-foot">
        ${pager({ label: words.heading, from, pageSize: DEVICES_A_PAGE, total, onGo: (to) => onShow(text, to) })}
      </div>`,
  });
}

function cells(device: KeyedDevice, options: DeviceRowsOptions): Record<Column, unknown> {
  const { index, deviceId, name } = device;
  const { hasSecondaryKey, reveal } = options;
  const primary = async (): Promise<string> => (await reveal(index)).primaryKey;
  const secondary = async (): Promise<string> => (await reveal(index)).secondaryKey ?? '';
  return {
    device: html`<span class="mono keyed-id">${deviceId}</span>${
      name === undefined ? nothing : html`<span class="keyed-name">${name}</span>`
    }`,
    keys: html`<div class="key-slots">
      ${keySlot('primary', deviceId, hasSecondaryKey, primary)}
      ${hasSecondaryKey ? keySlot('secondary', deviceId, true, secondary) : nothing}
    </div>`,
    menu: html`<span class="keyed-acts">
      <button
        class="btn ghost icon"
        type="button"
        aria-label=${words.makeVirtualOf(deviceId)}
        data-tip=${words.makeVirtual}
        @click=${() => options.onMakeVirtual(device)}
      >
        ${icon(icons.device)}
      </button>
      ${menuButton({
        id: `keyed-menu-${index}`,
        label: words.menu(deviceId),
        icon: icons.more,
        items: () => menuItems(device, options),
      })}
    </span>`,
  };
}

function keySlot(
  slot: 'primary' | 'secondary',
  id: string,
  isNamed: boolean,
  reveal: () => Promise<string>,
): TemplateResult {
  return html`<span class="key-slot">
    ${isNamed ? html`<span class="key-slot-name" aria-hidden="true">${words[slot]}</span>` : nothing}
    <dw-secret .label=${words.key(slot, id)} .reveal=${reveal}></dw-secret>
  </span>`;
}

function menuItems(device: KeyedDevice, options: DeviceRowsOptions): readonly (MenuItem | 'line')[] {
  const { canPrint, onMakeVirtual, onMakeCode, onCopy, onCopyCommand } = options;
  const printable = EXPORT_FORMATS.filter(canPrint);
  const more: MenuItem = { label: words.moreFormats, icon: icons.info, disabled: true, run: () => undefined };
  return [
    { label: words.makeVirtual, icon: icons.device, run: () => onMakeVirtual(device) },
    { label: words.makeCode, icon: icons.qrCode, run: () => onMakeCode(device) },
    'line',
    ...printable.map((format) => ({
      label: formats[format].alone,
      icon: icons.copy,
      run: () => onCopy(device, format),
    })),
    ...(printable.length < EXPORT_FORMATS.length ? [more] : []),
    'line',
    { label: words.copyCommand, icon: icons.terminal, run: () => onCopyCommand(device) },
  ];
}
