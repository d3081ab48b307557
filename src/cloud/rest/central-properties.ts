import { isJsonObject, memberOf, type Json, type JsonObject } from '#core/bytes/json';
import type { RestResponse } from '#core/ports/rest';
import type { CloudContext } from '../cloud-context.ts';
import type { Identity } from '../services/identity.ts';
import { readAcknowledgement } from '../services/property-acknowledgement.ts';
import { writeProperties, type PropertyFault } from '../services/property-writes.ts';
import { isComponent, partOf, propertyOf, seenComponents } from '../services/template-capabilities.ts';
import type { PropertyUpdate, TwinState } from '../state/cloud-state.ts';
import { forTargets, type Target } from './central-target.ts';
import { answerError, answerJson } from './rest-response.ts';
import { withBody, type Route, type RouteRequest } from './route.ts';

/**
 * Properties of devices, modules and their components, as IoT Central shows a twin: values flat, what is known of them in
 * `$metadata`. A write answers 202: the device has still to hear of it.
 */
export const centralPropertyRoutes: readonly Route[] = [
  ...forTargets('GET', '/properties', readProperties),
  ...forTargets('PUT', '/properties', changeProperties(true)),
  ...forTargets('PATCH', '/properties', changeProperties(false)),
];

function readProperties(context: CloudContext, { identity, component, capabilities }: Target): RestResponse {
  const { twin, cloudProperties } = identity.state;
  if (component === null) {
    return answerJson(200, { ...cloudProperties, ...describeRoot(context, identity) });
  }
  if (capabilities.kind !== 'modelled' && !seenComponents(context, identity).includes(component)) {
    return answerError(context, 404, 'NotFound', `The device has shown no component ${component}.`);
  }
  const [reported, desired] = [partOf(twin.reported, component), partOf(twin.desired, component)];
  return answerJson(200, describeLevel(twin, { reported, desired, prefix: `${component}/` }));
}

function changeProperties(replaces: boolean) {
  return (context: CloudContext, target: Target, request: RouteRequest): RestResponse | Promise<RestResponse> => {
    return withBody((_context, body) => {
      const { identity, component } = target;
      const { $metadata: _metadata, ...values } = body;
      const fault = writeProperties(context, identity, { component, values, replaces, by: 'operator' });
      if (fault !== undefined) return answerFault(context, fault);
      return answerJson(202, describeWrite(context, target, values));
    })(context, request);
  };
}

function answerFault(context: CloudContext, { kind, wrong }: PropertyFault): RestResponse {
  if (kind === 'limits') return answerError(context, 400, 'InvalidBody', wrong);
  return answerError(context, 422, 'UnprocessableEntity', wrong);
}

/** What a write answers: the wanted values alone, nested for components; cloud properties have the value at once. */
function describeWrite(
  context: CloudContext,
  { identity, component, capabilities }: Target,
  values: JsonObject,
): JsonObject {
  const plain = new Map<string, Json>();
  const wanted = new Map<string, Json>();
  for (const [name, value] of Object.entries(values)) {
    if (component === null && isJsonObject(value) && isComponent(context, identity, name)) {
      plain.set(name, { $metadata: wrapDesired(value) });
    } else if (component === null && propertyOf(capabilities, name)?.cloud === true) plain.set(name, value);
    else wanted.set(name, { desiredValue: value });
  }
  return { ...Object.fromEntries(plain), $metadata: Object.fromEntries(wanted) };
}

function wrapDesired(values: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(values).map(([name, desiredValue]) => [name, { desiredValue }]));
}

/** A part of a twin, and the beginning of its properties' paths in `desiredUpdates` and `reportedUpdates`. */
interface Level {
  readonly reported: JsonObject;
  readonly desired: JsonObject;
  readonly prefix: string;
}

function describeRoot(context: CloudContext, identity: Identity): JsonObject {
  const { twin } = identity.state;
  const names = [...new Set([...Object.keys(twin.reported), ...Object.keys(twin.desired)])];
  const components = names.filter((name) => isComponent(context, identity, name));
  const root = describeLevel(twin, {
    reported: without(twin.reported, components),
    desired: without(twin.desired, components),
    prefix: '',
  });
  const nested = components.map((name) => {
    const level = { reported: partOf(twin.reported, name), desired: partOf(twin.desired, name), prefix: `${name}/` };
    return [name, describeLevel(twin, level)] as const;
  });
  return { ...Object.fromEntries(nested), ...root };
}

function without(section: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(section).filter(([name]) => !names.includes(name)));
}

function describeLevel(twin: TwinState, { reported, desired, prefix }: Level): JsonObject {
  const values = new Map<string, Json>();
  const metadata = new Map<string, Json>();
  for (const name of new Set([...Object.keys(reported), ...Object.keys(desired)])) {
    if (name === '__t') continue;
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
