import type { Connection } from '../mqtt/connection.ts';
import { identityName, type IdentityState, type QueuedMessage } from '../state/cloud-state.ts';
import type { MethodCall } from './methods.ts';
import { createTelemetryRing, type TelemetryRing } from './telemetry.ts';

/** A device or module while the cloud runs: what is kept of it, and what lives only as long as the host. */
export interface Identity {
  /** `deviceId` or `deviceId/moduleId`. */
  readonly id: string;
  readonly state: IdentityState;
  readonly telemetry: TelemetryRing;
  /** The one connection of the identity, when it is online. */
  connection: Connection | undefined;
  connectedSince: number | undefined;
  /** Subscriptions of a session that outlives its connection (clean session 0), shared with the connection. */
  keptSubscriptions: Map<string, 0 | 1> | undefined;
  /** Messages under lock: by their packet identifier over MQTT, by their lock token over HTTPS. */
  readonly deliveries: Map<number | string, Delivery>;
  lockTimer: { cancel(): void } | undefined;
  lastPacketId: number;
  /** Direct methods that wait for an answer, by their request ID. */
  readonly calls: Map<string, MethodCall>;
  readonly subscriptionWaiters: Set<SubscriptionWaiter>;
  lastRequestId: number;
  refusals: number;
  /** Kept apart from the state: telemetry alone is no reason to write it. */
  lastActivityAt: number | null;
}

/** Who waits for a device to listen. */
export interface SubscriptionWaiter {
  /** Called when the device has subscribed to something. */
  look(): void;
  /** Called when nobody will come any more: the device is removed, or the cloud ends. */
  end(): void;
}

/** A message that was sent and not acknowledged. */
export interface Delivery {
  readonly message: QueuedMessage;
  /** Milliseconds since the Unix epoch. */
  readonly lockedUntil: number;
}

/** Gives the identity of a state, offline. */
export function makeIdentity(state: IdentityState): Identity {
  return {
    id: identityName(state),
    state,
    telemetry: createTelemetryRing(),
    connection: undefined,
    connectedSince: undefined,
    keptSubscriptions: undefined,
    deliveries: new Map(),
    lockTimer: undefined,
    lastPacketId: 0,
    calls: new Map(),
    subscriptionWaiters: new Set(),
    lastRequestId: 0,
    refusals: 0,
    lastActivityAt: state.lastActivityAt,
  };
}

/** Gives a packet identifier that no message under lock uses [MQTT-2.3.1-2]. */
export function takePacketId(identity: Identity): number {
  do identity.lastPacketId = (identity.lastPacketId % 65_535) + 1;
  while (identity.deliveries.has(identity.lastPacketId));
  return identity.lastPacketId;
}
