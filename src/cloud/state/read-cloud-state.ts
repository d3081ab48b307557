import { decodeBase64 } from '#core/bytes/base64';
import { isJsonObject, type Json, type JsonObject } from '#core/bytes/json';
import { readSettings } from '../settings.ts';
import { identityName, STATE_SCHEMA, type CloudState } from './cloud-state.ts';

type Judge = (value: Json | undefined) => boolean;
type Shape = Readonly<Record<string, Judge>>;

const text: Judge = (value) => typeof value === 'string';
const filled: Judge = (value) => typeof value === 'string' && value !== '';
const yesNo: Judge = (value) => typeof value === 'boolean';
const count: Judge = (value) => typeof value === 'number' && Number.isFinite(value) && value >= 0;
const anyJson: Judge = (value) => value !== undefined;
const object: Judge = (value) => isJsonObject(value);
const key: Judge = (value) => typeof value === 'string' && (decodeBase64(value)?.length ?? 0) > 0;
const orNull = (judge: Judge): Judge => {
  return (value) => value === null || judge(value);
};
const oneOf = (...values: readonly string[]): Judge => {
  return (value) => typeof value === 'string' && values.includes(value);
};
const listOf = (shape: Shape): Judge => {
  return (value) => Array.isArray(value) && value.every((entry) => fits(entry as Json, shape));
};
const mapOf = (judge: Judge): Judge => {
  return (value) => isJsonObject(value) && Object.values(value).every((entry) => judge(entry));
};

function fits(value: Json | undefined, shape: Shape): boolean {
  return isJsonObject(value) && Object.entries(shape).every(([name, judge]) => judge(value[name]));
}

const UPDATES = mapOf((value) => fits(value, { version: count, at: count }));
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
  twin: (value) => fits(value, TWIN),
  messages: listOf(MESSAGE),
  commands: listOf(COMMAND),
};
const GROUP: Shape = { id: filled, displayName: text, enabled: yesNo, primaryKey: key, secondaryKey: key };
const STATE: Shape = {
  schema: (value) => value === STATE_SCHEMA,
  idScope: filled,
  operatorToken: filled,
  enrollmentGroups: (value) => listOf(GROUP)(value) && (value as readonly Json[]).length > 0,
  identities: listOf(IDENTITY),
};

/**
 * Reads a state that was kept as JSON. Settings that are unknown here fall back to their defaults; gives undefined when
 * anything else is not of the shape, or an identity stands in it twice.
 */
export function readCloudState(json: Json | undefined): CloudState | undefined {
  if (!isJsonObject(json) || !fits(json, STATE)) return undefined;
  const state = json as JsonObject & CloudState;
  const names = state.identities.map(identityName);
  if (new Set(names).size !== names.length) return undefined;
  return { ...structuredClone(state), settings: readSettings(json['settings']) };
}
