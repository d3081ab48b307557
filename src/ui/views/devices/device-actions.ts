import { deviceName } from '#core/identity/device-record';
import type { DeviceSummary } from '#core/ports/device-host';
import { uiDevicesWords as words } from '#core/words/en/ui-devices';
import type { App } from '#app/app';
import { removeDevice } from '#app/use-cases/remove-device';
import { tryLocalCloud } from '#app/use-cases/try-local-cloud';
import type { ViewContext } from '../../services-context.ts';
import { isRunning } from './device-status.ts';

/** Makes and starts a device in the local cloud and opens its telemetry. */
export async function tryIt({ app, router }: ViewContext): Promise<void> {
  const fate = await app.run(() => tryLocalCloud(app.services));
  if (fate.kind === 'done') router.go({ room: 'device', id: fate.value, tab: 'telemetry' });
}

/** The same with a certificate of a root that is made for it. What makes certificates comes with the first of them. */
export async function tryWithCertificate({ app, router }: ViewContext): Promise<void> {
  const fate = await app.run(async () => {
    const { tryCertificate } = await import('#app/use-cases/try-certificate');
    return tryCertificate(app.services);
  });
  if (fate.kind === 'done') router.go({ room: 'device', id: fate.value, tab: 'telemetry' });
}

/** Starts a device that rests, and stops one that runs. */
export async function switchDevice(app: App, { record, state }: DeviceSummary): Promise<void> {
  const host = app.services.devices;
  await app.run(() => (isRunning(state) ? host.stop(record.id) : host.start(record.id)));
}

/** Removes a device, and offers to take it back. */
export async function removeWithUndo(app: App, device: DeviceSummary): Promise<boolean> {
  const fate = await app.run(() => removeDevice(app.services.devices, device.record.id, isRunning(device.state)));
  if (fate.kind !== 'done') return false;
  const { name, undo } = fate.value;
  const bringBack = async (): Promise<void> => {
    const back = await app.run(undo);
    if (back.kind === 'done') app.notices.say({ message: words.broughtBack(name) });
  };
  app.notices.say({ message: words.removed(name), undo: () => void bringBack() });
  return true;
}

/** Copies the name that the service knows the device by. */
export async function copyName(app: App, device: DeviceSummary): Promise<void> {
  const fate = await app.run(() => app.services.clipboard.write(deviceName(device.record.route)));
  if (fate.kind === 'done') app.notices.say({ message: words.idCopied });
}
