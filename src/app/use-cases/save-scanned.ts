import type { DeviceHost, NewDevice } from '#core/ports/device-host';

/**
 * Keeps a device that was scanned and gives its id (ours); connects nothing. One that is kept already (`keptId`) takes what
 * the code proves itself with, and is stopped before, for it ran with something else. Errors: `device/name-taken`, `vault/…`.
 */
export async function saveScanned(host: DeviceHost, device: NewDevice, keptId: string | undefined): Promise<string> {
  if (keptId === undefined) return host.add(device);
  await host.stop(keptId);
  await host.replaceSecret(keptId, device.secret);
  return keptId;
}
