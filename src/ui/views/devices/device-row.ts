import { html, nothing, type TemplateResult } from 'lit';
import { deviceName, type DeviceRecord } from '#core/identity/device-record';
import type { DeviceState, DeviceSummary } from '#core/ports/device-host';
import { uiDevicesWords as words } from '#core/words/en/ui-devices';
import '../../elements/relative-time/relative-time.ts';
import { sparkline } from '../../elements/sparkline/sparkline.ts';
import type { TableColumn } from '../../elements/table/table.ts';
import { tag } from '../../elements/tag/tag.ts';
import { formatCount } from '../../elements/text/format.ts';
import { stateWord } from './device-status.ts';

export type DeviceColumn = 'device' | 'status' | 'hub' | 'credential' | 'seen' | 'messages' | 'menu';

/** The columns of the list, and where each goes in the two lines of a phone's row. */
export const DEVICE_COLUMNS: readonly TableColumn<DeviceColumn>[] = [
  { id: 'device', heading: words.columns.device, width: 'minmax(7.5rem, 2fr)', phone: 'title' },
  { id: 'status', heading: words.columns.status, width: 'minmax(6.5rem, auto)', phone: 'meta' },
  { id: 'hub', heading: words.columns.hub, width: 'minmax(6rem, 1.6fr)', phone: 'hidden' },
  { id: 'credential', heading: words.columns.credential, width: 'auto', phone: 'aside-meta' },
  { id: 'seen', heading: words.columns.seen, width: 'minmax(4.5rem, auto)', phone: 'hidden' },
  { id: 'messages', heading: words.columns.messages, width: 'minmax(7rem, auto)', align: 'end', phone: 'aside' },
  { id: 'menu', heading: words.columns.menu, width: 'auto', phone: 'menu', headingHidden: true },
];

/** The cells of one device, but its menu. `reason` says why it is not connected. */
export function deviceCells(
  device: DeviceSummary,
  reason: string | undefined,
  now: () => number,
): Record<Exclude<DeviceColumn, 'menu'>, unknown> {
  const { record, state, counters } = device;
  const name = deviceName(record.route);
  return {
    device: html`<span class="mono device-name">${name}</span>${
      reason === undefined ? nothing : html`<span class="device-reason ${state.kind}">${reason}</span>`
    }`,
    status: stateWord(state),
    hub: hubCell(record, state),
    credential: tag(words.credential[record.keyKind]),
    seen: html`<dw-relative-time .at=${device.lastSeenAt} .never=${words.never} .now=${now}></dw-relative-time>`,
    messages: html`<span class="device-messages"
      >${sparkline(device.sparkline, words.trend(name))}<span>${formatCount(counters.telemetrySent)}</span></span
    >`,
  };
}

/** The hub while it is known; before that where the device would ask for one. */
function hubCell({ cloud, route }: DeviceRecord, state: DeviceState): TemplateResult {
  const host = 'hub' in state ? state.hub : route.kind === 'hub' ? route.hubHost : route.dpsHost;
  if (cloud.kind === 'azure') return html`<span class="muted">${host}</span>`;
  return html`<span class="muted">${words.localCloud}</span>
    <span class="small muted device-place">${cloud.kind === 'tab' ? words.inBrowser : words.onServer}</span>`;
}
