import type { JsonObject } from '#core/bytes/json';
import type { CloudContext } from '../cloud-context.ts';
import { listJobRows } from './hub-job-rows.ts';
import { listHubIdentities } from './hub-registry.ts';
import { describeHubTwin } from './hub-shapes.ts';
import type { RowQuery } from './query-parser.ts';
import { matchTwin } from './twin-query.ts';

/** Something that a query can find, and its place among all of its kind. */
interface Found {
  readonly id: string;
  /** Made when it is looked at. */
  read(): JsonObject;
}

/** Gives at most `limit` rows whose IDs come behind `after`; a place in the order outlives what is added or removed. */
export function findRows(
  context: CloudContext,
  { from, where }: RowQuery,
  after: string,
  limit: number,
): readonly { readonly id: string; readonly row: JsonObject }[] {
  const found: { id: string; row: JsonObject }[] = [];
  for (const { id, read } of listInOrder(context, from)) {
    if (found.length >= limit) break;
    if (id <= after) continue;
    const row = read();
    if (where === undefined || matchTwin(row, where) === true) found.push({ id, row });
  }
  return found;
}

function listInOrder(context: CloudContext, from: RowQuery['from']): readonly Found[] {
  const all = from === 'jobs' ? listJobRows(context) : listTwins(context, from === 'modules');
  return all.sort((a, b) => (a.id < b.id ? -1 : 1));
}

function listTwins(context: CloudContext, modules: boolean): Found[] {
  return listHubIdentities(context)
    .filter(({ state }) => (state.moduleId !== undefined) === modules)
    .map((identity) => ({ id: identity.id, read: () => describeHubTwin(context, identity) }));
}
