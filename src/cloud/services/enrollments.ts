import { decodeBase64, encodeBase64 } from '#core/bytes/base64';
import { deriveDeviceKey } from '#core/sas/derived-key';
import type { CandidateKey } from '../auth/sas.ts';
import type { CloudContext } from '../cloud-context.ts';
import type { EnrollmentGroup } from '../state/cloud-state.ts';
import { makeKeyBase64 } from './random.ts';

/** A device key that comes from a group. */
export type GroupKey = CandidateKey & { readonly group: EnrollmentGroup };

/** The group that IoT Central has from the start. */
export const DEFAULT_GROUP_ID = 'SAS-IoT-Devices';

/** Gives the default group with keys of 64 bytes, as Azure generates them. */
export function makeDefaultGroup(crypto: Crypto): EnrollmentGroup {
  return {
    id: DEFAULT_GROUP_ID,
    displayName: DEFAULT_GROUP_ID,
    enabled: true,
    primaryKey: makeKeyBase64(crypto, 64),
    secondaryKey: makeKeyBase64(crypto, 64),
  };
}

/** Gives the device keys that a registration ID has in every group. The ID's bytes count as they were sent. */
export async function listDeviceKeys(context: CloudContext, registrationId: string): Promise<readonly GroupKey[]> {
  const given = context.groups.flatMap((group) => [
    { group, label: 'primary key', givenBase64: group.primaryKey } as const,
    { group, label: 'secondary key', givenBase64: group.secondaryKey } as const,
  ]);
  return Promise.all(
    given.map(async (key) => ({ ...key, bytes: await derive(context, key.givenBase64, registrationId) })),
  );
}

/** Gives the keys, base64, that a group's device has at its hub. */
export async function deriveKeyPair(
  context: CloudContext,
  group: EnrollmentGroup,
  registrationId: string,
): Promise<{ readonly primaryKey: string; readonly secondaryKey: string }> {
  const [primary, secondary] = await Promise.all([
    derive(context, group.primaryKey, registrationId),
    derive(context, group.secondaryKey, registrationId),
  ]);
  return { primaryKey: encodeBase64(primary), secondaryKey: encodeBase64(secondary) };
}

function derive(context: CloudContext, groupKey: string, registrationId: string): Promise<Uint8Array> {
  // A group's keys are base64 by construction: they are generated here or were judged when the state was read.
  return deriveDeviceKey(context.crypto.subtle, decodeBase64(groupKey) ?? new Uint8Array(1), registrationId);
}
