import type { JsonObject } from '#core/bytes/json';
import type { RestResponse } from '#core/ports/rest';
import type { CloudContext } from '../cloud-context.ts';
import { makeEnrollment, tellEntry } from '../services/enrollments.ts';
import { removeEntry } from '../services/entry-removal.ts';
import { makeEtag } from '../services/random.ts';
import type { EnrollmentGroup } from '../state/cloud-state.ts';
import { describeAttestation, readAttestation, type SentKeys } from './central-attestation.ts';
import { answerCollection } from './central-collection.ts';
import { isStale } from './etag.ts';
import { answerError, answerJson, answerNothing } from './rest-response.ts';
import { withBody, type Route, type RouteRequest } from './route.ts';

const PATH = '/api/enrollmentGroups/:id';

/** Enrollment groups, as in IoT Central's REST API of 2022-07-31. A PUT answers 200 also when it creates. */
export const centralEnrollmentGroupRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/api/enrollmentGroups',
    handle: (context, request) => answerCollection(context, request, context.enrollments.groups().map(describeGroup)),
  },
  { method: 'GET', path: PATH, handle: withGroup((_context, group) => answerJson(200, describeGroup(group))) },
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

const GROUP_ID = /^[a-zA-Z0-9-]{1,255}$/;

function putGroup(context: CloudContext, body: JsonObject, request: RouteRequest): RestResponse {
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
): RestResponse {
  const wrong = findWrong(body);
  if (wrong !== undefined) return answerError(context, 400, 'InvalidBody', wrong);
  const { displayName = group.displayName, enabled = group.enabled, type } = body;
  const sent = body['attestation'] === undefined ? {} : readAttestation(body['attestation'], whole);
  if (typeof sent === 'string') return answerError(context, 400, 'InvalidBody', sent);
  const isKnown = context.enrollments.findGroup(group.id) === group;
  if (isKnown && isStale(group.etag, body['etag'], headers)) return answerStale(context);
  const holder = findHolder(context, group, sent);
  if (holder !== undefined) {
    return answerError(context, 409, 'Conflict', `The enrollment group ${holder.id} has one of these keys already.`);
  }
  Object.assign(group, {
    displayName,
    enabled,
    iotEdge: type === undefined ? group.iotEdge : type === 'iotEdge',
    attestation: { ...group.attestation, ...sent },
    etag: makeEtag(context.crypto),
    updatedAt: context.now(),
  });
  context.enrollments.putGroup(group);
  context.changed('enrollmentGroups', group.id);
  tellEntry(context, { kind: 'group', enrollment: group }, 'put');
  return answerJson(200, describeGroup(group));
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

function describeGroup({ id, displayName, enabled, iotEdge, etag, attestation }: EnrollmentGroup): object {
  const type = iotEdge ? 'iotEdge' : 'iot';
  return { id, displayName, enabled, type, attestation: describeAttestation(attestation), etag };
}
