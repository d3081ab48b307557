import { decodeBase64, encodeBase64 } from '#core/bytes/base64';
import { memberOf, parseJson, type Json, type JsonObject } from '#core/bytes/json';
import { decodeUtf8, encodeUtf8 } from '#core/bytes/text';
import type { RestResponse } from '#core/ports/rest';
import type { CloudContext } from '../cloud-context.ts';
import { parseCollectionFilter, type CollectionFilter } from '../services/collection-filter.ts';
import { answerError, answerJson } from './rest-response.ts';
import type { RouteRequest } from './route.ts';

/** How a collection may be asked for. */
export interface CollectionRules {
  /** Entries of a page when the request does not say. */
  readonly page: number;
  /** Names that a filter may use; with none, filters are refused. */
  readonly fields: readonly string[];
  /** Names that the entries may be ordered by. */
  readonly orders: readonly string[];
}

/** The entries of a page, at most, whatever a request says. */
const PAGE_LIMIT = 100;

/** Devices and templates: "Query, filter and order" in the documentation of IoT Central's REST API. */
export const SEARCHED: CollectionRules = {
  page: 25,
  fields: ['id', 'displayName', 'enabled', 'provisioned', 'simulated', 'template', 'scopes'],
  orders: ['displayName'],
};

/** All other collections, of which no more is documented than that they have pages. */
export const PLAIN: CollectionRules = { page: PAGE_LIMIT, fields: [], orders: [] };

/**
 * Answers a collection page by page: `{"value":[…],"nextLink":…}`, without the link on the last page. `entries` are as
 * they are shown, each known by its `id` or `@id`, in any order. Both spellings of the parameters are taken: `$top`,
 * `$filter`, `$orderby` and `maxpagesize`, `filter`, `orderby`.
 */
export function answerCollection(
  context: CloudContext,
  request: RouteRequest,
  entries: readonly object[],
  rules: CollectionRules = PLAIN,
): RestResponse {
  const wish = readWish(request.query, rules);
  if (typeof wish === 'string') return answerError(context, 400, 'InvalidQuery', wish);
  const { top, filter, order, after } = wish;
  const direction = order?.descending === true ? -1 : 1;
  const placed = entries
    .map((entry) => ({ entry, place: placeOf(entry as JsonObject, order?.field) }))
    .filter(({ entry }) => filter === undefined || filter((name) => fieldOf(entry as JsonObject, name)))
    .sort((a, b) => compare(a.place, b.place) * direction)
    .filter(({ place }) => after === undefined || compare(place, after) * direction > 0);
  const page = placed.slice(0, top);
  const last = placed.length > top ? page.at(-1) : undefined;
  return answerJson(200, {
    value: page.map(({ entry }) => entry),
    ...(last === undefined ? {} : { nextLink: printNextLink(request, last.place) }),
  });
}

interface CollectionWish {
  readonly top: number;
  readonly filter: CollectionFilter | undefined;
  readonly order: { readonly field: string; readonly descending: boolean } | undefined;
  /** The place of the last entry of the page before. */
  readonly after: Place | undefined;
}

/** What entries are ordered by, then their ID: a place that outlives what is added or removed before it. */
type Place = readonly [by: string, id: string];

function readWish(query: URLSearchParams, rules: CollectionRules): CollectionWish | string {
  const top = query.get('$top') ?? query.get('maxpagesize');
  if (top !== null && !/^[1-9]\d{0,8}$/.test(top)) return '$top must be a whole number above 0.';
  const filter = readFilter(query.get('$filter') ?? query.get('filter'), rules.fields);
  if (typeof filter === 'string') return filter;
  const order = readOrder(query.get('$orderby') ?? query.get('orderby'), rules.orders);
  if (typeof order === 'string') return order;
  const token = query.get('$skiptoken');
  const after = token === null ? undefined : readPlace(token);
  if (token !== null && after === undefined) return '$skiptoken is not what a nextLink had.';
  return { top: Math.min(top === null ? rules.page : Number(top), PAGE_LIMIT), filter, order, after };
}

function readFilter(text: string | null, fields: readonly string[]): CollectionFilter | string | undefined {
  if (text === null || text.trim() === '') return undefined;
  if (fields.length === 0) return 'This collection takes no filter.';
  const filter = parseCollectionFilter(text, fields);
  return typeof filter === 'function' ? filter : filter.wrong;
}

function readOrder(text: string | null, orders: readonly string[]): CollectionWish['order'] | string {
  if (text === null || text.trim() === '') return undefined;
  const [field = '', direction = 'asc', ...more] = text.trim().split(/\s+/);
  if (more.length > 0 || !orders.includes(field) || !/^(asc|desc)$/i.test(direction)) {
    return orders.length === 0
      ? 'This collection takes no order.'
      : `The order must be ${orders.join(' or ')}, which desc may follow.`;
  }
  return { field, descending: /^desc$/i.test(direction) };
}

function placeOf(entry: JsonObject, by: string | undefined): Place {
  const value = by === undefined ? '' : memberOf(entry, by);
  return [typeof value === 'string' ? value : '', idOf(entry)];
}

function compare([byA, idA]: Place, [byB, idB]: Place): number {
  const [a, b] = byA === byB ? [idA, idB] : [byA, byB];
  return a === b ? 0 : a < b ? -1 : 1;
}

function idOf(entry: JsonObject): string {
  const id = entry['id'] ?? entry['@id'];
  return typeof id === 'string' ? id : '';
}

/** What a filter calls scopes, a device calls its organizations. */
function fieldOf(entry: JsonObject, name: string): Json {
  if (name === 'id') return idOf(entry);
  return memberOf(entry, name === 'scopes' ? 'organizations' : name) ?? null;
}

function printNextLink({ address, query }: RouteRequest, place: Place): string {
  const next = new URLSearchParams(query);
  next.set('$skiptoken', encodeBase64(encodeUtf8(JSON.stringify(place))));
  return `${address.replace(/\?.*$/s, '')}?${next}`;
}

function readPlace(token: string): Place | undefined {
  const place = parseJson(decodeUtf8(decodeBase64(token) ?? new Uint8Array()) ?? '');
  if (!Array.isArray(place)) return undefined;
  const [by, id] = place as readonly Json[];
  return typeof by === 'string' && typeof id === 'string' ? [by, id] : undefined;
}
