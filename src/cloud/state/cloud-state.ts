import type { Json, JsonObject } from '#core/bytes/json';
import type { CloudSettings } from '../settings.ts';

/** Version of the shape below. An older one gets a frozen reader and a migration of its own. */
export const STATE_SCHEMA = 1;

/**
 * Everything of a cloud that outlives its host, as plain JSON: what a file or the vault keeps. Telemetry, sessions and
 * the log of attempts are not part of it. It holds keys: keep it as carefully as they are.
 */
export interface CloudState {
  readonly schema: typeof STATE_SCHEMA;
  readonly idScope: string;
  /** The whole value of the operator's Authorization header. */
  readonly operatorToken: string;
  readonly settings: CloudSettings;
  readonly enrollmentGroups: EnrollmentGroups;
  readonly identities: readonly IdentityState[];
}

/** All groups of a cloud. It has one at least: without any, no device could come. */
export type EnrollmentGroups = readonly [EnrollmentGroup, ...EnrollmentGroup[]];

/** Devices that share a key, from which each derives its own. */
export interface EnrollmentGroup {
  readonly id: string;
  displayName: string;
  enabled: boolean;
  readonly primaryKey: string;
  readonly secondaryKey: string;
}

/** A device, or a module of one, as the cloud knows it. */
export interface IdentityState {
  readonly deviceId: string;
  readonly moduleId?: string;
  /** `group`: comes through DPS. `hub`: added to the hub with keys of its own. */
  source: 'group' | 'hub';
  /** Enrollment group that assigned it. */
  groupId: string | null;
  displayName: string;
  enabled: boolean;
  approval: 'approved' | 'waiting';
  /** Has a hub, so may connect to it. */
  provisioned: boolean;
  template: string | null;
  modelId: string | null;
  etag: string;
  primaryKey: string;
  secondaryKey: string;
  /** Milliseconds since the Unix epoch, as all times here. */
  readonly createdAt: number;
  updatedAt: number;
  lastActivityAt: number | null;
  twin: TwinState;
  messages: QueuedMessage[];
  commands: CommandRecord[];
}

/** A device twin, without the parts that only services see. */
export interface TwinState {
  desired: JsonObject;
  desiredVersion: number;
  reported: JsonObject;
  reportedVersion: number;
  /** When and at which version each property changed; a component's properties as `component/property`. */
  desiredUpdates: Record<string, PropertyUpdate>;
  reportedUpdates: Record<string, PropertyUpdate>;
}

export interface PropertyUpdate {
  readonly version: number;
  readonly at: number;
}

/** A message that waits for its device. */
export interface QueuedMessage {
  readonly messageId: string;
  readonly body: string;
  /** System properties by their wire name (`$.ct`) and application properties, in the order of the bag. */
  readonly properties: Readonly<Record<string, string>>;
  readonly enqueuedAt: number;
  readonly expiresAt: number;
  deliveryCount: number;
}

/** A direct method that was called. */
export interface CommandRecord {
  readonly id: string;
  readonly name: string;
  readonly at: number;
  readonly request: Json;
  /** Null while there was none. */
  readonly response: Json;
  readonly responseCode: number | null;
}

/** Gives the name that the hub knows an identity by. */
export function identityName(identity: { readonly deviceId: string; readonly moduleId?: string }): string {
  return identity.moduleId === undefined ? identity.deviceId : `${identity.deviceId}/${identity.moduleId}`;
}
