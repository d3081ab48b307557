import { html, nothing, type TemplateResult } from 'lit';
import { uiCloudWords } from '#core/words/en/ui-cloud';
import type { CloudDevice, DeviceAccess } from '#app/cloud-operator';
import { card } from '../../elements/card/card.ts';
import { emptyState } from '../../elements/empty/empty-state.ts';
import { searchInput } from '../../elements/field/search-input.ts';
import { icons } from '../../elements/icon/icon.ts';
import '../../elements/relative-time/relative-time.ts';
import { status } from '../../elements/status/status.ts';
import { table, type TableColumn } from '../../elements/table/table.ts';
import { tag } from '../../elements/tag/tag.ts';
import { menuButton } from '../../elements/menu/menu-button.ts';
import { printRoute, type Route } from '../../routes.ts';
import { accessItems, deviceStatusTag, isModule } from './device-access.ts';

const words = uiCloudWords.devices;
type Column = 'device' | 'status' | 'telemetry' | 'activity' | 'refusals' | 'menu';
const COLUMNS: readonly TableColumn<Column>[] = [
  { id: 'device', heading: words.device, width: 'minmax(8rem, 2fr)', phone: 'title' },
  { id: 'status', heading: words.status, width: 'minmax(9rem, auto)', phone: 'meta' },
  { id: 'telemetry', heading: words.telemetry, width: 'minmax(7rem, 3fr)', phone: 'hidden' },
  { id: 'activity', heading: words.activity, width: 'minmax(5rem, auto)', phone: 'aside-meta' },
  { id: 'refusals', heading: words.refusals, width: 'auto', align: 'end', phone: 'aside' },
  { id: 'menu', heading: uiCloudWords.device.menu, headingHidden: true, width: 'auto', align: 'end', phone: 'menu' },
];

/** From this many devices on there is a search field. */
const SEARCH_FROM = 6;

/** The devices that a cloud knows. */
export interface CloudDevicesOptions {
  readonly devices: readonly CloudDevice[];
  readonly find: string;
  readonly onFind: (text: string) => void;
  readonly hrefOf: (device: CloudDevice) => Route;
  readonly onAccess: (device: CloudDevice, access: DeviceAccess) => void;
  readonly now: () => number;
}

/** The list of devices with their connection, last telemetry and last activity. */
export function cloudDevices(options: CloudDevicesOptions): TemplateResult {
  const { devices, find, onFind } = options;
  if (devices.length === 0) return emptyState({ icon: icons.plug, ...words.none });
  const shown = devices.filter(({ id }) => id.toLowerCase().includes(find.trim().toLowerCase()));
  const search = searchInput({ id: 'find-cloud-device', label: words.search, value: find, onInput: onFind });
  return html`<div class="stack">
    ${devices.length >= SEARCH_FROM || find !== '' ? html`<div class="toolbar">${search}</div>` : nothing}
    ${shown.length === 0 ? html`<p class="muted">${words.noMatch}</p>` : card({ flush: true, body: list(shown, options) })}
  </div>`;
}

function list(devices: readonly CloudDevice[], { hrefOf, onAccess, now }: CloudDevicesOptions): TemplateResult {
  return table<CloudDevice, Column>({
    label: words.table,
    columns: COLUMNS,
    rows: devices,
    key: ({ id }) => id,
    href: (device) => printRoute(hrefOf(device)),
    cells: (device) => ({
      device: html`<span class="mono">${device.id}</span>`,
      status: html`<span class="cloud-status">${cloudDeviceStatus(device)}${deviceStatusTag(device)}</span>`,
      telemetry: telemetryLine(device),
      activity: html`<dw-relative-time
        .at=${device.lastActivityAt ?? undefined}
        .never=${words.noActivity}
        .now=${now}
      ></dw-relative-time>`,
      refusals: device.refusals > 0 ? tag(String(device.refusals), 'err') : html`<span class="muted">–</span>`,
      menu: isModule(device)
        ? nothing
        : menuButton({
            id: `access-menu-${devices.indexOf(device)}`,
            label: uiCloudWords.access.menu(device.id),
            icon: icons.more,
            items: () => accessItems(device, (access) => onAccess(device, access)),
          }),
    }),
  });
}

/** Whether a device is connected, or has ever been. */
export function cloudDeviceStatus({ connected, lastActivityAt }: CloudDevice): TemplateResult {
  if (connected) return status('online', words.connected);
  return lastActivityAt === null ? status('never', words.never) : status('off', words.disconnected);
}

function telemetryLine({ lastTelemetry }: CloudDevice): TemplateResult {
  if (lastTelemetry === null) return html`<span class="muted">${words.noTelemetry}</span>`;
  const { body } = lastTelemetry;
  return html`<span class="mono telemetry-line">${typeof body === 'string' ? body : JSON.stringify(body)}</span>`;
}
