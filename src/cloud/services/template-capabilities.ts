import { isJsonObject, memberOf, type JsonObject } from '#core/bytes/json';
import type { ModelCommand, ModelComponent, ModelProperty } from '#core/model/model';
import type { CloudContext } from '../cloud-context.ts';
import type { TwinState } from '../state/cloud-state.ts';
import type { Identity } from './identity.ts';
import { describeTelemetry } from './telemetry.ts';
import { modelOf, templateOf } from './templates.ts';

/** The property that names the component which a message is of (Plug and Play). */
export const COMPONENT_PROPERTY = '$.sub';

/** A component of a device: from its template, or from what it was seen to send and keep. */
export interface SeenComponent {
  readonly name: string;
  readonly displayName: string;
}

/** Gives the components of a device: those of its template, or those seen on the wire when it has none. */
export function listComponents(context: CloudContext, identity: Identity): readonly SeenComponent[] {
  const template = templateOf(context, identity);
  if (template !== undefined) {
    return [...modelOf(template).components].map(([name, { displayName }]) => {
      return { name, displayName: displayName ?? name };
    });
  }
  return seenComponents(context, identity).map((name) => ({ name, displayName: name }));
}

/** Gives what a template says of a device, or of a component of it. */
export type Capabilities =
  /** The device has no template, so anything goes. */
  | { readonly kind: 'free' }
  | { readonly kind: 'modelled'; readonly model: ModelComponent }
  /** The template has no such component. */
  | { readonly kind: 'none' };

/** Finds what a template says of a device (`component` null) or of a component of it. */
export function findCapabilities(context: CloudContext, identity: Identity, component: string | null): Capabilities {
  const template = templateOf(context, identity);
  if (template === undefined) return { kind: 'free' };
  const device = modelOf(template);
  const model = component === null ? device : device.components.get(component);
  return model === undefined ? { kind: 'none' } : { kind: 'modelled', model };
}

/** Gives a property of a template. */
export function propertyOf(capabilities: Capabilities, name: string): ModelProperty | undefined {
  return capabilities.kind === 'modelled' ? capabilities.model.properties.find((one) => one.name === name) : undefined;
}

/** Gives a command of a template. */
export function commandOf(capabilities: Capabilities, name: string): ModelCommand | undefined {
  return capabilities.kind === 'modelled' ? capabilities.model.commands.find((one) => one.name === name) : undefined;
}

/** Whether a name stands for a component: its template says so, or the twin does. */
export function isComponent(context: CloudContext, identity: Identity, name: string): boolean {
  const template = templateOf(context, identity);
  if (template !== undefined && modelOf(template).components.has(name)) return true;
  return isMarked(identity.state.twin, name);
}

/** Gives the section's part of a component, or of the device itself without its components. */
export function partOf(section: JsonObject, component: string): JsonObject {
  const part = memberOf(section, component);
  return isJsonObject(part) ? part : {};
}

/** Gives the names of the components that a device was seen to have, in its twin and in its latest messages. */
export function seenComponents({ settings }: CloudContext, { state, telemetry }: Identity): readonly string[] {
  const { twin } = state;
  const kept = [...Object.keys(twin.reported), ...Object.keys(twin.desired)].filter((name) => isMarked(twin, name));
  const sent = telemetry.newest(settings.telemetryKept).flatMap((message) => {
    return describeTelemetry(message).properties[COMPONENT_PROPERTY] ?? [];
  });
  return [...new Set([...kept, ...sent])].filter((name) => name !== '');
}

/** Whether a name in a twin is a component: Plug and Play marks its part with `"__t":"c"`, on either side. */
export function isMarked({ reported, desired }: Pick<TwinState, 'reported' | 'desired'>, name: string): boolean {
  return [reported, desired].some((section) => memberOf(memberOf(section, name), '__t') === 'c');
}
