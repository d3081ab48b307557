import { isJsonObject, memberOf, type Json, type JsonObject } from '#core/bytes/json';
import { judgeId } from '#core/identity/device-id';
import type { CloudContext } from '../cloud-context.ts';
import type { Attestation, Enrollment, EnrollmentGroup, IndividualEnrollment } from '../state/cloud-state.ts';
import { makeEnrollment, tellEntry, type Enrollments } from './enrollments.ts';
import { EntryFault } from './entry-fault.ts';
import { removeEntry } from './entry-removal.ts';
import { makeEtag } from './random.ts';
import { readEnrollment, type EnrollmentWish } from './read-enrollment.ts';
import { readClientCertificates, readGroupCertificates } from './read-x509-attestation.ts';
import { removeRegistration } from './registration-removal.ts';

/** An entry before it is told whose it is, with keys that were just made. */
export type NewEnrollment = ReturnType<typeof makeEnrollment>;

/** Whether an etag is the one that a request wants. */
export type EtagTest = (etag: string) => boolean;

/** What individual enrollments and groups do not have in common. */
export interface EntryKind<Entry extends Enrollment> {
  readonly idField: 'registrationId' | 'enrollmentGroupId';
  readonly noun: string;
  readonly book: 'individualEnrollments' | 'enrollmentGroups';
  idOf(entry: Entry): string;
  list(enrollments: Enrollments): readonly Entry[];
  find(enrollments: Enrollments, id: string): Entry | undefined;
  make(base: NewEnrollment, id: string): Entry;
  put(context: CloudContext, entry: Entry): void;
  /** Gives what is wrong with the members that only this kind has. */
  judgeOwn(body: JsonObject): string | undefined;
  /** Takes those members over. */
  applyOwn(entry: Entry, body: JsonObject): void;
  /** Gives the certificates that an entry has when it gets those that `attestation.x509` tells. */
  readCertificates(context: CloudContext, id: string, known: Attestation, x509: JsonObject): Attestation | EntryFault;
  remove(context: CloudContext, entry: Entry): void;
}

/** An entry's own device may have another ID at the hub. Its registration goes with the entry. */
export const INDIVIDUAL: EntryKind<IndividualEnrollment> = {
  idField: 'registrationId',
  noun: 'individual enrollment',
  book: 'individualEnrollments',
  idOf: ({ registrationId }) => registrationId,
  list: (enrollments) => enrollments.individuals(),
  find: (enrollments, id) => enrollments.findIndividual(id),
  make: (base, registrationId) => ({ ...base, registrationId, deviceId: null }),
  put(context, enrollment) {
    context.enrollments.putIndividual(enrollment);
    tellEntry(context, { kind: 'individual', enrollment }, 'put');
  },
  judgeOwn(body) {
    const { deviceId, optionalDeviceInformation } = body;
    if (!isGiven(deviceId)) return judgeInformation(optionalDeviceInformation);
    const isGood = typeof deviceId === 'string' && judgeId(deviceId, 'hub').ok;
    return isGood ? judgeInformation(optionalDeviceInformation) : 'No hub takes a deviceId like this one.';
  },
  applyOwn(entry, { deviceId, optionalDeviceInformation }) {
    entry.deviceId = typeof deviceId === 'string' && deviceId !== '' ? deviceId : null;
    delete entry.deviceInformation;
    if (isJsonObject(optionalDeviceInformation)) entry.deviceInformation = optionalDeviceInformation;
  },
  readCertificates: (_context, _id, known, x509) => readClientCertificates(known, x509),
  remove(context, enrollment) {
    removeEntry(context, { kind: 'individual', enrollment });
    removeRegistration(context, enrollment.registrationId);
  },
};

/** Registrations outlive their group, as Azure's documentation says ("Manage device enrollments"). */
export const GROUP: EntryKind<EnrollmentGroup> = {
  idField: 'enrollmentGroupId',
  noun: 'enrollment group',
  book: 'enrollmentGroups',
  idOf: ({ id }) => id,
  list: (enrollments) => enrollments.groups(),
  find: (enrollments, id) => enrollments.findGroup(id),
  make: (base, id) => ({ ...base, id, displayName: id, autoApprove: true }),
  put(context, enrollment) {
    context.enrollments.putGroup(enrollment);
    tellEntry(context, { kind: 'group', enrollment }, 'put');
  },
  judgeOwn: () => undefined,
  applyOwn: () => undefined,
  readCertificates: readGroupCertificates,
  remove: (context, enrollment) => removeEntry(context, { kind: 'group', enrollment }),
};

