import type { CloudAddress, DeviceRecord } from './device-record.ts';
import { isThisMachine } from './this-machine.ts';

/**
 * From where a service is reached: from this browser alone, where it runs; from this computer alone, by the server of the
 * page (`server`) or by a name that every machine gives itself (`machine`); from others too, as far as can be said.
 */
export type ServiceReach = 'browser' | 'server' | 'machine' | 'others';

/** Gives from where the service of a cloud is reached; `host` is that of a service of Azure, or of one's own. */
export function reachOf(cloud: CloudAddress, host: string): ServiceReach {
  if (cloud.kind === 'tab') return 'browser';
  if (cloud.kind === 'node') return isThisMachine(new URL(cloud.origin).hostname) ? 'server' : 'others';
  return isThisMachine(host) ? 'machine' : 'others';
}

/** Gives from where the service is reached that a kept device begins with. */
export function reachOfRecord({ cloud, route }: Pick<DeviceRecord, 'cloud' | 'route'>): ServiceReach {
  return reachOf(cloud, route.kind === 'dps' ? route.dpsHost : (route.gatewayHostName ?? route.hubHost));
}
