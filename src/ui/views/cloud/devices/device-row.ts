import { html, nothing, type TemplateResult } from 'lit';
import { uiCloudWords } from '#core/words/en/ui-cloud';
import { uiCloudDevicesWords as words } from '#core/words/en/ui-cloud-devices';
import type { CloudDeviceRow } from '#app/cloud-devices';
import { menuTrigger } from '../../../elements/menu/menu-button.ts';
import { describeAgo } from '../../../elements/relative-time/relative-time.ts';
import { status } from '../../../elements/status/status.ts';
import type { TableColumn } from '../../../elements/table/table.ts';
import { tag } from '../../../elements/tag/tag.ts';
import { deviceStatusTag, isModule } from '../device-access.ts';

type Column = 'device' | 'connection' | 'status' | 'telemetry' | 'activity' | 'menu';

/** Id of the menu that the buttons of all rows open. */
export const ROW_MENU = 'cloud-device-row-menu';

/** Of fixed widths and fractions alone: rows come and go as the reader scrolls. */
export const DEVICE_COLUMNS: readonly TableColumn<Column>[] = [
  { id: 'device', heading: words.device, width: 'minmax(7rem, 3fr)', phone: 'title' },
  { id: 'connection', heading: words.connection, width: '9.5rem', phone: 'meta' },
  { id: 'status', heading: words.status, width: '15.5rem', phone: 'aside' },
  { id: 'telemetry', heading: words.telemetry, width: 'minmax(5rem, 3fr)', phone: 'hidden' },
  { id: 'activity', heading: words.activity, width: '6rem', phone: 'aside-meta' },
  {
    id: 'menu',
    heading: uiCloudWords.device.menu,
    headingHidden: true,
    width: 'var(--control)',
    align: 'end',
    phone: 'menu',
  },
];

/** What a row needs beside its device. */
export interface DeviceCellsOptions {
  readonly now: number;
  /** The button of the row's menu was pressed. */
  readonly onMenu: () => void;
}

/** The cells of a device: connection, status and refusals, last telemetry and activity, and what can be done to it. */
export function deviceCells(device: CloudDeviceRow, options: DeviceCellsOptions): Record<Column, unknown> {
  const { id, lastTelemetry, lastActivityAt, refusals } = device;
  return {
    device: nameCell(device),
    connection: cloudDeviceStatus(device),
    status: html`<span class="device-tags"
      >${deviceStatusTag(device)}${refusals > 0 ? tag(words.refused(refusals), 'err') : nothing}</span
    >`,
    telemetry:
      lastTelemetry === null
        ? html`<span class="muted">–</span>`
        : html`<span class="mono small">${lastTelemetry}</span>`,
    activity: activityCell(lastActivityAt, options.now),
    menu: isModule(device)
      ? nothing
      : menuTrigger({ id: ROW_MENU, label: uiCloudWords.access.menu(id), onPress: options.onMenu }),
  };
}

/** The ID, and behind it the name that somebody gave the device. A module is called as its ID ends. */
function nameCell({ id, displayName }: CloudDeviceRow): TemplateResult {
  const name = id === displayName || id.endsWith(`/${displayName}`) ? '' : displayName;
  const whole = name === '' ? id : `${id}, ${name}`;
  return html`<span class="device-name" data-tip=${whole.length > 24 ? whole : nothing}
    ><span class="mono">${id}</span>${name === '' ? nothing : html` <span class="muted">${name}</span>`}</span
  >`;
}

/** Text alone, without an element that keeps it true: the whole list is drawn again often enough. */
function activityCell(at: number | null, now: number): TemplateResult {
  if (at === null) return html`<span class="muted">–</span>`;
  return html`<time class="muted" datetime=${new Date(at).toISOString()}>${describeAgo(now - at)}</time>`;
}

/** Whether a device is connected, or has ever been. */
export function cloudDeviceStatus({
  connected,
  lastActivityAt,
}: Pick<CloudDeviceRow, 'connected' | 'lastActivityAt'>): TemplateResult {
  if (connected) return status('online', words.connected);
  return lastActivityAt === null ? status('never', words.never) : status('off', words.disconnected);
}
