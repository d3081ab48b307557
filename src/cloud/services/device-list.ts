import { deviceStatus, type DeviceStatus } from './device-status.ts';
import type { Identity } from './identity.ts';

/** Which devices an operator asks for; undefined asks for any. */
export interface ListQuery {
  /** A part of the ID or of the name, in any case. */
  readonly search: string | undefined;
  readonly status: DeviceStatus | undefined;
  readonly connected: boolean | undefined;
  /** ID of an enrollment group. */
  readonly group: string | undefined;
}

/** What of all devices fits a query. */
export interface FoundDevices {
  /** In the order of their making. */
  readonly matching: readonly Identity[];
  /** How many of those are connected. */
  readonly connected: number;
  /** How many there would be of each status, all else asked for being the same. Modules have no status. */
  readonly counts: Record<DeviceStatus, number>;
}

/** Gives the devices and modules that fit; a status is of devices alone. */
export function findDevices(identities: readonly Identity[], query: ListQuery): FoundDevices {
  const counts = { blocked: 0, waiting: 0, unassociated: 0, registered: 0, provisioned: 0 };
  const matching: Identity[] = [];
  let connected = 0;
  const search = query.search?.toLowerCase();
  for (const identity of identities) {
    if (!fits(identity, query, search)) continue;
    const isModule = identity.state.moduleId !== undefined;
    const status = deviceStatus(identity.state);
    if (!isModule) counts[status] += 1;
    if (query.status !== undefined && (isModule || status !== query.status)) continue;
    matching.push(identity);
    if (identity.connection !== undefined) connected += 1;
  }
  return { matching, connected, counts };
}

/** Everything but the status. */
function fits({ id, state, connection }: Identity, query: ListQuery, search: string | undefined): boolean {
  if (query.connected !== undefined && (connection !== undefined) !== query.connected) return false;
  if (query.group !== undefined && state.groupId !== query.group) return false;
  if (search === undefined) return true;
  return [id, state.displayName].some((text) => text.toLowerCase().includes(search));
}
