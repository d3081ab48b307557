import type { Json, JsonObject } from '#core/bytes/json';
import type { RestResponse } from '#core/ports/rest';
import type { CloudContext } from '../cloud-context.ts';
import { readAuthorityUpload } from '../services/certificate-upload.ts';
import { makeEnrollment, tellEntry } from '../services/enrollments.ts';
import { EntryFault } from '../services/entry-fault.ts';
import { removeEntry } from '../services/entry-removal.ts';
import { makeEtag } from '../services/random.ts';
import { readSlotCertificate } from '../services/read-x509-attestation.ts';
import { makeSigningCertificates, type SigningWish, type Slot } from '../services/signing-certificates.ts';
import type { EnrollmentGroup, GroupAttestation } from '../state/cloud-state.ts';
import { describeAttestation, readAttestation, type SentAttestation, type SentKeys } from './central-attestation.ts';
import { answerCollection } from './central-collection.ts';
import { answerEntryFault } from './central-entry-fault.ts';
import { isStale } from './etag.ts';
import { answerError, answerJson, answerNothing } from './rest-response.ts';
import { withBody, type Route, type RouteRequest } from './route.ts';

const PATH = '/api/enrollmentGroups/:id';

/** Enrollment groups, as in IoT Central's REST API of 2022-07-31. A PUT answers 200 also when it creates. */
export const centralEnrollmentGroupRoutes: readonly Route[] = [
  { method: 'GET', path: '/api/enrollmentGroups', handle: listGroups },
  { method: 'GET', path: PATH, handle: withGroup(answerGroup) },
  { method: 'PUT', path: PATH, handle: withBody(putGroup) },
  { method: 'PATCH', path: PATH, handle: withGroup(patchGroup) },
  { method: 'DELETE', path: PATH, handle: withGroup(deleteGroup) },
];

/** Runs `handle` with the group that `:id` names, or answers 404. */
export function withGroup(
  handle: (
    context: CloudContext,
    group: EnrollmentGroup,
    request: RouteRequest,
  ) => RestResponse | Promise<RestResponse>,
): Route['handle'] {
  return (context, request) => {
    const id = request.params['id'] ?? '';
    const group = context.enrollments.findGroup(id);
    if (group !== undefined) return handle(context, group, request);
    return answerError(context, 404, 'NotFound', `There is no enrollment group ${id}.`);
  };
}

async function listGroups(context: CloudContext, request: RouteRequest): Promise<RestResponse> {
  const groups = context.enrollments.groups().map((group) => describeGroup(context, group));
  return answerCollection(context, request, await Promise.all(groups));
}

async function answerGroup(context: CloudContext, group: EnrollmentGroup): Promise<RestResponse> {
  return answerJson(200, await describeGroup(context, group));
}

const GROUP_ID = /^[a-zA-Z0-9-]{1,255}$/;

function putGroup(
  context: CloudContext,
  body: JsonObject,
  request: RouteRequest,
): RestResponse | Promise<RestResponse> {
  const id = request.params['id'] ?? '';
  if (!GROUP_ID.test(id)) {
    return answerError(context, 400, 'InvalidId', 'The ID of an enrollment group has 1 to 255 letters, digits and -.');
  }
  const missing = ['displayName', 'type', 'attestation'].find((name) => body[name] === undefined);
  if (missing !== undefined) return answerError(context, 400, 'InvalidBody', `${missing} is missing.`);
  const known = context.enrollments.findGroup(id);
  const made = { ...makeEnrollment(context.crypto, context.now()), id, displayName: id, autoApprove: true };
  return changeGroup(context, known ?? made, body, request, true);
}

function patchGroup(
  context: CloudContext,
  group: EnrollmentGroup,
  request: RouteRequest,
): RestResponse | Promise<RestResponse> {
  return withBody((_context, body) => changeGroup(context, group, body, request, false))(context, request);
}

