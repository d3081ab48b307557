import { decodeBase64, encodeBase64 } from '#core/bytes/base64';
import { parseJson, type Json, type JsonObject } from '#core/bytes/json';
import { decodeUtf8, encodeUtf8 } from '#core/bytes/text';
import type { RestResponse } from '#core/ports/rest';
import type { RouteRequest } from './route.ts';
import { answerJson } from './rest-response.ts';

const PAGE_DEFAULT = 100;
const PAGE_LIMIT = 1000;

/** Which page of a list a back end asks the hub for. */
export interface PageRequest {
  readonly size: number;
  /** The ID that the page begins behind: the empty one for the first. */
  readonly after: string;
}

/** Reads the headers that ask for a page of `query`, or says what is wrong with them. A place holds for its own query. */
export function readPageRequest(
  headers: RouteRequest['headers'],
  query: string,
): PageRequest | { readonly wrong: string } {
  const size = readPageSize(headers['x-ms-max-item-count']);
  if (size === undefined) return { wrong: 'x-ms-max-item-count must be a whole number above 0.' };
  const after = readContinuation(headers['x-ms-continuation'], query);
  return after === undefined
    ? { wrong: 'x-ms-continuation is not what this query was answered with.' }
    : { size, after };
}

/** Answers a page of `query`; `last` is the ID that ends it, undefined where nothing comes behind it. */
export function answerPage(
  page: readonly JsonObject[],
  type: string,
  query: string,
  last: string | undefined,
): RestResponse {
  const answer = answerJson(200, page);
  const more = last === undefined ? {} : { 'x-ms-continuation': printContinuation(last, query) };
  return { ...answer, headers: { ...answer.headers, 'x-ms-item-type': type, ...more } };
}

function readPageSize(text: string | undefined): number | undefined {
  if (text === undefined) return PAGE_DEFAULT;
  return /^[1-9]\d{0,8}$/.test(text) ? Math.min(Number(text), PAGE_LIMIT) : undefined;
}

function printContinuation(after: string, query: string): string {
  return encodeBase64(encodeUtf8(JSON.stringify([after, query])));
}

function readContinuation(text: string | undefined, query: string): string | undefined {
  if (text === undefined || text === '') return '';
  const place: Json = parseJson(decodeUtf8(decodeBase64(text) ?? new Uint8Array()) ?? '') ?? null;
  if (!Array.isArray(place)) return undefined;
  const [after, of] = place as readonly Json[];
  return typeof after === 'string' && of === query ? after : undefined;
}
