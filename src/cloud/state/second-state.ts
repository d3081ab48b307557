import { isJsonObject, type Json, type JsonObject } from '#core/bytes/json';
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
  texts,
  yesNo,
  type Shape,
} from './state-shape.ts';

// Frozen: what was written by the second schema is read for ever as it was.
const UPDATES = mapOf(shaped({ version: count, at: count }));
const TWIN: Shape = {
  version: count,
  tags: object,
  etag: filled,
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
  source: oneOf('group', 'individual', 'hub'),
  registrationId: orNull(filled),
  groupId: orNull(filled),
  displayName: text,
  enabled: yesNo,
  statusReason: orNull(text),
  statusUpdatedAt: orNull(count),
  generationId: filled,
  iotEdge: yesNo,
  deviceScope: orNull(text),
  parentScopes: texts,
  managedBy: orNull(text),
  approval: oneOf('approved', 'waiting'),
  provisioned: yesNo,
  substatus: orNull(oneOf('initialAssignment', 'reprovisionedToInitialAssignment', 'deviceDataReset')),
  template: orNull(text),
  modelId: orNull(text),
  etag: filled,
  primaryKey: key,
  secondaryKey: key,
  createdAt: count,
  updatedAt: count,
  lastActivityAt: orNull(count),
  connectionUpdatedAt: orNull(count),
  twin: shaped(TWIN),
  messages: listOf(MESSAGE),
  commands: listOf(COMMAND),
};
const ENROLLMENT: Shape = {
  enabled: yesNo,
  attestation: shaped({ type: oneOf('symmetricKey'), primaryKey: key, secondaryKey: key }),
  iotEdge: yesNo,
  initialTwin: shaped({ tags: object, desired: object }),
  reprovision: shaped({ updateHubAssignment: yesNo, migrateDeviceData: yesNo }),
  allocation: shaped({ policy: orNull(oneOf('hashed', 'geoLatency', 'static')), namesHub: yesNo }),
  etag: filled,
  createdAt: count,
  updatedAt: count,
};
const GROUP: Shape = { ...ENROLLMENT, id: filled, displayName: text, autoApprove: yesNo };
const INDIVIDUAL: Shape = {
  ...ENROLLMENT,
  registrationId: filled,
  deviceId: orNull(filled),
  deviceInformation: (value) => value === undefined || object(value),
};
const POLICY: Shape = {
  service: oneOf('hub', 'dps'),
  name: filled,
  permissions: texts,
  primaryKey: key,
  secondaryKey: key,
};
const STATE: Shape = {
  schema: (value) => value === 2,
  idScope: filled,
  operatorToken: filled,
  enrollmentGroups: listOf(GROUP),
  individualEnrollments: listOf(INDIVIDUAL),
  policies: listOf(POLICY),
  identities: listOf(IDENTITY),
};

/** Whether `json` is a state of the second schema. */
export function isSecondState(json: Json): json is SecondState {
  return isJsonObject(json) && fits(json, STATE);
}

/** A state as the second schema had it: symmetric keys alone. */
export type SecondState = JsonObject & {
  readonly identities: readonly SecondIdentity[];
  readonly enrollmentGroups: readonly JsonObject[];
  readonly individualEnrollments: readonly JsonObject[];
};
type SecondIdentity = JsonObject & {
  readonly primaryKey: string;
  readonly secondaryKey: string;
  readonly commands: readonly JsonObject[];
};

/** Gives the same state in the third schema: how a device proves itself is told by kind, and certificates have a place. */
export function migrateSecondState(state: SecondState): JsonObject {
  return {
    ...state,
    schema: 3,
    identities: state.identities.map(({ primaryKey, secondaryKey, ...identity }) => {
      return {
        ...identity,
        hub: 0,
        toldHub: 0,
        simulated: false,
        organizations: [],
        cloudProperties: {},
        propertyHistory: [],
        commands: identity.commands.map((command) => ({ ...command, outcome: 'answered' })),
        authentication: { type: 'sas', primaryKey, secondaryKey },
      };
    }),
    enrollmentGroups: state.enrollmentGroups.map(migrateEntry),
    individualEnrollments: state.individualEnrollments.map(migrateEntry),
    authorities: [],
    hubJobs: [],
    hubConfigurations: [],
    issuers: [],
    feedback: [],
    templates: [],
    models: [],
    deviceGroups: [],
    jobs: [],
    scheduledJobs: [],
    apiTokens: [],
    relationships: [],
    exportDestinations: [],
    dataExports: [],
    fileUploads: [],
  };
}

/** No entry was linked to the issuing of certificates, and there was one hub to name. */
function migrateEntry({ allocation = {}, ...entry }: JsonObject): JsonObject {
  const { policy = null, namesHub } = allocation as JsonObject;
  return { ...entry, issuance: null, allocation: { policy, hubs: namesHub === true ? [0] : [] } };
}
