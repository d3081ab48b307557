import { deviceName } from '#core/identity/device-record';
import type { DeviceState, DeviceSummary } from '#core/ports/device-host';

/** The three views of the list. */
export type DeviceFilter = 'all' | 'online' | 'failing';

export const DEVICE_FILTERS: readonly DeviceFilter[] = ['all', 'online', 'failing'];

/** Gives the filter of that name, `all` when there is none. */
export function parseDeviceFilter(text: string | null | undefined): DeviceFilter {
  return DEVICE_FILTERS.find((filter) => filter === text) ?? 'all';
}

/** Whether a state is one the user should look at: refused, or waiting because something went wrong. */
export function isFailing(state: DeviceState): boolean {
  return state.kind === 'refused' || state.kind === 'waiting';
}

/** Gives the devices that pass the filter and whose name, hub or scope holds every word of `query`. */
export function filterDevices(
  devices: readonly DeviceSummary[],
  filter: DeviceFilter,
  query: string,
): readonly DeviceSummary[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return devices.filter((device) => passes(device, filter) && holdsAll(device, words));
}

/** Gives how many devices each filter shows. */
export function countDevices(devices: readonly DeviceSummary[]): Readonly<Record<DeviceFilter, number>> {
  return {
    all: devices.length,
    online: devices.filter((device) => passes(device, 'online')).length,
    failing: devices.filter((device) => passes(device, 'failing')).length,
  };
}

function passes(device: DeviceSummary, filter: DeviceFilter): boolean {
  if (filter === 'all') return true;
  return filter === 'online' ? device.state.kind === 'online' : isFailing(device.state);
}

function holdsAll(device: DeviceSummary, words: readonly string[]): boolean {
  if (words.length === 0) return true;
  const { route, modelId } = device.record;
  const place =
    route.kind === 'dps' ? `${route.idScope} ${route.dpsHost}` : `${route.hubHost} ${route.gatewayHostName ?? ''}`;
  const hub = 'hub' in device.state ? device.state.hub : '';
  const text = `${deviceName(route)} ${place} ${hub} ${modelId ?? ''}`.toLowerCase();
  return words.every((word) => text.includes(word));
}
