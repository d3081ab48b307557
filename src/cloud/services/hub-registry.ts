import type { CloudContext } from '../cloud-context.ts';
import { addHubIdentity, makeHubKeys, removeIdentity, setEnabled, tellDevice } from './device-control.ts';
import { makeEdgeScope, touchIdentity } from './device-state.ts';
import { HubFault } from './hub-fault.ts';
import type { HubAuthentication } from '../state/cloud-state.ts';
import type { HubName, IdentityWish } from './identity-wish.ts';
import type { Identity } from './identity.ts';

/** What a request is tied to: nothing, any state (`*`), or the one with this ETag, without its quotes. */
export type Condition = string | undefined;

/** Gives every device and module that the hub has: those that DPS has not assigned yet are none of them. */
export function listHubIdentities(context: CloudContext): readonly Identity[] {
  return context.registry.list().filter(({ state }) => state.provisioned);
}

/** Gives a device, or a module of one, of the hub. */
export function findHubIdentity(context: CloudContext, name: HubName): Identity | undefined {
  const { deviceId, moduleId } = name;
  const device = findIn(context, deviceId, undefined);
  return device === undefined || moduleId === undefined ? device : findIn(context, deviceId, moduleId);
}

/** A path can name `dev/mod` as if it were a device's ID, so the parts are compared too. */
function findIn(context: CloudContext, deviceId: string, moduleId: string | undefined): Identity | undefined {
  const found = context.registry.find(moduleId === undefined ? deviceId : `${deviceId}/${moduleId}`);
  const same = found?.state.deviceId === deviceId && found.state.moduleId === moduleId;
  return same && found.state.provisioned ? found : undefined;
}

/** Gives the refusal for what the hub does not have. */
export function refuseUnknown(context: CloudContext, name: HubName): HubFault {
  const { deviceId, moduleId } = name;
  const hasDevice = moduleId !== undefined && findHubIdentity(context, { deviceId }) !== undefined;
  if (hasDevice) return new HubFault('ModuleNotFound', `Module ${moduleId} on device ${deviceId} not registered`);
  return new HubFault('DeviceNotFound', `Device ${deviceId} not registered`);
}

/**
 * Makes or replaces a device or module. Without a condition it must be new, with `*` it may be either, and with an ETag
 * it must be there and still have it.
 */
export function putHubIdentity(
  context: CloudContext,
  name: HubName,
  wish: IdentityWish,
  condition: Condition,
): Identity | HubFault {
  const known = findHubIdentity(context, name);
  if (known === undefined) {
    if (name.moduleId !== undefined && findHubIdentity(context, { deviceId: name.deviceId }) === undefined) {
      return refuseUnknown(context, name);
    }
    return condition === undefined || condition === '*'
      ? addIdentity(context, name, wish)
      : refuseUnknown(context, name);
  }
  if (condition === undefined) return refuseExisting(name);
  const refused = checkCondition(known, condition);
  if (refused !== undefined) return refused;
  changeIdentity(context, known, wish);
  return known;
}

/** Removes a device with its modules, or one module. */
export function removeHubIdentity(context: CloudContext, name: HubName, condition: Condition): HubFault | undefined {
  const known = findHubIdentity(context, name);
  if (known === undefined) return refuseUnknown(context, name);
  const refused = checkCondition(known, condition);
  if (refused === undefined) removeIdentity(context, known);
  return refused;
}

function checkCondition({ state }: Identity, condition: Condition): HubFault | undefined {
  if (condition === undefined || condition === '*' || condition === state.etag) return undefined;
  return new HubFault('PreconditionFailed', 'Precondition failed: the ETag of the request is not that of the identity');
}

function refuseExisting({ deviceId, moduleId }: HubName): HubFault {
  if (moduleId === undefined) {
    return new HubFault('DeviceAlreadyExists', `A device with ID '${deviceId}' is already registered.`);
  }
  const message = `Module with ID '${moduleId}' is already registered on device ID '${deviceId}'.`;
  return new HubFault('ModuleAlreadyExistsOnDevice', message);
}

function addIdentity(context: CloudContext, { deviceId, moduleId }: HubName, wish: IdentityWish): Identity {
  const assignable = context.registry.find(deviceId);
  if (moduleId === undefined && assignable !== undefined) {
    // IoT Central or DPS knows it, the hub does not have it yet.
    assignable.state.provisioned = true;
    changeIdentity(context, assignable, wish);
    return assignable;
  }
  const { enabled, statusReason, iotEdge, managedBy } = wish;
  const known = { enabled, statusReason, iotEdge, managedBy, authentication: fillKeys(context, wish) };
  const added = addHubIdentity(context, deviceId, moduleId, known);
  Object.assign(added.state, placeInScopes(context, added, wish));
  return added;
}

function changeIdentity(context: CloudContext, identity: Identity, wish: IdentityWish): void {
  const { state } = identity;
  const { enabled, statusReason, managedBy } = wish;
  const scopes = placeInScopes(context, identity, wish);
  const authentication = fillKeys(context, wish);
  Object.assign(state, scopes, { authentication, statusReason, managedBy, iotEdge: wish.iotEdge });
  if (enabled !== state.enabled) return setEnabled(context, identity, enabled);
  touchIdentity(context, state);
  tellDevice(context, identity, 'changed');
}

function fillKeys(context: CloudContext, { authentication }: IdentityWish): HubAuthentication {
  if (authentication.type !== 'sas') return authentication;
  const made = makeHubKeys(context);
  const { primaryKey, secondaryKey } = authentication;
  return { ...made, primaryKey: primaryKey || made.primaryKey, secondaryKey: secondaryKey || made.secondaryKey };
}

/** An Edge device has a scope of its own for good; a leaf's scope is that of its parent. */
function placeInScopes(
  context: CloudContext,
  { state }: Identity,
  { iotEdge, deviceScope, parentScopes }: IdentityWish,
): Pick<IdentityWish, 'deviceScope' | 'parentScopes'> {
  if (!iotEdge) return { deviceScope, parentScopes: deviceScope === null ? parentScopes : [deviceScope] };
  const own = state.iotEdge ? state.deviceScope : null;
  return { deviceScope: own ?? makeEdgeScope(state.deviceId, context.now()), parentScopes };
}
