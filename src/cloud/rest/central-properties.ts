import { isJsonObject, memberOf, type Json, type JsonObject } from '#core/bytes/json';
import type { RestResponse } from '#core/ports/rest';
import type { CloudContext } from '../cloud-context.ts';
import type { Identity } from '../services/identity.ts';
import { patchDesired } from '../services/twins.ts';
import type { PropertyUpdate, TwinState } from '../state/cloud-state.ts';
import { answerError, answerJson } from './rest-response.ts';
import { withBody, withIdentity, type Route, type RouteRequest } from './route.ts';

/** Device properties, as IoT Central shows a twin: values flat, what is known of them in `$metadata`. */
export const centralPropertyRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/api/devices/:id/properties',
    handle: withIdentity((_context, identity) => answerJson(200, describeProperties(identity.state.twin))),
  },
  { method: 'PATCH', path: '/api/devices/:id/properties', handle: withIdentity(patchProperties) },
];

function patchProperties(
  context: CloudContext,
  identity: Identity,
  request: RouteRequest,
): RestResponse | Promise<RestResponse> {
  return withBody((_context, body) => {
    const { $metadata: _metadata, ...properties } = body;
    const wrong = patchDesired(context, identity, markComponents(identity.state.twin, properties));
    if (wrong !== undefined) return answerError(context, 400, 'InvalidBody', wrong);
    return answerJson(202, describeWrite(identity.state.twin, properties));
  })(context, request);
}

/** A component's patch carries `"__t":"c"` (Plug and Play); which ones are components, the device has shown. */
function markComponents(twin: TwinState, patch: JsonObject): JsonObject {
  const entries = Object.entries(patch).map(([name, value]) => {
    return [name, isJsonObject(value) && isComponent(twin, name) ? { __t: 'c', ...value } : value] as const;
  });
  return Object.fromEntries(entries);
}

function isComponent(twin: TwinState, name: string): boolean {
  return [twin.reported, twin.desired].some((section) => memberOf(memberOf(section, name), '__t') === 'c');
}

/** What a write answers: the wanted values alone, nested for components. */
function describeWrite(twin: TwinState, patch: JsonObject): JsonObject {
  const root = new Map<string, Json>();
  const components = new Map<string, Json>();
  for (const [name, value] of Object.entries(patch)) {
    if (isJsonObject(value) && isComponent(twin, name)) components.set(name, describeWrite(EMPTY_TWIN, value));
    else root.set(name, { desiredValue: value });
  }
  return { ...Object.fromEntries(components), $metadata: Object.fromEntries(root) };
}

const EMPTY_TWIN: TwinState = {
  version: 0,
  tags: {},
  etag: '',
  desired: {},
  desiredVersion: 0,
  reported: {},
  reportedVersion: 0,
  desiredUpdates: {},
  reportedUpdates: {},
};

function describeProperties(twin: TwinState): JsonObject {
  return describeLevel(twin, twin.reported, twin.desired, '');
}

function describeLevel(twin: TwinState, reported: JsonObject, desired: JsonObject, prefix: string): JsonObject {
  const values = new Map<string, Json>();
  const metadata = new Map<string, Json>();
  for (const name of new Set([...Object.keys(reported), ...Object.keys(desired)])) {
    if (name === '__t') continue;
    if (prefix === '' && isComponent(twin, name)) {
      const [shown, wanted] = [asObject(memberOf(reported, name)), asObject(memberOf(desired, name))];
      values.set(name, describeLevel(twin, shown, wanted, `${name}/`));
      continue;
    }
    const shown = memberOf(reported, name);
    const acknowledged = readAcknowledgement(shown);
    const value = acknowledged === undefined ? shown : acknowledged['value'];
    if (value !== undefined) values.set(name, value);
    metadata.set(name, {
      ...describeReported(updateOf(twin.reportedUpdates, prefix + name), acknowledged),
      ...describeDesired(updateOf(twin.desiredUpdates, prefix + name), memberOf(desired, name)),
    });
  }
  return { ...Object.fromEntries(values), $metadata: Object.fromEntries(metadata) };
}

function updateOf(updates: TwinState['desiredUpdates'], path: string): PropertyUpdate | undefined {
  return Object.hasOwn(updates, path) ? updates[path] : undefined;
}

function describeReported(update: PropertyUpdate | undefined, acknowledged: JsonObject | undefined): JsonObject {
  const { ac, av, ad } = acknowledged ?? {};
  return {
    ...(update === undefined ? {} : { lastUpdateTime: new Date(update.at).toISOString() }),
    ...(ac === undefined ? {} : { ackCode: ac }),
    ...(av === undefined ? {} : { ackVersion: av }),
    ...(ad === undefined ? {} : { ackDescription: ad }),
  };
}

function describeDesired(update: PropertyUpdate | undefined, value: Json | undefined): JsonObject {
  if (value === undefined) return {};
  return { desiredValue: value, ...(update === undefined ? {} : { desiredVersion: update.version }) };
}

/** Gives the parts of `{value, ac, av, ad}`, with which a device acknowledges a writable property. */
function readAcknowledgement(value: Json | undefined): JsonObject | undefined {
  return isJsonObject(value) && typeof value['ac'] === 'number' && 'value' in value ? value : undefined;
}

function asObject(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}
