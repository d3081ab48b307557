import { isJsonObject, memberOf, type Json, type JsonObject } from '#core/bytes/json';
import type { RestResponse } from '#core/ports/rest';
import type { CloudContext } from '../cloud-context.ts';
import { parseDeviceQuery } from '../services/device-groups.ts';
import type { DataExport, ExportSource } from '../state/application-state.ts';
import { answerCollection } from './central-collection.ts';
import { findWrongTexts, isEntryId, printWish, refuseEntryId } from './central-entries.ts';
import { answerError, answerJson, answerNothing } from './rest-response.ts';
import { withBody, type Route, type RouteRequest } from './route.ts';

const LIST = '/api/dataExport/exports';
const PATH = `${LIST}/:id`;

/** Data exports, as in IoT Central's REST API of 2022-10-31-preview. */
export const centralDataExportRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: LIST,
    handle: (context, request) => {
      const shown = context.application.dataExports.list().map((one) => describe(context, one));
      return answerCollection(context, request, shown);
    },
  },
  { method: 'GET', path: PATH, handle: withExport((context, one) => answerJson(200, describe(context, one))) },
  { method: 'PUT', path: PATH, handle: withBody(put) },
  { method: 'PATCH', path: PATH, handle: withExport(patch) },
  {
    method: 'DELETE',
    path: PATH,
    handle: withExport((context, { id }) => {
      context.application.dataExports.remove(id);
      context.dataExporter.changed();
      return answerNothing();
    }),
  },
];

function withExport(
  handle: (context: CloudContext, one: DataExport, request: RouteRequest) => RestResponse | Promise<RestResponse>,
): Route['handle'] {
  return (context, request) => {
    const id = request.params['id'] ?? '';
    const one = context.application.dataExports.find(id);
    if (one !== undefined) return handle(context, one, request);
    return answerError(context, 404, 'NotFound', `There is no data export ${id}.`);
  };
}

function put(context: CloudContext, body: JsonObject, request: RouteRequest): RestResponse {
  const id = request.params['id'] ?? '';
  if (!isEntryId(id)) return refuseEntryId(context, 'data export');
  const missing = ['displayName', 'enabled', 'source', 'destinations'].find((name) => body[name] === undefined);
  if (missing !== undefined) return answerError(context, 400, 'InvalidBody', `${missing} is missing.`);
  const made: DataExport = {
    id: context.application.dataExports.find(id)?.id ?? id,
    displayName: '',
    enabled: false,
    source: 'telemetry',
    filter: null,
    enrichments: {},
    destinations: [],
  };
  return change(context, made, body);
}

function patch(context: CloudContext, one: DataExport, request: RouteRequest): RestResponse | Promise<RestResponse> {
  return withBody((_context, body) => change(context, one, body))(context, request);
}

function change(context: CloudContext, before: DataExport, body: JsonObject): RestResponse {
  const wrong = findWrong(context, body);
  if (wrong !== undefined) return answerError(context, 400, 'InvalidBody', wrong);
  const { displayName, enabled, source, filter, enrichments, destinations } = body;
  const changed: DataExport = {
    id: before.id,
    displayName: typeof displayName === 'string' ? displayName : before.displayName,
    enabled: typeof enabled === 'boolean' ? enabled : before.enabled,
    source: SOURCES.find((known) => known === source) ?? before.source,
    filter: filter === undefined ? before.filter : typeof filter === 'string' ? filter : null,
    enrichments: isJsonObject(enrichments) ? enrichments : before.enrichments,
    destinations: destinations === undefined ? before.destinations : readDestinations(destinations),
  };
  context.application.dataExports.put(changed);
  context.dataExporter.changed();
  return answerJson(200, describe(context, changed));
}

const SOURCES: readonly ExportSource[] = ['telemetry', 'properties', 'deviceConnectivity', 'deviceLifecycle'];
/** Of one export, as in IoT Central. */
const DESTINATION_LIMIT = 5;

function findWrong(context: CloudContext, body: JsonObject): string | undefined {
  const { enabled, source, filter = null, enrichments, destinations } = body;
  const wrong = findWrongTexts(body, ['displayName', 'source']);
  if (wrong !== undefined) return wrong;
  if (enabled !== undefined && typeof enabled !== 'boolean') return 'enabled must be a boolean.';
  if (source !== undefined && !SOURCES.some((known) => known === source)) {
    return `The local cloud exports ${SOURCES.join(', ')}, not ${printWish(source)}.`;
  }
  if (filter !== null) {
    const query = typeof filter === 'string' ? parseDeviceQuery(filter) : { wrong: 'filter must be a string.' };
    if ('wrong' in query) return query.wrong;
  }
  return findWrongEnrichments(enrichments) ?? findWrongDestinations(context, destinations);
}

function findWrongEnrichments(value: Json | undefined): string | undefined {
  if (value === undefined) return undefined;
  const isRight =
    isJsonObject(value) &&
    Object.values(value).every((wish) => {
      return ['value', 'path'].filter((name) => typeof memberOf(wish, name) === 'string').length === 1;
    });
  return isRight ? undefined : 'enrichments must be an object whose members have a value or a path.';
}

function findWrongDestinations(context: CloudContext, value: Json | undefined): string | undefined {
  if (value === undefined) return undefined;
  if (!Array.isArray(value)) return 'destinations must be an array.';
  if (value.length > DESTINATION_LIMIT) return `An export can have ${DESTINATION_LIMIT} destinations.`;
  for (const entry of value as readonly Json[]) {
    const id = memberOf(entry, 'id');
    if (typeof id !== 'string') return 'Each of the destinations must have an id.';
    if (memberOf(entry, 'transform') !== undefined) return 'The local cloud does not serve transform.';
    if (context.application.exportDestinations.find(id) === undefined) return `There is no destination ${id}.`;
  }
  return undefined;
}

function readDestinations(value: Json): readonly string[] {
  const ids = Array.isArray(value) ? value.map((entry: Json) => memberOf(entry, 'id')) : [];
  return [...new Set(ids.filter((id) => typeof id === 'string'))];
}

function describe(context: CloudContext, one: DataExport): object {
  const { id, displayName, enabled, source, filter, enrichments, destinations } = one;
  return {
    id,
    displayName,
    enabled,
    source,
    ...(filter === null ? {} : { filter }),
    ...(Object.keys(enrichments).length === 0 ? {} : { enrichments }),
    destinations: destinations.map((destination) => ({ id: destination })),
    status: statusOf(context, one),
  };
}

/** An export is as well as its worst destination. */
function statusOf(context: CloudContext, { enabled, destinations }: DataExport): string {
  if (!enabled) return 'notStarted';
  const found = destinations.map((id) => context.dataExporter.healthOf(id).status);
  if (found.includes('error')) return 'error';
  return found.includes('healthy') ? 'healthy' : 'starting';
}
