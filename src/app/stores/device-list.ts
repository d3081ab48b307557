import type { DeviceHost, DeviceSummary } from '#core/ports/device-host';
import { followWorker, type Followed, type FollowedState } from './follow-worker.ts';

interface Ready {
  readonly kind: 'ready';
  readonly devices: readonly DeviceSummary[];
}

/** The devices of this browser, as far as they are known. */
export type DeviceListState = FollowedState<Ready>;

export type DeviceList = Followed<Ready>;

/** Follows the device host's list for as long as the page lives. */
export function createDeviceList(host: Pick<DeviceHost, 'watchList'>): DeviceList {
  return followWorker((tell) => host.watchList((devices) => tell({ kind: 'ready', devices })));
}
