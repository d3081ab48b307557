import type { CloudContext } from '../cloud-context.ts';
import type { HubAuthentication, IdentityState } from '../state/cloud-state.ts';
import { makeHubAuthentication, type EnrollmentEntry } from './enrollments.ts';

/** What tells which entry a device comes by. */
type Comer = Pick<IdentityState, 'groupId' | 'iotEdge'> & { readonly registrationId: string };

/**
 * Gives the entry that a device comes by: its own, else the group that assigned it, else the first group for its kind
 * of device. Undefined when there is none.
 */
export function findEntry(
  context: CloudContext,
  { registrationId, groupId, iotEdge }: Comer,
): EnrollmentEntry | undefined {
  const individual = context.enrollments.findIndividual(registrationId);
  if (individual !== undefined) return { kind: 'individual', enrollment: individual };
  const group =
    (groupId === null ? undefined : context.enrollments.findGroup(groupId)) ??
    context.enrollments.groups().find((one) => one.iotEdge === iotEdge);
  return group === undefined ? undefined : { kind: 'group', enrollment: group };
}

/**
 * Gives what a device proves itself with when it registers. A device that was added to the hub by hand, and one whose
 * every entry is gone, has what the hub knows it by.
 */
export async function makeCredentials(
  context: CloudContext,
  { deviceId, registrationId, source, groupId, iotEdge, authentication }: IdentityState,
): Promise<HubAuthentication> {
  const id = registrationId ?? deviceId;
  const entry = findEntry(context, { registrationId: id, groupId, iotEdge });
  const ofHub = entry === undefined || (source === 'hub' && entry.kind === 'group');
  return ofHub ? authentication : makeHubAuthentication(context, entry, id);
}
