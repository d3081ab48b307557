import { isJsonObject, memberOf, type Json, type JsonObject } from '#core/bytes/json';
import type { RestResponse } from '#core/ports/rest';
import type { CloudContext } from '../cloud-context.ts';
import type { ExportDestination } from '../state/application-state.ts';
import { answerCollection } from './central-collection.ts';
import { findWrongTexts, isEntryId, printWish, refuseEntryId } from './central-entries.ts';
import { answerError, answerJson, answerNothing } from './rest-response.ts';
import { withBody, type Route, type RouteRequest } from './route.ts';

const LIST = '/api/dataExport/destinations';
const PATH = `${LIST}/:id`;

/** Destinations of data exports, as in IoT Central's REST API of 2022-10-31-preview: webhooks. */
export const centralExportDestinationRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: LIST,
    handle: (context, request) => {
      const shown = context.application.exportDestinations.list().map((one) => describe(context, one));
      return answerCollection(context, request, shown);
    },
  },
  { method: 'GET', path: PATH, handle: withDestination((context, one) => answerJson(200, describe(context, one))) },
  { method: 'PUT', path: PATH, handle: withBody(put) },
  { method: 'PATCH', path: PATH, handle: withDestination(patch) },
  { method: 'DELETE', path: PATH, handle: withDestination(remove) },
];

function withDestination(
  handle: (
    context: CloudContext,
    destination: ExportDestination,
    request: RouteRequest,
  ) => RestResponse | Promise<RestResponse>,
): Route['handle'] {
  return (context, request) => {
    const id = request.params['id'] ?? '';
    const destination = context.application.exportDestinations.find(id);
    if (destination !== undefined) return handle(context, destination, request);
    return answerError(context, 404, 'NotFound', `There is no destination ${id}.`);
  };
}

function put(context: CloudContext, body: JsonObject, request: RouteRequest): RestResponse {
  const id = request.params['id'] ?? '';
  if (!isEntryId(id)) return refuseEntryId(context, 'destination');
  const missing = ['displayName', 'type', 'url'].find((name) => body[name] === undefined);
  if (missing !== undefined) return answerError(context, 400, 'InvalidBody', `${missing} is missing.`);
  const known = context.application.exportDestinations.find(id);
  const made: ExportDestination = {
    id: known?.id ?? id,
    displayName: '',
    type: 'webhook@v1',
    url: '',
    headers: {},
    authorization: null,
  };
  return change(context, made, body, known?.headers ?? {});
}

function patch(
  context: CloudContext,
  known: ExportDestination,
  request: RouteRequest,
): RestResponse | Promise<RestResponse> {
  return withBody((_context, body) => change(context, known, body, known.headers))(context, request);
}

/** `secrets`: the headers that were known before, whose values a client cannot have read back. */
function change(
  context: CloudContext,
  before: ExportDestination,
  body: JsonObject,
  secrets: ExportDestination['headers'],
): RestResponse {
  const wrong = findWrong(context, body);
  if (wrong !== undefined) return answerError(context, 400, 'InvalidBody', wrong);
  const { displayName, url, headerCustomizations, authorization } = body;
  const headers = headerCustomizations === undefined ? before.headers : readHeaders(headerCustomizations, secrets);
  if (typeof headers === 'string') return answerError(context, 400, 'InvalidBody', headers);
  const value = memberOf(authorization, 'value');
  const changed: ExportDestination = {
    ...before,
    displayName: typeof displayName === 'string' ? displayName : before.displayName,
    url: typeof url === 'string' ? url : before.url,
    headers,
    authorization: authorization === undefined ? before.authorization : typeof value === 'string' ? value : null,
  };
  context.application.exportDestinations.put(changed);
  context.dataExporter.changed();
  return answerJson(200, describe(context, changed));
}

function findWrong(context: CloudContext, body: JsonObject): string | undefined {
  const { type, url, authorization } = body;
  if (!context.dataExporter.canSend) return 'Where this cloud runs, it cannot send anything to a webhook.';
  if (type !== undefined && type !== 'webhook@v1') {
    return `The local cloud exports to webhook@v1 alone, not to ${printWish(type)}.`;
  }
  const wrong = findWrongTexts(body, ['displayName', 'url']);
  if (wrong !== undefined) return wrong;
  if (typeof url === 'string' && !isWebAddress(url)) return 'url must be an address that begins with https or http.';
  if (authorization === undefined || authorization === null) return undefined;
  const isHeader = memberOf(authorization, 'type') === 'header' && isHeaderValue(memberOf(authorization, 'value'));
  return isHeader ? undefined : 'authorization must be {"type":"header","value":"…"}; OAuth is not served.';
}

function isWebAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

/** Printable ASCII (RFC 9110, 5.5), so that no value begins another header. */
function isHeaderValue(value: Json | undefined): value is string {
  return typeof value === 'string' && /^[\x20-\x7e]*$/.test(value);
}

/** Gives what is wrong in words. */
function readHeaders(value: Json, known: ExportDestination['headers']): ExportDestination['headers'] | string {
  if (!isJsonObject(value)) return 'headerCustomizations must be an object of headers with value and secret.';
  const headers = new Map<string, { readonly value: string; readonly secret: boolean }>();
  for (const [name, wish] of Object.entries(value)) {
    const kept = Object.hasOwn(known, name) ? known[name] : undefined;
    const { value: text = kept?.value ?? null, secret = kept?.secret ?? false } = isJsonObject(wish) ? wish : {};
    // Tokens of RFC 9110, 5.1.
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name)) return `${name.slice(0, 64)} is no name of a header.`;
    if (!isHeaderValue(text)) return `The header ${name} must have a value of printable ASCII characters.`;
    if (typeof secret !== 'boolean') return `secret of the header ${name} must be a boolean.`;
    headers.set(name, { value: text, secret });
  }
  return Object.fromEntries(headers);
}

function remove(context: CloudContext, { id }: ExportDestination): RestResponse {
  const user = context.application.dataExports.list().find(({ destinations }) => destinations.includes(id));
  if (user !== undefined) {
    return answerError(context, 409, 'Conflict', `The data export ${user.id} has this destination.`);
  }
  context.application.exportDestinations.remove(id);
  context.dataExporter.changed();
  return answerNothing();
}

function describe(context: CloudContext, destination: ExportDestination): object {
  const { id, displayName, type, url, headers, authorization } = destination;
  const { status, error, lastExportAt } = context.dataExporter.healthOf(id);
  const shown = Object.entries(headers).map(([name, { value, secret }]) => {
    return [name, secret ? { secret } : { value, secret }] as const;
  });
  return {
    id,
    displayName,
    type,
    url,
    ...(shown.length === 0 ? {} : { headerCustomizations: Object.fromEntries(shown) }),
    ...(authorization === null ? {} : { authorization: { type: 'header' } }),
    status,
    ...(error === undefined ? {} : { errors: [error] }),
    ...(lastExportAt === undefined ? {} : { lastExportTime: new Date(lastExportAt).toISOString() }),
  };
}