function isGiven(value: Json | undefined): value is Json {
  return value !== undefined && value !== null && value !== '';
}

function judgeInformation(value: Json | undefined): string | undefined {
  return value === undefined || value === null || isJsonObject(value)
    ? undefined
    : 'optionalDeviceInformation must be an object.';
}

/**
 * Makes an entry, or replaces what one says. Without `isWanted` there must be none yet (409 otherwise, as DPS answers a
 * PUT without `If-Match`); with it there must be one whose etag passes. Keys and certificates that the body leaves out
 * stay as they are; keys are generated for a new entry.
 */
export function putEntry<Entry extends Enrollment>(
  context: CloudContext,
  kind: EntryKind<Entry>,
  id: string,
  body: JsonObject,
  isWanted: EtagTest | undefined,
): Entry | EntryFault {
  const wish = readBody(context, kind, id, body);
  if (typeof wish === 'string') return new EntryFault(400004, wish);
  const known = kind.find(context.enrollments, id);
  const fault = isWanted === undefined ? judgeNew(kind, known) : judgeEtag(known, isWanted);
  if (fault !== undefined) return fault;
  const made = makeEnrollment(context.crypto, context.now());
  const entry = known ?? kind.make(made, id);
  const attestation = makeAttestation(context, kind, id, { entry, made, wish });
  if (attestation instanceof EntryFault) return attestation;
  const marks = { etag: makeEtag(context.crypto), updatedAt: context.now() };
  Object.assign(entry, wish, marks, { attestation });
  kind.applyOwn(entry, body);
  kind.put(context, entry);
  context.changed(kind.book, id);
  return entry;
}

/** Keys and certificates of an entry that now has the other kind are gone; keys that are missing are made. */
function makeAttestation<Entry extends Enrollment>(
  context: CloudContext,
  kind: EntryKind<Entry>,
  id: string,
  { entry, made, wish }: { readonly entry: Entry; readonly made: NewEnrollment; readonly wish: EnrollmentWish },
): Attestation | EntryFault {
  const known = entry.attestation;
  if (wish.attestation.type === 'x509') return kind.readCertificates(context, id, known, wish.attestation.x509);
  return { ...(known.type === 'symmetricKey' ? known : made.attestation), ...wish.attestation };
}

function readBody<Entry extends Enrollment>(
  context: CloudContext,
  kind: EntryKind<Entry>,
  id: string,
  body: JsonObject,
): EnrollmentWish | string {
  const named = memberOf(body, kind.idField);
  if (typeof named !== 'string' || named.toLowerCase() !== id.toLowerCase()) {
    return `${kind.idField} must be the ID in the path.`;
  }
  if (!judgeId(id, 'dps').ok) return ID_FORM;
  return kind.judgeOwn(body) ?? readEnrollment(context, body);
}

const ID_FORM = 'An ID has at most 128 letters, digits and - . _ : with a letter, a digit or - at the end.';

/** Removes an entry whose etag passes; gives undefined when that is done. */
export function deleteEntry<Entry extends Enrollment>(
  context: CloudContext,
  kind: EntryKind<Entry>,
  id: string,
  isWanted: EtagTest,
): EntryFault | undefined {
  const known = kind.find(context.enrollments, id);
  const fault = judgeEtag(known, isWanted);
  if (fault === undefined && known !== undefined) kind.remove(context, known);
  return fault;
}

function judgeNew<Entry extends Enrollment>(kind: EntryKind<Entry>, known: Entry | undefined): EntryFault | undefined {
  if (known === undefined) return undefined;
  const message = `The ${kind.noun} ${kind.idOf(known)} exists already: send its etag as If-Match to change it.`;
  return new EntryFault(409000, message);
}

function judgeEtag(known: Enrollment | undefined, isWanted: EtagTest): EntryFault | undefined {
  if (known === undefined) return new EntryFault(404201);
  return isWanted(known.etag) ? undefined : new EntryFault(412000);
}
