import { decodeBase64, encodeBase64 } from '#core/bytes/base64';
import { deriveDeviceKey } from '#core/sas/derived-key';
import type { CandidateKey } from '../auth/sas.ts';
import type { CloudContext, StateChange } from '../cloud-context.ts';
import type {
  Enrollment,
  EnrollmentGroup,
  HubAuthentication,
  IndividualEnrollment,
  SymmetricKeyAttestation,
} from '../state/cloud-state.ts';
import { makeEtag, makeKeyBase64 } from './random.ts';

/** The two groups that IoT Central has from the start. */
const DEFAULT_GROUP_ID = 'SAS-IoT-Devices';
const DEFAULT_EDGE_GROUP_ID = 'SAS-IoT-Edge-Devices';
/** Bytes of the keys that DPS generates. */
const ENROLLMENT_KEY_BYTES = 64;

/** An entry of DPS that a device came by, and what it is called in an answer and in the log. */
export type EnrollmentEntry =
  | { readonly kind: 'group'; readonly enrollment: EnrollmentGroup }
  | { readonly kind: 'individual'; readonly enrollment: IndividualEnrollment };

/** A device key that comes from an entry. */
export type EnrollmentKey = CandidateKey & { readonly entry: EnrollmentEntry };

/** Every entry of the enrollment list. Names are compared without case, as DPS does. */
export interface Enrollments {
  groups(): readonly EnrollmentGroup[];
  findGroup(id: string): EnrollmentGroup | undefined;
  putGroup(group: EnrollmentGroup): void;
  /** True when there was one. */
  removeGroup(id: string): boolean;
  individuals(): readonly IndividualEnrollment[];
  findIndividual(registrationId: string): IndividualEnrollment | undefined;
  putIndividual(enrollment: IndividualEnrollment): void;
  /** True when there was one. */
  removeIndividual(registrationId: string): boolean;
}

/** Gives the enrollment list that holds these entries. */
export function createEnrollments(
  groups: readonly EnrollmentGroup[],
  individuals: readonly IndividualEnrollment[],
): Enrollments {
  const byGroup = new Map(groups.map((group) => [group.id.toLowerCase(), group]));
  const byDevice = new Map(individuals.map((one) => [one.registrationId.toLowerCase(), one]));
  return {
    groups: () => [...byGroup.values()],
    findGroup: (id) => byGroup.get(id.toLowerCase()),
    putGroup: (group) => void byGroup.set(group.id.toLowerCase(), group),
    removeGroup: (id) => byGroup.delete(id.toLowerCase()),
    individuals: () => [...byDevice.values()],
    findIndividual: (id) => byDevice.get(id.toLowerCase()),
    putIndividual: (one) => void byDevice.set(one.registrationId.toLowerCase(), one),
    removeIndividual: (id) => byDevice.delete(id.toLowerCase()),
  };
}

/** Gives what a new entry has unless it says otherwise: generated keys, and DPS's own defaults. */
export function makeEnrollment(
  crypto: Crypto,
  now: number,
): Enrollment & { readonly attestation: SymmetricKeyAttestation } {
  return {
    enabled: true,
    attestation: {
      type: 'symmetricKey',
      primaryKey: makeKeyBase64(crypto, ENROLLMENT_KEY_BYTES),
      secondaryKey: makeKeyBase64(crypto, ENROLLMENT_KEY_BYTES),
    },
    iotEdge: false,
    initialTwin: { tags: {}, desired: {} },
    reprovision: { updateHubAssignment: true, migrateDeviceData: true },
    allocation: { policy: null, hubs: [] },
    issuance: null,
    etag: makeEtag(crypto),
    createdAt: now,
    updatedAt: now,
  };
}

