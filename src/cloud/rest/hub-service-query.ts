import { decodeBase64, encodeBase64 } from '#core/bytes/base64';
import { memberOf, parseJson, type Json, type JsonObject } from '#core/bytes/json';
import { decodeUtf8, encodeUtf8 } from '#core/bytes/text';
import type { RestResponse } from '#core/ports/rest';
import type { CloudContext } from '../cloud-context.ts';
import { refuseArgument } from '../services/hub-fault.ts';
import { listHubIdentities } from '../services/hub-registry.ts';
import type { Identity } from '../services/identity.ts';
import { parseQuery, type TwinQuery } from '../services/query-parser.ts';
import { matchTwin } from '../services/twin-query.ts';
import { answerHubFault } from './hub-service-answers.ts';
import type { HubRoute } from './hub-service-route.ts';
import { describeHubTwin } from './hub-service-shapes.ts';
import { answerJson } from './rest-response.ts';
import type { RouteRequest } from './route.ts';

const PAGE_DEFAULT = 100;
const PAGE_LIMIT = 1000;

/** Queries of twins, page by page: the header `x-ms-continuation` is there while more are to come. */
export const hubQueryRoutes: readonly HubRoute[] = [
  { method: 'POST', path: '/devices/query', permission: 'ServiceConnect', handle: runQuery },
];

function runQuery(context: CloudContext, { body, headers }: RouteRequest): RestResponse {
  const refuse = (message: string): RestResponse => answerHubFault(context, refuseArgument(message), 'message');
  const text = memberOf(body, 'query');
  if (typeof text !== 'string') return refuse('The body must be an object with a query, which is a string.');
  const query = parseQuery(text);
  if ('wrong' in query) return refuse(query.wrong);
  const { select } = query;
  if (select !== 'twins') {
    const count = selectTwins(context, query, '', Infinity).length;
    return answerPage([{ [select.countAs]: count }], 'Raw', undefined);
  }
  const size = readPageSize(headers['x-ms-max-item-count']);
  if (size === undefined) return refuse('x-ms-max-item-count must be a whole number above 0.');
  const after = readContinuation(headers['x-ms-continuation'], text);
  if (after === undefined) return refuse('x-ms-continuation is not what this query was answered with.');
  const found = selectTwins(context, query, after, size + 1);
  const page = found.slice(0, size);
  const last = found.length > size ? page.at(-1)?.id : undefined;
  const twins = page.map(({ twin }) => twin);
  return answerPage(twins, 'Twin', last === undefined ? undefined : printContinuation(last, text));
}

/** Gives at most `limit` twins whose IDs come behind `after`; a place in the order outlives what is added or removed. */
function selectTwins(
  context: CloudContext,
  { from, where }: TwinQuery,
  after: string,
  limit: number,
): readonly { readonly id: string; readonly twin: JsonObject }[] {
  const found: { id: string; twin: JsonObject }[] = [];
  for (const identity of listInOrder(context, from === 'modules')) {
    if (found.length >= limit) break;
    if (identity.id <= after) continue;
    const twin = describeHubTwin(context, identity);
    if (where === undefined || matchTwin(twin, where) === true) found.push({ id: identity.id, twin });
  }
  return found;
}

function listInOrder(context: CloudContext, modules: boolean): readonly Identity[] {
  return listHubIdentities(context)
    .filter(({ state }) => (state.moduleId !== undefined) === modules)
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

function answerPage(page: readonly JsonObject[], type: 'Twin' | 'Raw', continuation: string | undefined): RestResponse {
  const answer = answerJson(200, page);
  const more = continuation === undefined ? {} : { 'x-ms-continuation': continuation };
  return { ...answer, headers: { ...answer.headers, 'x-ms-item-type': type, ...more } };
}

function readPageSize(text: string | undefined): number | undefined {
  if (text === undefined) return PAGE_DEFAULT;
  return /^[1-9]\d{0,8}$/.test(text) ? Math.min(Number(text), PAGE_LIMIT) : undefined;
}

/** A place holds for its own query alone. */
function printContinuation(after: string, query: string): string {
  return encodeBase64(encodeUtf8(JSON.stringify([after, query])));
}

/** Gives the ID that the page begins behind: the empty one for the first. */
function readContinuation(text: string | undefined, query: string): string | undefined {
  if (text === undefined || text === '') return '';
  const place: Json = parseJson(decodeUtf8(decodeBase64(text) ?? new Uint8Array()) ?? '') ?? null;
  if (!Array.isArray(place)) return undefined;
  const [after, of] = place as readonly Json[];
  return typeof after === 'string' && of === query ? after : undefined;
}
