import type { JsonObject } from '#core/bytes/json';
import type { CloudContext } from '../cloud-context.ts';
import { identityName, type IdentityState, type TwinState } from '../state/cloud-state.ts';
import { makeEtag, makeGuid } from './random.ts';

/** What a new identity is told apart by; all else is the same for every one. */
export type NewIdentity = Pick<IdentityState, 'deviceId' | 'moduleId' | 'source' | 'authentication'> &
  Partial<
    Pick<
      IdentityState,
      | 'registrationId'
      | 'twin'
      | 'iotEdge'
      | 'deviceScope'
      | 'parentScopes'
      | 'managedBy'
      | 'statusReason'
      | 'groupId'
      | 'displayName'
      | 'approval'
      | 'enabled'
      | 'template'
      | 'provisioned'
      | 'hub'
    >
  >;

/** Gives a new identity's state, with an empty twin and an empty queue. */
export function makeIdentityState(context: CloudContext, identity: NewIdentity): IdentityState {
  const now = context.now();
  return {
    registrationId: null,
    groupId: null,
    displayName: identity.moduleId ?? identity.deviceId,
    enabled: true,
    statusReason: null,
    statusUpdatedAt: null,
    generationId: makeGuid(context.crypto),
    iotEdge: false,
    deviceScope: identity.iotEdge === true ? makeEdgeScope(identity.deviceId, now) : null,
    parentScopes: [],
    managedBy: null,
    approval: 'approved',
    provisioned: identity.source === 'hub',
    hub: 0,
    toldHub: 0,
    substatus: null,
    template: null,
    simulated: false,
    organizations: [],
    cloudProperties: {},
    propertyHistory: [],
    modelId: null,
    etag: makeEtag(context.crypto),
    createdAt: now,
    updatedAt: now,
    lastActivityAt: null,
    connectionUpdatedAt: null,
    twin: makeTwin(context),
    messages: [],
    commands: [],
    ...identity,
  };
}

/** Gives the scope of a new Edge device, by which its children name it: the ID and the time in ticks of 100 ns. */
export function makeEdgeScope(deviceId: string, nowMs: number): string {
  const ticks = (BigInt(Math.floor(nowMs)) + MS_BEFORE_1970) * 10_000n;
  return `ms-azure-iot-edge://${deviceId}-${ticks}`;
}

/** Ticks count from the year 1. */
const MS_BEFORE_1970 = 62_135_596_800_000n;

/** Gives a new twin; empty sections still have version 1. */
export function makeTwin(
  context: CloudContext,
  initial: { readonly tags: JsonObject; readonly desired: JsonObject } = { tags: {}, desired: {} },
): TwinState {
  return {
    version: 1,
    tags: structuredClone(initial.tags),
    etag: makeEtag(context.crypto),
    desired: structuredClone(initial.desired),
    desiredVersion: 1,
    reported: {},
    reportedVersion: 1,
    desiredUpdates: {},
    reportedUpdates: {},
  };
}

/** Marks an identity as changed: a new ETag, and a reason to keep the state. */
export function touchIdentity(context: CloudContext, state: IdentityState): void {
  state.updatedAt = context.now();
  state.etag = makeEtag(context.crypto);
  context.changed('identities', identityName(state));
}
