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

/** What the device does when it is online; a `quiet` one sends nothing by itself. */
export type BehaviourKind = 'thermostat' | 'raw' | 'quiet';

/** Of the two certificates of a device: which one. */
export type CertificateSlot = 'primary' | 'secondary';

/** A virtual device as it is kept: everything but its keys. */
export interface DeviceRecord {
  /** Random, ours; not the device ID. */
  readonly id: string;
  readonly cloud: CloudAddress;
  readonly route: DeviceRoute;
  readonly keyKind: DeviceSecret['kind'];
  /** The road that somebody chose for a device with keys; see `chooseRoad`. */
  readonly road?: 'direct' | 'relay';
  /** Whether DPS is asked for a certificate at the registration, with which the device then connects to its hub. */
  readonly wantsCertificate?: true;
  /** The certificate of its pair that somebody told it to connect with; without it the primary one. */
  readonly certificateInUse?: CertificateSlot;
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

/** What a device proves itself with. */
export type DeviceSecret = (KeySecret | CertificateSecret | BrowserCertificateSecret) & {
  /** What DPS issued when it was asked for a certificate. */
  readonly issued?: IssuedCertificate;
};

/** Keys, base64. A group key is derived at each start, a device key is used as it is. */
export interface KeySecret {
  readonly kind: 'group-key' | 'device-key';
  readonly primaryKey: string;
  readonly secondaryKey?: string;
}

/** Whether a device proves itself with keys. */
export function hasKeys(secret: DeviceSecret): secret is DeviceSecret & KeySecret {
  return secret.kind === 'group-key' || secret.kind === 'device-key';
}

/** Certificates that are kept in this browser with their keys, by the ids of `KeptCertificate`. */
export interface CertificateSecret {
  readonly kind: 'certificate';
  readonly primaryId: string;
  readonly secondaryId?: string;
}

/** A certificate in the browser's own store, or the system's: only the browser knows which. */
export interface BrowserCertificateSecret {
  readonly kind: 'browser-certificate';
}

/** A certificate that DPS issued, with the key that was made for it. */
export interface IssuedCertificate {
  /** Of the vault's record of the private key. */
  readonly keyId: string;
  /** DER, leaf first. */
  readonly chainBase64: readonly string[];
}

/** The name that the service knows the device by: registration ID, or `deviceId[/moduleId]`. */
export function deviceName(route: DeviceRoute): string {
  if (route.kind === 'dps') return route.registrationId;
  return route.moduleId === undefined ? route.deviceId : `${route.deviceId}/${route.moduleId}`;
}
