import { isJsonObject, memberOf, type Json, type JsonObject } from '#core/bytes/json';
import type { CloudContext } from '../cloud-context.ts';
import type { Identity } from './identity.ts';
import { rememberProperties } from './property-history.ts';
import { mergePatch } from './merge-patch.ts';
import { findCapabilities, isComponent, propertyOf } from './template-capabilities.ts';
import { patchDesired, replaceTwin } from './twins.ts';
import { fitsTwinSection, judgeTwinPatch } from './twin-limits.ts';

/** Properties that somebody wishes. */
export interface PropertyWish {
  /** Of a component, or of the device itself, whose components may stand among them as objects. */
  readonly component: string | null;
  readonly values: JsonObject;
  /** All others go, rather than staying as they are. */
  readonly replaces: boolean;
  /** Who wishes it, for the history. */
  readonly by: string;
}

/** Why a wish cannot be: the template does not have it so, or the twin would not hold it. In words. */
export interface PropertyFault {
  readonly kind: 'outside-template' | 'limits';
  readonly wrong: string;
}

/** Sets properties of a device: desired ones in its twin, cloud properties beside it; all of them or none. */
export function writeProperties(
  context: CloudContext,
  identity: Identity,
  wish: PropertyWish,
): PropertyFault | undefined {
  const outside = context.settings.outsideTemplate === 'refused' ? findOutside(context, identity, wish) : undefined;
  if (outside !== undefined) return { kind: 'outside-template', wrong: outside };
  const { cloud, device } = splitWish(context, identity, wish);
  const cloudProperties = mergePatch(
    wish.replaces && wish.component === null ? {} : identity.state.cloudProperties,
    cloud,
  );
  const judged = judgeTwinPatch(cloud);
  if ('wrong' in judged) return { kind: 'limits', wrong: judged.wrong };
  if (!fitsTwinSection(cloudProperties))
    return { kind: 'limits', wrong: 'The cloud properties would be beyond 32 KB.' };
  const wrong = writeDesired(context, identity, wish, device);
  if (wrong !== undefined) return { kind: 'limits', wrong };
  if (JSON.stringify(cloudProperties) !== JSON.stringify(identity.state.cloudProperties)) {
    rememberProperties(context, identity, cloud, { section: 'cloud', by: wish.by, version: null });
    identity.state.cloudProperties = cloudProperties;
    context.changed('identities', identity.id);
    const change = { section: 'cloud', patch: cloud, version: null } as const;
    context.events.tell({ type: 'twin', at: context.clock.now(), deviceId: identity.id, ...change });
  }
  return undefined;
}

function writeDesired(
  context: CloudContext,
  identity: Identity,
  { component, replaces, by }: PropertyWish,
  device: JsonObject,
): string | undefined {
  const { tags, desired } = identity.state.twin;
  if (!replaces) return Object.keys(device).length === 0 ? undefined : patchDesired(context, identity, device, by);
  return replaceTwin(context, identity, { tags, desired: component === null ? device : { ...desired, ...device } }, by);
}

/** Takes cloud properties apart from the others, and marks what is a component's (`"__t":"c"`, Plug and Play). */
function splitWish(
  context: CloudContext,
  identity: Identity,
  { component, values }: PropertyWish,
): { readonly cloud: JsonObject; readonly device: JsonObject } {
  if (component !== null) return { cloud: {}, device: { [component]: { __t: 'c', ...values } } };
  const cloud = new Map<string, Json>();
  const device = new Map<string, Json>();
  const root = findCapabilities(context, identity, null);
  for (const [name, value] of Object.entries(values)) {
    if (propertyOf(root, name)?.cloud === true) cloud.set(name, value);
    else if (isJsonObject(value) && isComponent(context, identity, name)) device.set(name, { __t: 'c', ...value });
    else device.set(name, value);
  }
  return { cloud: Object.fromEntries(cloud), device: Object.fromEntries(device) };
}

/** Says what of a wish the template does not have, or does not let anybody write. */
function findOutside(
  context: CloudContext,
  identity: Identity,
  { component, values }: PropertyWish,
): string | undefined {
  const capabilities = findCapabilities(context, identity, component);
  if (capabilities.kind === 'free') return undefined;
  if (capabilities.kind === 'none') return `The template of the device has no component ${component}.`;
  for (const [name, value] of Object.entries(values)) {
    const inner = component === null && isComponent(context, identity, name) ? memberOf(values, name) : undefined;
    if (isJsonObject(inner)) {
      const wrong = findOutside(context, identity, { component: name, values: inner, replaces: false, by: '' });
      if (wrong !== undefined) return wrong;
    } else if (value === null && component === null && isComponent(context, identity, name)) {
      continue;
    } else {
      const property = propertyOf(capabilities, name);
      if (property === undefined) return `The template of the device has no property ${name}.`;
      if (!property.writable && !property.cloud) return `The property ${name} is read-only in the template.`;
    }
  }
  return undefined;
}
