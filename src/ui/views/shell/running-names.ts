import { deviceName } from '#core/identity/device-record';
import type { DeviceListState } from '#app/stores/device-list';
import { isRunning } from '../devices/device-status.ts';

/** The names of the devices that run in this tab, and stop when the page is loaded again. */
export function runningNames(list: DeviceListState): readonly string[] {
  if (list.kind !== 'ready') return [];
  return list.devices.filter(({ state }) => isRunning(state)).map(({ record }) => deviceName(record.route));
}

/** Whether the same devices run, so that nothing need be drawn again. */
export function sameNames(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((name, at) => name === other[at]);
}