/** Gives the groups of a new cloud. */
export function makeDefaultGroups(crypto: Crypto, now: number): readonly EnrollmentGroup[] {
  return [DEFAULT_GROUP_ID, DEFAULT_EDGE_GROUP_ID].map((id) => ({
    ...makeEnrollment(crypto, now),
    id,
    displayName: id,
    autoApprove: true,
    iotEdge: id === DEFAULT_EDGE_GROUP_ID,
  }));
}

/**
 * Gives the keys that a registration ID may sign with: those of its individual enrollment, which wins, else those that
 * it has in every group. The ID's bytes count as they were sent.
 */
export async function listDeviceKeys(context: CloudContext, registrationId: string): Promise<readonly EnrollmentKey[]> {
  const individual = context.enrollments.findIndividual(registrationId);
  if (individual !== undefined) {
    return keysOf({ kind: 'individual', enrollment: individual }).map((key) => ({
      ...key,
      bytes: decodeKey(key.givenBase64),
    }));
  }
  const given = context.enrollments.groups().flatMap((group) => keysOf({ kind: 'group', enrollment: group }));
  return Promise.all(
    given.map(async (key) => ({ ...key, bytes: await derive(context, key.givenBase64, registrationId) })),
  );
}

/** Tells the followers that an entry was made, changed or removed. */
export function tellEntry(context: CloudContext, entry: EnrollmentEntry, change: 'put' | 'removed'): void {
  const { kind } = entry;
  const id = entry.kind === 'group' ? entry.enrollment.id : entry.enrollment.registrationId;
  context.events.tell({ type: 'enrollment', at: context.clock.now(), kind, id, change });
}

/** Gives the entry's place in the state, to say that it changed. */
export function changeOf(entry: EnrollmentEntry): StateChange {
  return entry.kind === 'group'
    ? ['enrollmentGroups', entry.enrollment.id]
    : ['individualEnrollments', entry.enrollment.registrationId];
}

/** Gives what an entry is called in the log. */
export function nameEntry(entry: EnrollmentEntry): string {
  return entry.kind === 'group'
    ? `enrollment group ${entry.enrollment.id}`
    : `the individual enrollment ${entry.enrollment.registrationId}`;
}

/**
 * Gives what an entry's device proves itself with at its hub: the keys of its own entry, or those derived from its
 * group's. A device that shows certificates is known there by the one it registers with, so before that by none.
 */
export async function makeHubAuthentication(
  context: CloudContext,
  { kind, enrollment }: EnrollmentEntry,
  registrationId: string,
): Promise<HubAuthentication> {
  if (enrollment.attestation.type === 'x509') {
    return { type: 'selfSigned', primaryThumbprint: null, secondaryThumbprint: null };
  }
  const { primaryKey, secondaryKey } = enrollment.attestation;
  if (kind === 'individual') return { type: 'sas', primaryKey, secondaryKey };
  const [primary, secondary] = await Promise.all([
    derive(context, primaryKey, registrationId),
    derive(context, secondaryKey, registrationId),
  ]);
  return { type: 'sas', primaryKey: encodeBase64(primary), secondaryKey: encodeBase64(secondary) };
}

function keysOf(entry: EnrollmentEntry): readonly Omit<EnrollmentKey, 'bytes'>[] {
  const { attestation } = entry.enrollment;
  if (attestation.type === 'x509') return [];
  const { primaryKey, secondaryKey } = attestation;
  return [
    { entry, label: 'primary key', givenBase64: primaryKey, derived: entry.kind === 'group' },
    { entry, label: 'secondary key', givenBase64: secondaryKey, derived: entry.kind === 'group' },
  ];
}

function derive(context: CloudContext, groupKey: string, registrationId: string): Promise<Uint8Array> {
  return deriveDeviceKey(context.crypto.subtle, decodeKey(groupKey), registrationId);
}

/** Keys of entries are base64 by construction: they are generated here or were judged before they were taken. */
function decodeKey(keyBase64: string): Uint8Array {
  return decodeBase64(keyBase64) ?? new Uint8Array(1);
}
