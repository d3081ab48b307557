import { makeAttempt } from '../attempts.ts';
import type { CloudContext } from '../cloud-context.ts';
import { hangUp, removeIdentity, tellDevice } from './device-control.ts';
import { makeIdentityState, makeTwin } from './device-state.ts';
import type { EnrollmentEntry } from './enrollments.ts';
import type { Identity } from './identity.ts';

/**
 * Does with a device that registers again what its entry says ("IoT Hub Device reprovisioning concepts"), and marks
 * how it was assigned. With one hub, data never moves: they stay, unless the policy resets them.
 *
 * - `updateHubAssignment` off: never re-provisioned, so all stays, also what the first assignment was called.
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
    state.substatus = 'initialAssignment';
  } else if (updateHubAssignment && migrateDeviceData) {
    state.substatus = 'reprovisionedToInitialAssignment';
  } else if (updateHubAssignment) {
    return reset(context, identity, entry, deviceId);
  }
  return identity;
}

/** What the operator gave the device outlives it: IoT Central has that, and not the hub. */
function reset(context: CloudContext, identity: Identity, entry: EnrollmentEntry, deviceId: string): Identity {
  const { state } = identity;
  const { displayName, template, modelId, registrationId, createdAt } = state;
  const operation = context.operations.get((registrationId ?? '').toLowerCase());
  hangUp(context, identity, makeAttempt('reprovisioned-while-connected', { id: identity.id }));
  removeIdentity(context, identity);
  // Removing a device forgets its registration, but this one goes on.
  if (operation !== undefined) context.operations.set(operation.registrationId.toLowerCase(), operation);
  const made = makeIdentityState(context, {
    deviceId: context.registry.find(deviceId) === undefined ? deviceId : state.deviceId,
    registrationId,
    source: state.source,
    authentication: state.authentication,
    displayName: displayName === state.deviceId ? deviceId : displayName,
    template,
    iotEdge: entry.enrollment.iotEdge,
    twin: makeTwin(context, entry.enrollment.initialTwin),
  });
  const added = context.registry.add({ ...made, modelId, createdAt, substatus: context.settings.resetSubstatus });
  tellDevice(context, added, 'added');
  return added;
}
