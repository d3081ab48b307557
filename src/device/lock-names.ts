import type { CloudAddress, DeviceRecord, DeviceRoute } from '#core/identity/device-record';
import type { Assignment } from './provision.ts';

/** Gives the lock that stands for a device before a hub is known: one registration of one ID scope of one cloud. */
export function nameRegistrationLock(record: DeviceRecord): string {
  const { cloud, route } = record;
  if (route.kind === 'hub') return nameHubLock(cloud, assignmentOf(route));
  // DPS compares registration IDs without case.
  return name(cloud, 'registration', route.idScope.toLowerCase(), route.registrationId.toLowerCase());
}

/** Gives the hub and identity that a connection string names. */
export function assignmentOf(route: DeviceRoute & { readonly kind: 'hub' }): Assignment {
  const { kind: _kind, hubHost: hub, ...identity } = route;
  return { hub, ...identity };
}

/** Gives the lock that stands for one identity at one hub: there a second connection throws the first one out. */
export function nameHubLock(cloud: CloudAddress, identity: Assignment): string {
  return name(cloud, 'identity', identity.hub.toLowerCase(), identity.deviceId, identity.moduleId ?? '');
}

/** Gives the lock under which what is kept of a device is changed; `id` is ours. */
export function nameChangeLock(id: string): string {
  return `device-workbench-change|${id}`;
}

const DEVICE = 'device-workbench-device';

/** Whether a lock stands for a device that runs somewhere. */
export function isDeviceLock(lockName: string): boolean {
  return lockName.startsWith(`${DEVICE}|`);
}

function name(cloud: CloudAddress, ...parts: readonly string[]): string {
  const where = cloud.kind === 'node' ? cloud.origin : cloud.kind;
  return [DEVICE, where, ...parts].join('|');
}
