import { parseJson } from '#core/bytes/json';
import { encodeUtf8 } from '#core/bytes/text';
import type { RestRequest, RestResponse } from '#core/ports/rest';
import type { CloudContext } from '../cloud-context.ts';
import { keepFirst } from '../keeping.ts';
import { authorityDialect } from './authority-dialect.ts';
import { blobDialect } from './blob-dialect.ts';
import type { Dialect } from './dialect.ts';
import { dpsDeviceDialect } from './dps-device.ts';
import { dpsServiceDialect } from './dps-service-dialect.ts';
import { hubDeviceDialect } from './hub-device-dialect.ts';
import { hubServiceDialect } from './hub-service-dialect.ts';
import { operatorDialect } from './operator-dialect.ts';
import { answerNothing } from './rest-response.ts';
import type { Route } from './route.ts';

/** The operator's comes first and the devices' last, whose paths begin with whatever they take for the ID scope. */
export const DIALECTS: readonly Dialect[] = [
  operatorDialect,
  dpsServiceDialect,
  authorityDialect,
  // Before the one for back ends, whose paths begin alike.
  hubDeviceDialect,
  hubServiceDialect,
  blobDialect,
  dpsDeviceDialect,
];

const SPLIT_ROUTES: ReadonlyMap<Dialect, readonly SplitRoute[]> = new Map(
  DIALECTS.map((dialect) => [dialect, dialect.routes.map((route) => ({ route, parts: splitPath(route.path) }))]),
);

interface SplitRoute {
  readonly route: Route;
  readonly parts: readonly string[];
}

/** Pages of other origins may call too: what protects the cloud is the token, which no browser adds by itself. */
const CORS: Readonly<Record<string, string>> = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers':
    'etag,x-ms-continuation,x-ms-item-type,x-ms-max-item-count,x-ms-request-id,x-ms-error-code,x-ms-command-statuscode,iothub-errorcode,retry-after,location',
};
const PREFLIGHT: Readonly<Record<string, string>> = {
  'access-control-allow-methods': 'GET,PUT,PATCH,POST,DELETE,OPTIONS',
  'access-control-allow-headers':
    'authorization,content-type,if-match,request-id,x-ms-max-item-count,x-ms-continuation',
  'access-control-max-age': '600',
};

/** Devices' properties and those of files are headers of their own. */
function describePreflight({ headers }: RestRequest): Record<string, string> {
  const asked = (headers['access-control-request-headers'] ?? '').split(',').map((name) => name.trim());
  const own = asked.filter((name) => /^(iothub|x-ms|dt)-[\w-]+$/i.test(name));
  return {
    ...PREFLIGHT,
    'access-control-allow-headers': [PREFLIGHT['access-control-allow-headers'], ...own].join(','),
  };
}

/** Says whether a path is one of a service's for this verb, and not of the app that is served beside them. */
export function isServicePath(path: string, method: string): boolean {
  return findDialect(decodeParts(path) ?? splitPath(path), method as RestRequest['method']) !== undefined;
}

/** How a host reads the body of a request: as text or bytes, and how many at most, where that is not its own choice. */
export interface BodyRule {
  readonly takes: 'text' | 'bytes';
  readonly limitBytes: number | undefined;
}

/** Says how to read the body of a request, before anything is read of it. */
export function findBodyRule(context: CloudContext, { method, url }: Pick<RestRequest, 'method' | 'url'>): BodyRule {
  const [path = '', search = ''] = url.split(/\?(.*)/s);
  const parts = decodeParts(path);
  const dialect = parts === undefined ? undefined : findDialect(parts, method);
  const found = dialect === undefined ? [] : findRoutes(dialect, parts ?? []);
  const { route, params } = found.find((match) => match.route.method === method) ?? {};
  if (route?.takes !== 'bytes') return { takes: 'text', limitBytes: undefined };
  const query = new URLSearchParams(search);
  return { takes: 'bytes', limitBytes: route.limitBytes?.(context, { params: params ?? {}, query }) };
}

