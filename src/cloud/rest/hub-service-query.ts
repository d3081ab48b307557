import { memberOf } from '#core/bytes/json';
import type { RestResponse } from '#core/ports/rest';
import type { CloudContext } from '../cloud-context.ts';
import { refuseArgument } from '../services/hub-fault.ts';
import { findRows } from '../services/hub-query.ts';
import { parseQuery, type TwinQuery } from '../services/query-parser.ts';
import { pickColumns } from '../services/twin-query.ts';
import { answerHubFault } from './hub-service-answers.ts';
import type { HubRoute } from './hub-service-route.ts';
import { answerPage, readPageRequest } from './pages.ts';
import type { RouteRequest } from './route.ts';

/** Queries of twins and of jobs, page by page: the header `x-ms-continuation` is there while more are to come. */
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
  if (typeof select === 'object' && 'countAs' in select) {
    const count = findRows(context, query, '', Infinity).length;
    return answerPage([{ [select.countAs]: count }], 'Raw', text, undefined);
  }
  const asked = readPageRequest(headers, text);
  if ('wrong' in asked) return refuse(asked.wrong);
  const found = findRows(context, query, asked.after, asked.size + 1);
  const page = found.slice(0, asked.size);
  const rows = page.map(({ row }) => (select === 'twins' ? row : pickColumns(row, select.columns)));
  return answerPage(rows, typeOf(query), text, found.length > page.length ? page.at(-1)?.id : undefined);
}

/** Gives what the header `x-ms-item-type` calls what is answered. */
function typeOf({ select, from }: TwinQuery): string {
  if (select !== 'twins') return 'Raw';
  return from === 'jobs' ? 'DeviceJob' : 'Twin';
}
