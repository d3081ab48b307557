import type { JsonObject } from '#core/bytes/json';
import type { RestResponse } from '#core/ports/rest';
import type { CloudContext } from '../cloud-context.ts';
import type { Identity } from '../services/identity.ts';
import { findRelationship, listRelationships, putRelationship, removeRelationship } from '../services/relationships.ts';
import type { Relationship } from '../state/application-state.ts';
import { answerCollection } from './central-collection.ts';
import { findWrongTexts, isEntryId, refuseEntryId } from './central-entries.ts';
import { answerError, answerJson, answerNothing } from './rest-response.ts';
import { withBody, withDevice, type Route, type RouteRequest } from './route.ts';

const LIST = '/api/devices/:id/relationships';
const PATH = `${LIST}/:relationship`;

/** Relationships of gateways and the devices behind them, as in IoT Central. Either end can be asked. */
export const centralRelationshipRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: LIST,
    handle: withDevice((context, { id }, request) =>
      answerCollection(context, request, listRelationships(context, id)),
    ),
  },
  { method: 'GET', path: PATH, handle: withRelationship((_context, found) => answerJson(200, found)) },
  { method: 'PUT', path: PATH, handle: withDevice(put) },
  { method: 'PATCH', path: PATH, handle: withRelationship(patch) },
  {
    method: 'DELETE',
    path: PATH,
    handle: withRelationship((context, found) => {
      removeRelationship(context, found);
      return answerNothing();
    }),
  },
];

function withRelationship(
  handle: (
    context: CloudContext,
    relationship: Relationship,
    request: RouteRequest,
  ) => RestResponse | Promise<RestResponse>,
): Route['handle'] {
  return withDevice((context, { id }, request) => {
    const name = request.params['relationship'] ?? '';
    const found = findRelationship(context, id, name);
    if (found !== undefined) return handle(context, found, request);
    return answerError(context, 404, 'NotFound', `The device ${id} has no relationship ${name}.`);
  });
}

function put(context: CloudContext, device: Identity, request: RouteRequest): RestResponse | Promise<RestResponse> {
  return withBody((_context, body) => {
    const id = request.params['relationship'] ?? '';
    if (!isEntryId(id)) return refuseEntryId(context, 'relationship');
    const missing = ['source', 'target'].find((name) => body[name] === undefined);
    if (missing !== undefined) return answerError(context, 400, 'InvalidBody', `${missing} is missing.`);
    const known = context.application.relationships.find(id);
    if (known !== undefined && findRelationship(context, device.id, id) === undefined) {
      const message = `There is a relationship ${id}, of ${known.source} and ${known.target}.`;
      return answerError(context, 409, 'Conflict', message);
    }
    return change(context, device, { id: known?.id ?? id, source: '', target: '' }, body);
  })(context, request);
}

function patch(
  context: CloudContext,
  found: Relationship,
  request: RouteRequest,
): RestResponse | Promise<RestResponse> {
  return withDevice((_context, device) =>
    withBody((_same, body) => change(context, device, found, body))(context, request),
  )(context, request);
}

function change(context: CloudContext, device: Identity, before: Relationship, body: JsonObject): RestResponse {
  const wrong = findWrongTexts(body, ['source', 'target']);
  if (wrong !== undefined) return answerError(context, 400, 'InvalidBody', wrong);
  const { source, target } = body;
  const wish: Relationship = {
    id: before.id,
    source: typeof source === 'string' ? source : before.source,
    target: typeof target === 'string' ? target : before.target,
  };
  if (wish.source !== device.id && wish.target !== device.id) {
    const message = `source or target must be ${device.id}, of which the relationship is to be.`;
    return answerError(context, 400, 'InvalidBody', message);
  }
  const refused = putRelationship(context, wish);
  return refused === undefined ? answerJson(200, wish) : answerError(context, 400, 'InvalidBody', refused);
}