/** Says whether a path is one of the operator's interface, in any spelling that leads there. */
export function isOperatorPath(path: string): boolean {
  return operatorDialect.serves(decodeParts(path) ?? splitPath(path), 'GET');
}

/**
 * Answers a request in the dialect that its path is of. Paths are taken as shipped clients write them: in any case, with
 * a slash at the end, with percent-encoded IDs, with any or no api-version.
 */
export async function answerRest(context: CloudContext, request: RestRequest): Promise<RestResponse> {
  const answer = await routeRequest(context, request);
  return { ...answer, headers: { 'cache-control': 'no-store', ...CORS, ...answer.headers } };
}

async function routeRequest(context: CloudContext, request: RestRequest): Promise<RestResponse> {
  if (request.method === 'OPTIONS') return { ...answerNothing(), headers: describePreflight(request) };
  const [path = '', search = ''] = request.url.split(/\?(.*)/s);
  const parts = decodeParts(path);
  const dialect = findDialect(parts ?? splitPath(path), request.method) ?? operatorDialect;
  const found = parts === undefined ? [] : findRoutes(dialect, parts);
  const match = found.find(({ route }) => route.method === request.method);
  // Whoever may not ask learns nothing of what there is, so the token comes before the path.
  const refused = await dialect.authorize(context, { request, route: match?.route, params: match?.params ?? {} });
  if (refused !== undefined) return refused;
  if (parts === undefined) return dialect.refuse(context, 'path-encoding', request);
  if (found.length === 0) return dialect.refuse(context, 'no-such-path', request);
  if (match === undefined) return dialect.refuse(context, 'method', request);
  const takesBytes = match.route.takes === 'bytes';
  const bytes = takesBytes ? (request.bytes ?? encodeUtf8(request.body ?? '')) : NO_BYTES;
  const text = takesBytes ? '' : (request.body ?? '');
  const body = text.trim() === '' ? undefined : match.route.takes === 'text' ? text : parseJson(text);
  if (body === undefined && text.trim() !== '') return dialect.refuse(context, 'body', request);
  const { params } = match;
  const { headers, headerNames = {}, remote = '', peerChain = [], origin = `https://${context.host}` } = request;
  const address = origin + request.url;
  const query = new URLSearchParams(search);
  const answer = await keepFirst(context, () =>
    match.route.handle(context, { params, query, body, bytes, headers, headerNames, remote, peerChain, address }),
  );
  return answer ?? dialect.refuse(context, 'not-kept', request);
}

const NO_BYTES = new Uint8Array(0);

function findDialect(parts: readonly string[], method: RestRequest['method']): Dialect | undefined {
  return DIALECTS.find((dialect) => dialect.serves(parts, method));
}

function splitPath(path: string): readonly string[] {
  return path.split('/').filter((part) => part !== '');
}

/** Gives undefined when a part cannot be decoded. */
function decodeParts(path: string): readonly string[] | undefined {
  try {
    return splitPath(path).map((part) => decodeURIComponent(part));
  } catch {
    return undefined;
  }
}

/** Gives the routes of a path, for every verb. */
function findRoutes(
  dialect: Dialect,
  parts: readonly string[],
): readonly { readonly route: Route; readonly params: Record<string, string> }[] {
  return (SPLIT_ROUTES.get(dialect) ?? []).flatMap((split) => {
    const params = matchParts(split.parts, parts);
    return params === undefined ? [] : [{ route: split.route, params }];
  });
}

function matchParts(pattern: readonly string[], parts: readonly string[]): Record<string, string> | undefined {
  const takesRest = pattern.at(-1)?.endsWith('*') === true;
  if (takesRest ? parts.length < pattern.length : pattern.length !== parts.length) return undefined;
  const params: Record<string, string> = {};
  for (const [at, wanted] of pattern.entries()) {
    const part = parts[at] ?? '';
    // `:name*` at the end takes all that is left of the path.
    if (wanted.endsWith('*')) params[wanted.slice(1, -1)] = parts.slice(at).join('/');
    else if (wanted.startsWith(':')) params[wanted.slice(1)] = part;
    else if (wanted.toLowerCase() !== part.toLowerCase()) return undefined;
  }
  return params;
}
