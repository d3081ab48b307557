import type { RegistrationState } from '#core/wire/registration';
import type { CloudContext } from '../cloud-context.ts';
import type { Attestation, IdentityState } from '../state/cloud-state.ts';
import { hubNameOf } from './hubs.ts';
import { findEntry } from './device-credentials.ts';
import { printServiceDate } from './random.ts';

/** What DPS says in `errorMessage` of a device that waits or is blocked; Azure's wording is not public. */
const ALLOCATION_FAILED = {
  errorCode: 400209,
  errorMessage: 'Custom allocation failed with status code: 401',
} as const;

/** A registration as DPS names it. */
export interface RegistrationHead {
  readonly registrationId: string;
  /** Null for a device with an entry of its own. */
  readonly groupId: string | null;
  readonly attestation: Attestation['type'];
}

/** What every state of a registration begins with. */
export function makeRecord(
  context: CloudContext,
  { registrationId, groupId, attestation }: RegistrationHead,
  device: IdentityState | undefined,
): RegistrationState {
  const { createdAt = context.now(), updatedAt = context.now(), etag } = device ?? {};
  return {
    [attestation]: groupId === null ? {} : { enrollmentGroupId: groupId },
    registrationId,
    createdDateTimeUtc: printServiceDate(createdAt),
    lastUpdatedDateTimeUtc: printServiceDate(updatedAt),
    ...(etag === undefined ? {} : { etag }),
  };
}

/** Adds the hub that a device was assigned to. */
export function makeAssigned(
  context: CloudContext,
  record: RegistrationState,
  device: IdentityState,
): RegistrationState {
  return {
    ...record,
    assignedHub: hubNameOf(context, device),
    deviceId: device.deviceId,
    status: 'assigned',
    substatus: device.substatus ?? 'initialAssignment',
  };
}

/** Adds why a device that waits or is blocked was not assigned. */
export function makeFailed(record: RegistrationState): RegistrationState {
  return { ...record, status: 'failed', ...ALLOCATION_FAILED };
}

/**
 * Gives what DPS has on record of a registration: how its last attempt ended, or that one goes on. Undefined when the
 * device never tried and nobody registered it.
 */
export function describeRegistration(context: CloudContext, registrationId: string): RegistrationState | undefined {
  const operation = context.operations.get(registrationId.toLowerCase());
  if (operation !== undefined && operation.result === undefined) return { registrationId, status: 'assigning' };
  if (operation?.result !== undefined) return operation.result.state;
  const device = context.registry.findRegistration(registrationId)?.state;
  if (device === undefined) return undefined;
  const id = device.registrationId ?? registrationId;
  const { groupId, authentication } = device;
  // At the hub it may have a certificate that was issued to it, whatever it registers with.
  const entry = findEntry(context, { ...device, registrationId: id });
  const own = authentication.type === 'sas' ? ('symmetricKey' as const) : ('x509' as const);
  const head = { registrationId: id, groupId, attestation: entry?.enrollment.attestation.type ?? own };
  const record = makeRecord(context, head, device);
  if (device.provisioned && device.substatus !== null) return makeAssigned(context, record, device);
  return device.approval === 'waiting' ? makeFailed(record) : { ...record, status: 'unassigned' };
}
