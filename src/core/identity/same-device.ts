import type { CloudAddress, DeviceRoute } from './device-record.ts';
import { isSameRegistration } from './same-registration.ts';

/** Whether two routes name one device: one registration of an ID scope, or one identity at a hub. */
export function isSameRoute(one: DeviceRoute, other: DeviceRoute): boolean {
  if (one.kind === 'dps') {
    if (other.kind !== 'dps' || !sameText(one.idScope, other.idScope)) return false;
    return isSameRegistration(one.registrationId, other.registrationId);
  }
  if (other.kind !== 'hub' || !sameText(one.hubHost, other.hubHost)) return false;
  return one.deviceId === other.deviceId && one.moduleId === other.moduleId;
}

/** Whether two addresses are one cloud. */
export function isSameCloud(one: CloudAddress, other: CloudAddress): boolean {
  return one.kind === 'node' ? other.kind === 'node' && one.origin === other.origin : one.kind === other.kind;
}

function sameText(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
