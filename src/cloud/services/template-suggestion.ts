import { isJsonObject, memberOf, type Json, type JsonObject } from '#core/bytes/json';
import { suggestModel, type SeenCapabilities, type SuggestedModel } from '#core/model/suggest-model';
import type { CloudContext } from '../cloud-context.ts';
import type { Identity } from './identity.ts';
import { readAcknowledgement } from './property-acknowledgement.ts';
import { describeTelemetry } from './telemetry.ts';
import { COMPONENT_PROPERTY, partOf, seenComponents } from './template-capabilities.ts';

/** Suggests a model for a device from the messages that are kept of it and from its twin. */
export function suggestModelOf(
  context: CloudContext,
  identity: Identity,
  wish: { readonly modelId?: string; readonly displayName?: string },
): SuggestedModel {
  const { modelId = makeModelId(identity.state.deviceId), displayName = identity.state.displayName } = wish;
  const { reported, desired } = identity.state.twin;
  const names = seenComponents(context, identity);
  const bodies = collectBodies(context, identity);
  const see = (component: string | null, shown: JsonObject, wished: JsonObject): SeenCapabilities => {
    return describeSeen(bodies.get(component) ?? [], shown, wished);
  };
  const components = names.map((name) => [name, see(name, partOf(reported, name), partOf(desired, name))] as const);
  const root = see(null, without(reported, names), without(desired, names));
  return suggestModel(modelId, displayName.slice(0, 64), root, new Map(components));
}

/** Gives the bodies of a device's messages, the oldest first, by the component that sent them. */
function collectBodies({ settings }: CloudContext, { telemetry }: Identity): ReadonlyMap<string | null, JsonObject[]> {
  const bodies = new Map<string | null, JsonObject[]>();
  for (const message of telemetry.newest(settings.telemetryKept).toReversed()) {
    const { body, properties } = describeTelemetry(message);
    if (!isJsonObject(body)) continue;
    const component = properties[COMPONENT_PROPERTY] ?? null;
    const list = bodies.get(component);
    if (list === undefined) bodies.set(component, [body]);
    else list.push(body);
  }
  return bodies;
}

function describeSeen(telemetry: readonly JsonObject[], reported: JsonObject, desired: JsonObject): SeenCapabilities {
  const acknowledged = new Set<string>();
  const values = Object.entries(reported).map(([name, value]): readonly [string, Json] => {
    const answer = readAcknowledgement(value);
    if (answer !== undefined) acknowledged.add(name);
    return [name, answer === undefined ? value : (memberOf(answer, 'value') ?? null)];
  });
  return { telemetry, reported: without(Object.fromEntries(values), []), desired: without(desired, []), acknowledged };
}

function without(section: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(section).filter(([name]) => name !== '__t' && !names.includes(name)));
}

/** Leaves room for a component's name in the ID of its interface, which has 128 characters at most. */
const SEGMENT_LIMIT = 36;

/** Makes a model ID of a device ID: letters and digits, as DTMIs have them. */
function makeModelId(deviceId: string): string {
  const segment = `d_${deviceId.replaceAll(/[^A-Za-z0-9]+/g, '_')}`.slice(0, SEGMENT_LIMIT);
  return `dtmi:deviceWorkbench:${segment.replace(/_+$/, '')};1`;
}
