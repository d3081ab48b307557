import type { Json, JsonObject } from '#core/bytes/json';
import {
  anyJson,
  count,
  filled,
  fits,
  key,
  listOf,
  mapOf,
  object,
  oneOf,
  orNull,
  shaped,
  text,
  yesNo,
} from './state-shape.ts';
import type { Shape } from './state-shape.ts';
import { makeEnrollment } from '../services/enrollments.ts';
import { makeDefaultPolicies } from '../services/policies.ts';
import { makeEtag, makeGuid } from '../services/random.ts';

// Frozen: what was written by version 0.1.0 is read for ever as it was.
const UPDATES = mapOf(shaped({ version: count, at: count }));
const TWIN: Shape = {
  desired: object,
  desiredVersion: count,
  reported: object,
  reportedVersion: count,
  desiredUpdates: UPDATES,
  reportedUpdates: UPDATES,
};
const MESSAGE: Shape = {
  messageId: text,
  body: text,
  properties: mapOf(text),
  enqueuedAt: count,
  expiresAt: count,
  deliveryCount: count,
};
const COMMAND: Shape = {
  id: filled,
  name: filled,
  at: count,
  request: anyJson,
  response: anyJson,
  responseCode: orNull((value) => typeof value === 'number'),
};
const IDENTITY: Shape = {
  deviceId: filled,
  moduleId: (value) => value === undefined || filled(value),
  source: oneOf('group', 'hub'),
  groupId: orNull(filled),
  displayName: text,
  enabled: yesNo,
  approval: oneOf('approved', 'waiting'),
  provisioned: yesNo,
  template: orNull(text),
  modelId: orNull(text),
  etag: filled,
  primaryKey: key,
  secondaryKey: key,
  createdAt: count,
  updatedAt: count,
  lastActivityAt: orNull(count),
  twin: shaped(TWIN),
  messages: listOf(MESSAGE),
  commands: listOf(COMMAND),
};
const GROUP: Shape = { id: filled, displayName: text, enabled: yesNo, primaryKey: key, secondaryKey: key };
const STATE: Shape = {
  schema: (value) => value === 1,
  idScope: filled,
  operatorToken: filled,
  enrollmentGroups: (value) => listOf(GROUP)(value) && (value as readonly Json[]).length > 0,
  identities: listOf(IDENTITY),
};

/** Whether `json` is a state of the first schema. */
export function isFirstState(json: Json): json is FirstState {
  return fits(json, STATE);
}

/** A state as the first schema had it: one kind of entry, and no policies. */
export type FirstState = JsonObject & {
  readonly enrollmentGroups: readonly FirstGroup[];
  readonly identities: readonly FirstIdentity[];
};
type FirstGroup = JsonObject & { readonly primaryKey: string; readonly secondaryKey: string };
type FirstIdentity = JsonObject & {
  readonly deviceId: string;
  readonly moduleId?: string;
  readonly source: 'group' | 'hub';
  readonly enabled: boolean;
  readonly approval: 'approved' | 'waiting';
  readonly provisioned: boolean;
  readonly twin: JsonObject;
};

/**
 * Gives the same state in the second schema: entries with the defaults that DPS gives them, new policies, and the
 * marks that only services see.
 */
export function migrateFirstState(state: FirstState, crypto: Crypto, now: number): JsonObject {
  return {
    ...state,
    schema: 2,
    enrollmentGroups: state.enrollmentGroups.map((group) => migrateGroup(group, crypto, now)),
    individualEnrollments: [],
    policies: makeDefaultPolicies(crypto).map(asJson),
    identities: state.identities.map((identity) => migrateIdentity(identity, crypto)),
  };
}

function migrateGroup({ primaryKey, secondaryKey, ...group }: FirstGroup, crypto: Crypto, now: number): JsonObject {
  const attestation = { type: 'symmetricKey', primaryKey, secondaryKey };
  const allocation = { policy: null, namesHub: false };
  return { ...asJson(makeEnrollment(crypto, now)), ...group, attestation, allocation, autoApprove: true };
}

function migrateIdentity(identity: FirstIdentity, crypto: Crypto): JsonObject {
  const byDps = identity.source === 'group' && identity.moduleId === undefined;
  return {
    ...identity,
    // The first schema could not tell a device that waits from one that is blocked.
    enabled: identity.enabled || identity.approval === 'waiting',
    registrationId: byDps ? identity.deviceId : null,
    substatus: byDps && identity.provisioned ? 'initialAssignment' : null,
    statusReason: null,
    statusUpdatedAt: null,
    generationId: makeGuid(crypto),
    iotEdge: false,
    deviceScope: null,
    parentScopes: [],
    managedBy: null,
    connectionUpdatedAt: null,
    twin: { ...identity.twin, version: countTwinChanges(identity.twin), tags: {}, etag: makeEtag(crypto) },
  };
}

function countTwinChanges({ desiredVersion, reportedVersion }: JsonObject): number {
  return Number(desiredVersion) + Number(reportedVersion) - 1;
}

/** Plain data of ours is JSON already; its types only do not say so. */
function asJson(value: object): JsonObject {
  return value as JsonObject;
}
