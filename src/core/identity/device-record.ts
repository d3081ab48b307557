import type { Json } from '../bytes/json.ts';

/** Where a device's cloud is. A device is never moved from one to another silently. */
export type CloudAddress =
  | { readonly kind: 'azure' }
  /** The local cloud of a Node server, at its HTTP origin. */
  | { readonly kind: 'node'; readonly origin: string }
  /** The local cloud in this browser. */
  | { readonly kind: 'tab' };

/** How a device finds its hub: through DPS at each start, or by a hub name in its connection string. */
export type DeviceRoute =
  | { readonly kind: 'dps'; readonly dpsHost: string; readonly idScope: string; readonly registrationId: string }
  | {
      readonly kind: 'hub';
      readonly hubHost: string;
      readonly deviceId: string;
      readonly moduleId?: string;
      /** Host that is dialled in the place of the hub: an IoT Edge gateway. User name and token keep the hub's name. */
      readonly gatewayHostName?: string;
    };

/** What the device does when it is online. */
export type BehaviourKind = 'thermostat' | 'raw';

/** A virtual device as it is kept: everything but its keys. */
export interface DeviceRecord {
  /** Random, ours; not the device ID. */
  readonly id: string;
  readonly cloud: CloudAddress;
  readonly route: DeviceRoute;
  readonly keyKind: DeviceSecret['kind'];
  readonly behaviour: BehaviourKind;
  /** DTMI announced in the registration and in the hub's user name. */
  readonly modelId?: string;
  /** Registration payload, when the user edited it; else it is made from `modelId`. */
  readonly payload?: Json;
  /** Time between two telemetry messages, when the user chose one. */
  readonly intervalMs?: number;
  /** Milliseconds since the Unix epoch. */
  readonly createdAt: number;
}

/** A device's keys, base64. A group key is derived at each start, a device key is used as it is. */
export interface DeviceSecret {
  readonly kind: 'group-key' | 'device-key';
  readonly primaryKey: string;
  readonly secondaryKey?: string;
}

/** The name that the service knows the device by: registration ID, or `deviceId[/moduleId]`. */
export function deviceName(route: DeviceRoute): string {
  if (route.kind === 'dps') return route.registrationId;
  return route.moduleId === undefined ? route.deviceId : `${route.deviceId}/${route.moduleId}`;
}
