import { deviceName } from '#core/identity/device-record';
import type { DeviceHost, NewDevice } from '#core/ports/device-host';

/** A removal that can be taken back for as long as the page holds it. */
export interface Removal {
  readonly name: string;
  /** Adds the device again, with its keys, and starts it when it ran; gives its new id. */
  undo(): Promise<string>;
}

/** Stops and forgets a device; `wasRunning` says whether taking it back starts it again. Errors: `vault/…`. */
export async function removeDevice(host: DeviceHost, id: string, wasRunning: boolean): Promise<Removal> {
  const removed = await host.remove(id);
  return {
    name: deviceName(removed.record.route),
    undo: () => bringBack(host, removed, wasRunning),
  };
}

async function bringBack(host: DeviceHost, removed: NewDevice, wasRunning: boolean): Promise<string> {
  const id = await host.add(removed);
  if (wasRunning) await host.start(id);
  return id;
}
