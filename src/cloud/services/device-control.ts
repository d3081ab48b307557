import { makeAttempt, type AttemptFinding } from '../attempts.ts';
import type { CloudContext } from '../cloud-context.ts';
import { makeIdentityState, touchIdentity, type NewIdentity } from './device-state.ts';
import { findEntry } from './device-credentials.ts';
import { makeHubAuthentication } from './enrollments.ts';
import type { Identity } from './identity.ts';
import { stopMessages } from './messages.ts';
import { endAllCalls } from './methods.ts';
import { makeKeyBase64 } from './random.ts';
import { forgetRelationships } from './relationships.ts';
import type { HubAuthentication } from '../state/cloud-state.ts';

/** Adds a device, or a module of one, to the hub with keys of its own and what else is known of it. */
export function addHubIdentity(
  context: CloudContext,
  deviceId: string,
  moduleId: string | undefined,
  known: Partial<NewIdentity> = {},
): Identity {
  return add(context, {
    deviceId,
    ...(moduleId === undefined ? {} : { moduleId }),
    source: 'hub',
    authentication: makeHubKeys(context),
    ...known,
  });
}

/** Keys of a hub's own device have 32 bytes, as Azure generates them. */
export function makeHubKeys({ crypto }: CloudContext): HubAuthentication & { readonly type: 'sas' } {
  return { type: 'sas', primaryKey: makeKeyBase64(crypto, 32), secondaryKey: makeKeyBase64(crypto, 32) };
}

/**
 * Registers a device before it connects for the first time, with the keys it has in the first enrollment group. Of two
 * requests that make it at once the later one gets the device of the other.
 */
export async function addRegisteredDevice(context: CloudContext, deviceId: string): Promise<Identity> {
  const entry = findEntry(context, { registrationId: deviceId, groupId: null, iotEdge: false });
  const authentication =
    entry === undefined ? makeHubKeys(context) : await makeHubAuthentication(context, entry, deviceId);
  const known = context.registry.find(deviceId);
  if (known !== undefined) return known;
  return add(context, {
    deviceId,
    registrationId: deviceId,
    source: entry?.kind ?? 'group',
    groupId: entry?.kind === 'group' ? entry.enrollment.id : null,
    authentication,
  });
}

/** Enables or disables a device; disabling closes its connections. Whether it is approved is another matter. */
export function setEnabled(context: CloudContext, identity: Identity, enabled: boolean): void {
  Object.assign(identity.state, { enabled, statusUpdatedAt: context.now() });
  touchIdentity(context, identity.state);
  tellDevice(context, identity, 'changed');
  if (!enabled) hangUp(context, identity, makeAttempt('disabled-while-connected', {}, 403012));
}

/** Closes the connections of a device and its modules. */
export function hangUp(context: CloudContext, identity: Identity, finding: AttemptFinding): void {
  for (const each of withModules(context, identity)) each.connection?.fail(finding);
}

/** Removes a device with its modules, their connections, queues and registrations. */
export function removeIdentity(context: CloudContext, identity: Identity): void {
  if (identity.state.moduleId === undefined) forgetRelationships(context, identity.id);
  for (const removed of context.registry.remove(identity.id)) {
    removed.connection?.fail(makeAttempt('removed-while-connected', {}, 404001));
    endAllCalls(removed);
    stopMessages(removed);
    context.files.forget(removed.id);
    context.feedback.forget(removed.id);
    context.changed('identities', removed.id);
    tellDevice(context, removed, 'removed');
  }
  const { moduleId, registrationId, deviceId } = identity.state;
  if (moduleId === undefined) context.operations.delete((registrationId ?? deviceId).toLowerCase());
}

/** Tells the followers that a device was added, changed or removed. */
export function tellDevice(context: CloudContext, identity: Identity, change: 'added' | 'changed' | 'removed'): void {
  context.events.tell({ type: 'device', at: context.clock.now(), deviceId: identity.id, change });
}

function add(context: CloudContext, identity: NewIdentity): Identity {
  const added = context.registry.add(makeIdentityState(context, identity));
  context.changed('identities', added.id);
  tellDevice(context, added, 'added');
  return added;
}

/** Gives a device with its modules, or one module. */
export function withModules(context: CloudContext, identity: Identity): readonly Identity[] {
  const { moduleId, deviceId } = identity.state;
  return moduleId === undefined ? [identity, ...context.registry.modulesOf(deviceId)] : [identity];
}
