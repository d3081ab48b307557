import type { DeviceHost, NewDevice } from '#core/ports/device-host';

/** Keeps a device, starts it when asked, and gives its id (ours). Errors: `device/name-taken`, `vault/…`. */
export async function addDevice(host: DeviceHost, device: NewDevice, startNow: boolean): Promise<string> {
  const id = await host.add(device);
  if (startNow) await host.start(id);
  return id;
}
