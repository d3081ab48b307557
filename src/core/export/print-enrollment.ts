import type { FlashedDevice } from './flashed-device.ts';

/** Enrollments that a bulk operation takes ("Individual Enrollment - Run Bulk Operation", 2021-10-01). */
const BULK_LIMIT = 10;

/**
 * Prints the enrollment's part of a list of bulk bodies: one body a line, each ready for
 * `POST https://{dps}.azure-devices-provisioning.net/enrollments?api-version=2021-10-01`. The list ends with
 * `printEnrollmentsEnd`.
 */
export function printBulkEnrollment(device: FlashedDevice, index: number): string {
  const enrollment = JSON.stringify(makeEnrollment(device));
  if (index % BULK_LIMIT !== 0) return `,${enrollment}`;
  return `${index === 0 ? '' : BODY_END}{"mode":"create","enrollments":[${enrollment}`;
}

/** Gives what ends the list, after so many enrollments. */
export function printEnrollmentsEnd(count: number): string {
  return count === 0 ? '' : BODY_END;
}

/**
 * Prints one enrollment: the body of
 * `PUT https://{dps}.azure-devices-provisioning.net/enrollments/{id}?api-version=2021-10-01`.
 */
export function printEnrollment(device: FlashedDevice): string {
  return `${JSON.stringify(makeEnrollment(device), undefined, 2)}\n`;
}

const BODY_END = ']}\n';

/** The rest is left to the defaults of the DPS: its allocation policy, and the registration ID as the device's ID. */
function makeEnrollment({ deviceId, primaryKey, secondaryKey }: FlashedDevice): object {
  return {
    registrationId: deviceId,
    attestation: {
      type: 'symmetricKey',
      symmetricKey: { primaryKey, ...(secondaryKey !== undefined && { secondaryKey }) },
    },
    provisioningStatus: 'enabled',
  };
}
