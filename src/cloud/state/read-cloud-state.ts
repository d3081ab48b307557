import { isJsonObject, type Json, type JsonObject } from '#core/bytes/json';
import { readSettings } from '../settings.ts';
import { identityName, STATE_SCHEMA, type CloudState } from './cloud-state.ts';
import { APPLICATION } from './read-application-state.ts';
import { FEEDBACK } from './feedback-state.ts';
import { isFirstState, migrateFirstState } from './first-state.ts';
import { HUB_CONFIGURATIONS } from './hub-configuration-state.ts';
import { HUB_JOBS } from './hub-job-state.ts';
import { isHubNumber } from '../services/hubs.ts';
import { isSecondState, migrateSecondState } from './second-state.ts';
import {
  anyJson,
  certificate,
  count,
  filled,
  fits,
  key,
  listIn,
  listOf,
  mapOf,
  number,
  object,
  oneOf,
  oneShapeOf,
  orNull,
  shaped,
  text,
  texts,
  yesNo,
  type Shape,
} from './state-shape.ts';

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
  responseCode: orNull(number),
  outcome: oneOf('answered', 'queued', 'not-online', 'connection-lost', 'timed-out'),
};
const ACKNOWLEDGEMENT: Shape = { code: number, version: orNull(number), description: orNull(text) };
const PROPERTY_CHANGE: Shape = {
  at: count,
  section: oneOf('desired', 'reported', 'cloud'),
  by: filled,
  component: orNull(filled),
  name: filled,
  version: orNull(count),
  value: anyJson,
  cut: yesNo,
  acknowledgement: orNull(shaped(ACKNOWLEDGEMENT)),
};
const SAS: Shape = { type: oneOf('sas'), primaryKey: key, secondaryKey: key };
const SELF_SIGNED: Shape = {
  type: oneOf('selfSigned'),
  primaryThumbprint: orNull(filled),
  secondaryThumbprint: orNull(filled),
};
const BY_AUTHORITY: Shape = { type: oneOf('certificateAuthority') };
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
  hub: isHubNumber,
  toldHub: isHubNumber,
  substatus: orNull(
    oneOf('initialAssignment', 'reprovisionedToInitialAssignment', 'deviceDataMigrated', 'deviceDataReset'),
  ),
  template: orNull(text),
  simulated: yesNo,
  organizations: texts,
  cloudProperties: object,
  propertyHistory: listOf(PROPERTY_CHANGE),
  modelId: orNull(text),
  etag: filled,
  authentication: oneShapeOf([SAS, SELF_SIGNED, BY_AUTHORITY]),
  createdAt: count,
  updatedAt: count,
  lastActivityAt: orNull(count),
  connectionUpdatedAt: orNull(count),
  twin: shaped(TWIN),
  messages: listOf(MESSAGE),
  commands: listOf(COMMAND),
};
const KEYS: Shape = { type: oneOf('symmetricKey'), primaryKey: key, secondaryKey: key };
const OWN: Shape = {
  kind: oneOf('own'),
  certificate,
  verified: yesNo,
  verificationCode: orNull(filled),
  etag: filled,
};
const SIGNING = oneShapeOf([OWN, { kind: oneOf('reference'), name: filled }]);
const AUTHORITIES: Shape = { type: oneOf('x509'), primary: orNull(SIGNING), secondary: orNull(SIGNING) };
const CLIENTS: Shape = { type: oneOf('x509'), primary: orNull(certificate), secondary: orNull(certificate) };
const ENROLLMENT: Shape = {
  enabled: yesNo,
  iotEdge: yesNo,
  initialTwin: shaped({ tags: object, desired: object }),
  reprovision: shaped({ updateHubAssignment: yesNo, migrateDeviceData: yesNo }),
  allocation: shaped({ policy: orNull(oneOf('hashed', 'geoLatency', 'static')), hubs: listIn(isHubNumber) }),
  issuance: orNull(
    shaped({ policyName: orNull(filled), authorityName: orNull(filled), namespaceName: orNull(filled) }),
  ),
  etag: filled,
  createdAt: count,
  updatedAt: count,
};
const GROUP: Shape = {
  ...ENROLLMENT,
  attestation: oneShapeOf([KEYS, AUTHORITIES]),
  id: filled,
  displayName: text,
  autoApprove: yesNo,
};
const INDIVIDUAL: Shape = {
  ...ENROLLMENT,
  attestation: oneShapeOf([KEYS, CLIENTS]),
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
const AUTHORITY: Shape = {
  service: oneOf('dps', 'hub'),
  name: filled,
  certificate,
  verified: yesNo,
  verificationCode: orNull(filled),
  etag: filled,
  createdAt: count,
  updatedAt: count,
};
const ISSUER: Shape = { id: filled, certificate, privateKey: key, notAfter: count, createdAt: count };
const STATE: Shape = {
  schema: (value) => value === STATE_SCHEMA,
  idScope: filled,
  operatorToken: filled,
  enrollmentGroups: listOf(GROUP),
  individualEnrollments: listOf(INDIVIDUAL),
  policies: listOf(POLICY),
  identities: listOf(IDENTITY),
  authorities: listOf(AUTHORITY),
  hubJobs: HUB_JOBS,
  hubConfigurations: HUB_CONFIGURATIONS,
  issuers: listOf(ISSUER),
  feedback: FEEDBACK,
  ...APPLICATION,
};

/**
 * Reads a state that was kept as JSON, also by an older version: what that did not have is made anew. Settings that are
 * unknown here fall back to their defaults; gives undefined when anything else is not of the shape, or an identity
 * stands in it twice. `now`: milliseconds since the Unix epoch.
 */
export function readCloudState(json: Json | undefined, crypto: Crypto, now: number): CloudState | undefined {
  if (json === undefined) return undefined;
  const second = isFirstState(json) ? migrateFirstState(json, crypto, now) : json;
  const current = isSecondState(second) ? migrateSecondState(second) : second;
  if (!isJsonObject(current) || !fits(current, STATE)) return undefined;
  const state = current as JsonObject & CloudState;
  const names = state.identities.map(identityName);
  if (new Set(names).size !== names.length) return undefined;
  return { ...structuredClone(state), settings: readSettings(current['settings']) };
}