/** Changes a group, or puts a new one on the list; with anything wrong, nothing is changed. */
function changeGroup(
  context: CloudContext,
  group: EnrollmentGroup,
  body: JsonObject,
  { headers }: RouteRequest,
  whole: boolean,
): RestResponse | Promise<RestResponse> {
  const wrong = findWrong(body);
  if (wrong !== undefined) return answerError(context, 400, 'InvalidBody', wrong);
  const { displayName = group.displayName, enabled = group.enabled, type } = body;
  const sent = readSent(group, body['attestation'], whole);
  if (typeof sent === 'string') return answerError(context, 400, 'InvalidBody', sent);
  const isKnown = context.enrollments.findGroup(group.id) === group;
  if (isKnown && isStale(group.etag, body['etag'], headers)) return answerStale(context);
  const attestation = makeAttestation(context, group, sent);
  if (attestation instanceof EntryFault) return answerEntryFault(context, attestation);
  Object.assign(group, {
    displayName,
    enabled,
    iotEdge: type === undefined ? group.iotEdge : type === 'iotEdge',
    attestation,
    etag: makeEtag(context.crypto),
    updatedAt: context.now(),
  });
  context.enrollments.putGroup(group);
  context.changed('enrollmentGroups', group.id);
  tellEntry(context, { kind: 'group', enrollment: group }, 'put');
  return answerGroup(context, group);
}

type GroupWish = SentAttestation<SigningWish>;

function readSent(
  { attestation: { type } }: EnrollmentGroup,
  json: Json | undefined,
  whole: boolean,
): GroupWish | string {
  if (json === undefined && !whole)
    return type === 'x509' ? { type, primary: undefined, secondary: undefined } : { type };
  const list = 'signingCertificates';
  return readAttestation(json, { known: type, whole, list, readCertificate: readSigningCertificate });
}

/** Reads a CA certificate of a group's own as IoT Central has it, or gives a sentence that says what is wrong. */
export function readSigningCertificate(body: JsonObject, slot: Slot): SigningWish | string {
  const { verified } = body;
  if (verified !== undefined && typeof verified !== 'boolean') return `${slot}: verified must be true or false.`;
  const read = readSlotCertificate(body, slot, readAuthorityUpload);
  return typeof read === 'string' ? read : { ...read, ...(verified === undefined ? {} : { verified }) };
}

/** Keys and certificates of a group that now has the other kind are gone; keys that are missing are made. */
function makeAttestation(
  context: CloudContext,
  group: EnrollmentGroup,
  sent: GroupWish,
): GroupAttestation | EntryFault {
  if (sent.type === 'x509') return makeSigningCertificates(context, group.id, group.attestation, sent);
  const holder = findHolder(context, group, sent);
  if (holder !== undefined) {
    return new EntryFault(409000, `The enrollment group ${holder.id} has one of these keys already.`);
  }
  const { attestation: made } = makeEnrollment(context.crypto, context.now());
  return { ...(group.attestation.type === 'symmetricKey' ? group.attestation : made), ...sent };
}

function findWrong({ displayName, enabled, type }: JsonObject): string | undefined {
  if (displayName !== undefined && (typeof displayName !== 'string' || displayName === '')) {
    return 'displayName must be a string that is not empty.';
  }
  if (enabled !== undefined && typeof enabled !== 'boolean') return 'enabled must be a boolean.';
  if (type !== undefined && type !== 'iot' && type !== 'iotEdge') return 'type must be iot or iotEdge.';
  return undefined;
}

/** A key in two groups would leave it open which of them a device comes by. */
function findHolder(
  context: CloudContext,
  group: EnrollmentGroup,
  { primaryKey, secondaryKey }: SentKeys,
): EnrollmentGroup | undefined {
  return context.enrollments.groups().find((other) => {
    if (other === group || other.attestation.type !== 'symmetricKey') return false;
    const keys = [other.attestation.primaryKey, other.attestation.secondaryKey];
    return keys.some((key) => key === primaryKey || key === secondaryKey);
  });
}

function deleteGroup(context: CloudContext, group: EnrollmentGroup, { headers }: RouteRequest): RestResponse {
  if (isStale(group.etag, undefined, headers)) return answerStale(context);
  removeEntry(context, { kind: 'group', enrollment: group });
  return answerNothing();
}

function answerStale(context: CloudContext): RestResponse {
  const message = 'The enrollment group has changed since its etag was read.';
  return answerError(context, 412, 'PreconditionFailed', message);
}

async function describeGroup(
  context: CloudContext,
  { id, displayName, enabled, iotEdge, etag, attestation }: EnrollmentGroup,
): Promise<object> {
  const type = iotEdge ? 'iotEdge' : 'iot';
  return { id, displayName, enabled, type, attestation: await describeAttestation(context, attestation), etag };
}
