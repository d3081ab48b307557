import { decodeBase64, encodeBase64 } from '#core/bytes/base64';
import { isJsonObject, type Json } from '#core/bytes/json';
import { decodeUtf8, encodeUtf8 } from '#core/bytes/text';
import type { RestResponse } from '#core/ports/rest';
import type { CloudContext } from '../cloud-context.ts';
import { answerDpsError } from './dps-service-answers.ts';
import { answerJson } from './rest-response.ts';
import type { RouteRequest } from './route.ts';

/** What one of the three queries of DPS is over. */
export interface QueryTable<Row> {
  /** As `x-ms-item-type` names it. */
  readonly itemType: 'enrollment' | 'enrollmentGroup' | 'deviceRegistration';
  /** What may stand behind FROM, in lower case. */
  readonly tables: readonly string[];
  readonly rows: readonly Row[];
  idOf(row: Row): string;
  describe(row: Row): object | Promise<object>;
}

/** Rows of a page when the caller does not say, and at most. */
const PAGE_ROWS = 100;
const MOST_PAGE_ROWS = 1000;

/**
 * Answers a query for everything, page by page (`x-ms-max-item-count`, `x-ms-continuation`). Pages go on behind the last
 * ID, in the order of IDs, so that no row comes twice or is missed when others are added and removed in between.
 */
export async function answerQuery<Row>(
  context: CloudContext,
  request: RouteRequest,
  table: QueryTable<Row>,
): Promise<RestResponse> {
  const query = isJsonObject(request.body) ? request.body['query'] : undefined;
  if (!asksForAll(query, table.tables)) {
    const message = `This cloud serves the queries * and SELECT * FROM ${table.itemType}s alone, without WHERE.`;
    return answerDpsError(context, 400004, message);
  }
  const count = request.headers['x-ms-max-item-count'] ?? String(PAGE_ROWS);
  if (!/^[1-9]\d{0,8}$/.test(count)) {
    return answerDpsError(context, 400004, 'x-ms-max-item-count must be a whole number above 0.');
  }
  const token = request.headers['x-ms-continuation'] ?? '';
  const after = token === '' ? '' : readToken(token, table.itemType);
  if (after === undefined) return answerDpsError(context, 400004, 'x-ms-continuation is not of this query.');
  const limit = Math.min(Number(count), MOST_PAGE_ROWS);
  const key = (row: Row): string => table.idOf(row).toLowerCase();
  const left = table.rows.filter((row) => key(row) > after).sort((one, other) => (key(one) < key(other) ? -1 : 1));
  const page = left.slice(0, limit);
  const last = page.at(-1);
  const answer = answerJson(200, await Promise.all(page.map(async (row) => table.describe(row))));
  const more: Readonly<Record<string, string>> =
    last === undefined || left.length <= limit ? {} : { 'x-ms-continuation': printToken(key(last), table.itemType) };
  return {
    ...answer,
    headers: { ...answer.headers, 'x-ms-item-type': table.itemType, 'x-ms-max-item-count': String(limit), ...more },
  };
}

function asksForAll(query: Json | undefined, tables: readonly string[]): boolean {
  if (typeof query !== 'string') return false;
  const words = query.trim().toLowerCase().split(/\s+/);
  const [select, star, from, table = ''] = words[0] === '*' ? ['select', ...words] : words;
  if (select !== 'select' || star !== '*') return false;
  return from === undefined || (from === 'from' && tables.includes(table) && words.length === 4);
}

function printToken(after: string, itemType: string): string {
  return encodeBase64(encodeUtf8(`${itemType} ${after}`));
}

function readToken(token: string, itemType: string): string | undefined {
  const [type, after] = (decodeUtf8(decodeBase64(token) ?? new Uint8Array()) ?? '').split(' ');
  return type === itemType && after !== '' ? after : undefined;
}
