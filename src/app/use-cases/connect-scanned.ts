import type { DeviceHost, NewDevice } from '#core/ports/device-host';
import type { KeptTwin } from '../stores/kept-twin.ts';
import { saveScanned } from './save-scanned.ts';

/**
 * Connects as a device that was scanned, which keeps it too, and gives its id (ours). Errors: `device/name-taken`,
 * `vault/…`; what the services say is told by the device.
 */
export async function connectScanned(host: DeviceHost, device: NewDevice, kept: KeptTwin | undefined): Promise<string> {
  const id = kept?.proof === 'same-key' ? kept.id : await saveScanned(host, device, kept?.id);
  await host.start(id);
  return id;
}
