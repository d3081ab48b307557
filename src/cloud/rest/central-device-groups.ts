import type { JsonObject } from '#core/bytes/json';
import type { RestResponse } from '#core/ports/rest';
import type { CloudContext } from '../cloud-context.ts';
import { listMembers, parseDeviceQuery } from '../services/device-groups.ts';
import { makeEtag } from '../services/random.ts';
import type { DeviceGroup } from '../state/application-state.ts';
import { answerCollection, SEARCHED } from './central-collection.ts';
import { describeDevice } from './central-devices.ts';
import { findWrongOrganizations, readOrganizations } from './central-organizations.ts';
import { findWrongTexts, isEntryId, refuseEntryId } from './central-entries.ts';
import { isStale } from './etag.ts';
import { answerError, answerJson, answerNothing } from './rest-response.ts';
import { withBody, type Route, type RouteRequest } from './route.ts';

const PATH = '/api/deviceGroups/:id';

/** Device groups, as in IoT Central's REST API of 2022-07-31. A PUT answers 200 also when it creates. */
export const centralDeviceGroupRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/api/deviceGroups',
    handle: (context, request) => {
      return answerCollection(context, request, context.application.deviceGroups.list().map(describeGroup));
    },
  },
  { method: 'GET', path: PATH, handle: withDeviceGroup((_context, group) => answerJson(200, describeGroup(group))) },
  { method: 'PUT', path: PATH, handle: withBody(putGroup) },
  { method: 'PATCH', path: PATH, handle: withDeviceGroup(patchGroup) },
  { method: 'DELETE', path: PATH, handle: withDeviceGroup(deleteGroup) },
  { method: 'GET', path: `${PATH}/devices`, handle: withDeviceGroup(listDevices) },
];

function withDeviceGroup(
  handle: (context: CloudContext, group: DeviceGroup, request: RouteRequest) => RestResponse | Promise<RestResponse>,
): Route['handle'] {
  return (context, request) => {
    const id = request.params['id'] ?? '';
    const group = context.application.deviceGroups.find(id);
    if (group !== undefined) return handle(context, group, request);
    return answerError(context, 404, 'NotFound', `There is no device group ${id}.`);
  };
}

function putGroup(context: CloudContext, body: JsonObject, request: RouteRequest): RestResponse {
  const id = request.params['id'] ?? '';
  if (!isEntryId(id)) return refuseEntryId(context, 'device group');
  const missing = ['displayName', 'filter'].find((name) => body[name] === undefined);
  if (missing !== undefined) return answerError(context, 400, 'InvalidBody', `${missing} is missing.`);
  const known = context.application.deviceGroups.find(id);
  const made = { id, displayName: '', filter: '', description: null, organizations: [], etag: '' };
  return changeGroup(context, known === undefined ? made : { ...made, id: known.id, etag: known.etag }, body, request);
}

function patchGroup(
  context: CloudContext,
  group: DeviceGroup,
  request: RouteRequest,
): RestResponse | Promise<RestResponse> {
  return withBody((_context, body) => changeGroup(context, group, body, request))(context, request);
}

/** Puts `group` with what `body` says on the list; with anything wrong, nothing is changed. */
function changeGroup(
  context: CloudContext,
  group: DeviceGroup,
  body: JsonObject,
  { headers }: RouteRequest,
): RestResponse {
  const wrong = findWrong(body);
  if (wrong !== undefined) return answerError(context, 400, 'InvalidBody', wrong);
  if (group.etag !== '' && isStale(group.etag, body['etag'], headers)) return answerStale(context);
  const { displayName, filter, description, organizations } = body;
  const changed: DeviceGroup = {
    id: group.id,
    displayName: typeof displayName === 'string' ? displayName : group.displayName,
    filter: typeof filter === 'string' ? filter : group.filter,
    description: typeof description === 'string' ? description : group.description,
    organizations: organizations === undefined ? group.organizations : readOrganizations(organizations),
    etag: makeEtag(context.crypto),
  };
  context.application.deviceGroups.put(changed);
  return answerJson(200, describeGroup(changed));
}

function findWrong(body: JsonObject): string | undefined {
  const wrong = findWrongTexts(body, ['displayName', 'filter']) ?? findWrongOrganizations(body['organizations']);
  if (wrong !== undefined) return wrong;
  const { description, filter } = body;
  if (description !== undefined && typeof description !== 'string') return 'description must be a string.';
  const query = typeof filter === 'string' ? parseDeviceQuery(filter) : undefined;
  return query !== undefined && 'wrong' in query ? query.wrong : undefined;
}

function deleteGroup(context: CloudContext, group: DeviceGroup, { headers }: RouteRequest): RestResponse {
  if (isStale(group.etag, undefined, headers)) return answerStale(context);
  context.application.deviceGroups.remove(group.id);
  return answerNothing();
}

function answerStale(context: CloudContext): RestResponse {
  return answerError(context, 412, 'PreconditionFailed', 'The device group has changed since its etag was read.');
}

function listDevices(context: CloudContext, group: DeviceGroup, request: RouteRequest): RestResponse {
  return answerCollection(context, request, listMembers(context, group.filter).map(describeDevice), SEARCHED);
}

function describeGroup({ id, displayName, filter, description, organizations, etag }: DeviceGroup): object {
  return {
    id,
    displayName,
    filter,
    ...(description === null ? {} : { description }),
    etag,
    ...(organizations.length === 0 ? {} : { organizations }),
  };
}
