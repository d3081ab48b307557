import type { CloudContext } from '../cloud-context.ts';
import type { Relationship } from '../state/application-state.ts';
import { touchIdentity } from './device-state.ts';
import type { Identity } from './identity.ts';

/**
 * Gives the relationships of a device, one level up and down. Where the gateway runs IoT Edge the hub has the last word:
 * a relationship that no longer is in the device's scopes is none.
 */
export function listRelationships(context: CloudContext, deviceId: string): readonly Relationship[] {
  return context.application.relationships.list().filter((one) => {
    return (one.source === deviceId || one.target === deviceId) && holds(context, one);
  });
}

/** Gives the relationship of an ID, if the device is one of its ends. */
export function findRelationship(context: CloudContext, deviceId: string, id: string): Relationship | undefined {
  return listRelationships(context, deviceId).find((one) => one.id.toLowerCase() === id.toLowerCase());
}

/**
 * Puts a relationship on the list, in the place of the one of its ID, and the device into the scope of a gateway that
 * runs IoT Edge. Gives what is wrong with it in words, or undefined.
 */
export function putRelationship(context: CloudContext, wish: Relationship): string | undefined {
  const known = context.application.relationships.find(wish.id);
  const wrong = findWrong(context, wish, known);
  if (wrong !== undefined) return wrong;
  if (known !== undefined) setScope(context, known, false);
  context.application.relationships.put(wish);
  setScope(context, wish, true);
  return undefined;
}

/** Takes a relationship from the list, and the device out of its gateway's scope. */
export function removeRelationship(context: CloudContext, relationship: Relationship): void {
  setScope(context, relationship, false);
  context.application.relationships.remove(relationship.id);
}

/** Removes every relationship of a device that is about to go. */
export function forgetRelationships(context: CloudContext, deviceId: string): void {
  for (const one of context.application.relationships.list()) {
    if (one.source === deviceId || one.target === deviceId) removeRelationship(context, one);
  }
}

function findWrong(context: CloudContext, wish: Relationship, known: Relationship | undefined): string | undefined {
  const { source, target } = wish;
  for (const id of [source, target]) {
    if (findDevice(context, id) === undefined) return `There is no device ${id}.`;
  }
  if (source === target) return 'A device cannot be its own gateway.';
  const others = context.application.relationships.list().filter((one) => one !== known && holds(context, one));
  const taken = others.find((one) => one.target === target);
  if (taken !== undefined) return `The device ${target} has the gateway ${taken.source} already.`;
  const gateways = new Map(others.map((one) => [one.target, one.source]));
  for (let above = gateways.get(source); above !== undefined; above = gateways.get(above)) {
    if (above === target) return `The gateway ${source} is reached by ${target} itself.`;
  }
  return undefined;
}

function holds(context: CloudContext, { source, target }: Relationship): boolean {
  const [gateway, device] = [findDevice(context, source), findDevice(context, target)];
  if (gateway === undefined || device === undefined) return false;
  const { iotEdge, deviceScope } = gateway.state;
  return !iotEdge || deviceScope === null || device.state.parentScopes.includes(deviceScope);
}

/** A leaf's own scope is that of its gateway; a device that runs IoT Edge has one of its own, and keeps it. */
function setScope(context: CloudContext, { source, target }: Relationship, within: boolean): void {
  const [gateway, device] = [findDevice(context, source), findDevice(context, target)];
  if (gateway === undefined || device === undefined) return;
  const { iotEdge, deviceScope } = gateway.state;
  if (!iotEdge || deviceScope === null || device.state.parentScopes.includes(deviceScope) === within) return;
  const { state } = device;
  state.parentScopes = within ? [deviceScope] : state.parentScopes.filter((scope) => scope !== deviceScope);
  if (!state.iotEdge) state.deviceScope = within ? deviceScope : null;
  touchIdentity(context, state);
  context.events.tell({ type: 'device', at: context.clock.now(), deviceId: device.id, change: 'changed' });
}

function findDevice(context: CloudContext, id: string): Identity | undefined {
  const found = context.registry.find(id);
  return found?.state.moduleId === undefined ? found : undefined;
}
