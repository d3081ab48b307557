import type { DeviceHost } from '#core/ports/device-host';

/** Lets a device take another road, and start on it. Errors: `device/road-not-possible`, `device/unknown`, `vault/…`. */
export async function startOnRoad(
  host: Pick<DeviceHost, 'stop' | 'takeRoad' | 'start'>,
  id: string,
  road: 'direct' | 'relay',
): Promise<void> {
  await host.stop(id);
  await host.takeRoad(id, road);
  await host.start(id);
}
