import type { DeviceSecret } from '#core/identity/device-record';
import type { DeviceHost } from '#core/ports/device-host';

/** Keeps other keys for a device and starts it anew with them. Errors: `device/unknown`, `vault/…`. */
export async function replaceKeys(host: DeviceHost, id: string, secret: DeviceSecret): Promise<void> {
  await host.stop(id);
  await host.replaceSecret(id, secret);
  await host.start(id);
}
