import { makeAttempt } from '../attempts.ts';
import type { CloudContext } from '../cloud-context.ts';
import { hangUp, removeIdentity, tellDevice } from './device-control.ts';
import { makeIdentityState, makeTwin } from './device-state.ts';
import type { EnrollmentEntry } from './enrollments.ts';
import { moveDevice } from './hub-move.ts';
import type { HubNumber, Substatus } from '../state/cloud-state.ts';
import type { Identity } from './identity.ts';

/**
 * Does with a device that registers again what its entry says ("IoT Hub Device reprovisioning concepts"), and marks
 * how it was assigned. Twin and messages are the cloud's, so they are at whichever of its hubs the device has.
 *
 * - A device that an operator moved, or whose entry names other hubs by now, is told the new one: `deviceDataMigrated`.
 * - `updateHubAssignment` off: never re-provisioned by its entry, so all stays, also what the first assignment was called.
 * - `migrateDeviceData` on: the device is at its hub already, so no action is taken. Azure calls that
 *   `reprovisionedToInitialAssignment`.
 * - off: the device is removed from its hub and made anew with the entry's initial twin, as after a factory reset. What
 *   Azure calls this when the hub stays the same is not documented: `resetSubstatus` of the settings says it.
 */
export function reprovision(
  context: CloudContext,
  identity: Identity,
  entry: EnrollmentEntry,
  deviceId: string,
): Identity {
  const { state } = identity;
  const { updateHubAssignment, migrateDeviceData } = entry.enrollment.reprovision;
  if (state.substatus === null || !state.provisioned) {
    state.hub = chooseHub(entry, state.hub);
    state.substatus = 'initialAssignment';
    return identity;
  }
  if (updateHubAssignment) moveDevice(context, identity, chooseHub(entry, state.hub));
  const moved = state.hub !== state.toldHub;
  if (updateHubAssignment && !migrateDeviceData) {
    const substatus = moved ? 'deviceDataReset' : context.settings.resetSubstatus;
    return reset(context, identity, entry, { deviceId, substatus });
  }
  if (moved) state.substatus = 'deviceDataMigrated';
  else if (updateHubAssignment) state.substatus = 'reprovisionedToInitialAssignment';
  return identity;
}

/** The hub that a device has will do when its entry names it, or none. */
function chooseHub({ enrollment }: EnrollmentEntry, own: HubNumber): HubNumber {
  const { hubs } = enrollment.allocation;
  return hubs.includes(own) ? own : (hubs[0] ?? own);
}

/** What the operator gave the device outlives it: IoT Central has that, and not the hub. */
function reset(
  context: CloudContext,
  identity: Identity,
  entry: EnrollmentEntry,
  { deviceId, substatus }: { readonly deviceId: string; readonly substatus: Substatus },
): Identity {
  const { state } = identity;
  const { displayName, template, modelId, cloudProperties, registrationId, createdAt } = state;
  const operation = context.operations.get((registrationId ?? '').toLowerCase());
  hangUp(context, identity, makeAttempt('reprovisioned-while-connected', { id: identity.id }));
  removeIdentity(context, identity);
  // Removing a device forgets its registration, but this one goes on.
  if (operation !== undefined) context.operations.set(operation.registrationId.toLowerCase(), operation);
  const made = makeIdentityState(context, {
    deviceId: context.registry.find(deviceId) === undefined ? deviceId : state.deviceId,
    registrationId,
    hub: state.hub,
    source: state.source,
    authentication: state.authentication,
    displayName: displayName === state.deviceId ? deviceId : displayName,
    template,
    iotEdge: entry.enrollment.iotEdge,
    twin: makeTwin(context, entry.enrollment.initialTwin),
  });
  const added = context.registry.add({ ...made, modelId, cloudProperties, createdAt, substatus });
  tellDevice(context, added, 'added');
  return added;
}
