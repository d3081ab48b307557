import { equalBytes } from '#core/bytes/compare';
import { parseJson } from '#core/bytes/json';
import { encodeUtf8 } from '#core/bytes/text';
import type { RestRequest, RestResponse } from '#core/ports/rest';
import type { CloudContext } from '../cloud-context.ts';
import { centralCommandRoutes } from './central-commands.ts';
import { centralDeviceRoutes } from './central-devices.ts';
import { centralEnrollmentGroupRoutes } from './central-enrollment-groups.ts';
import { centralPropertyRoutes } from './central-properties.ts';
import { centralTelemetryRoutes } from './central-telemetry.ts';
import { emulatorCloudRoutes } from './emulator-cloud.ts';
import { emulatorDeviceRoutes } from './emulator-devices.ts';
import { emulatorMessageRoutes } from './emulator-messages.ts';
import { answerError, answerNothing } from './rest-response.ts';
import type { Route } from './route.ts';

const ROUTES: readonly Route[] = [
  ...centralDeviceRoutes,
  ...centralPropertyRoutes,
  ...centralCommandRoutes,
  ...centralTelemetryRoutes,
  ...centralEnrollmentGroupRoutes,
  ...emulatorCloudRoutes,
  ...emulatorDeviceRoutes,
  ...emulatorMessageRoutes,
];

const SPLIT_ROUTES = ROUTES.map((route) => ({ route, parts: splitPath(route.path) }));

/** Pages of other origins may call too: what protects the cloud is the token, which no browser adds by itself. */
const CORS: Readonly<Record<string, string>> = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'etag,x-ms-error-code,x-ms-request-id,retry-after,location',
};
const PREFLIGHT: Readonly<Record<string, string>> = {
  'access-control-allow-methods': 'GET,PUT,PATCH,POST,DELETE,OPTIONS',
  'access-control-allow-headers': 'authorization,content-type,if-match',
  'access-control-max-age': '600',
};

/**
 * Answers the operator's requests: IoT Central's dialect below `/api`, ours below `/_emu`. Paths are taken as shipped
 * clients write them: in any case, with a slash at the end, with percent-encoded IDs, with any or no api-version.
 */
export async function answerRest(context: CloudContext, request: RestRequest): Promise<RestResponse> {
  const answer = await routeRequest(context, request);
  return { ...answer, headers: { 'cache-control': 'no-store', ...CORS, ...answer.headers } };
}

async function routeRequest(context: CloudContext, request: RestRequest): Promise<RestResponse> {
  if (request.method === 'OPTIONS') return { ...answerNothing(), headers: PREFLIGHT };
  if (!isOperator(context, request.headers['authorization'] ?? '')) {
    return answerError(context, 401, 'Unauthorized', 'The Authorization header does not hold the operator token.');
  }
  const [path = '', search = ''] = request.url.split(/\?(.*)/s);
  const found = findRoutes(splitPath(path));
  if (found === undefined) return answerError(context, 400, 'InvalidPath', 'The path has a broken percent-encoding.');
  const match = found.find(({ route }) => route.method === request.method);
  if (found.length === 0) return answerError(context, 404, 'NotFound', `There is nothing at ${path}.`);
  if (match === undefined)
    return answerError(context, 405, 'MethodNotAllowed', `${request.method} is not for ${path}.`);
  const text = request.body ?? '';
  const body = text.trim() === '' ? undefined : parseJson(text);
  if (body === undefined && text.trim() !== '')
    return answerError(context, 400, 'InvalidBody', 'The body is not JSON.');
  const { params } = match;
  return match.route.handle(context, { params, query: new URLSearchParams(search), body, headers: request.headers });
}

function isOperator(context: CloudContext, authorization: string): boolean {
  return equalBytes(encodeUtf8(authorization), encodeUtf8(context.operatorToken));
}

function splitPath(path: string): readonly string[] {
  return path.split('/').filter((part) => part !== '');
}

/** Gives the routes of a path, for every verb; undefined when an ID cannot be decoded. */
function findRoutes(
  parts: readonly string[],
): readonly { readonly route: Route; readonly params: Record<string, string> }[] | undefined {
  let decoded: readonly string[];
  try {
    decoded = parts.map((part) => decodeURIComponent(part));
  } catch {
    return undefined;
  }
  return SPLIT_ROUTES.flatMap((split) => {
    const params = matchParts(split.parts, decoded);
    return params === undefined ? [] : [{ route: split.route, params }];
  });
}

function matchParts(pattern: readonly string[], parts: readonly string[]): Record<string, string> | undefined {
  if (pattern.length !== parts.length) return undefined;
  const params: Record<string, string> = {};
  for (const [at, wanted] of pattern.entries()) {
    const part = parts[at] ?? '';
    if (wanted.startsWith(':')) params[wanted.slice(1)] = part;
    else if (wanted.toLowerCase() !== part.toLowerCase()) return undefined;
  }
  return params;
}
