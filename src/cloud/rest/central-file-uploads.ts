import type { JsonObject } from '#core/bytes/json';
import type { RestResponse } from '#core/ports/rest';
import type { CloudContext } from '../cloud-context.ts';
import {
  findStorage,
  isContainerName,
  isUploadTtl,
  readConnectionString,
  UPLOAD_TTL,
} from '../services/file-storage.ts';
import { makeEtag } from '../services/random.ts';
import type { FileStorage } from '../state/application-state.ts';
import { findWrongTexts } from './central-entries.ts';
import { isStale } from './etag.ts';
import { answerError, answerJson, answerNothing } from './rest-response.ts';
import { withBody, type Route, type RouteRequest } from './route.ts';

const PATH = '/api/fileUploads';

/**
 * Where files of devices go, as in IoT Central's REST API of 2022-07-31: one thing for the whole application. Devices are
 * given its container and its time; what the connection string leads to is never asked for anything.
 */
export const centralFileUploadRoutes: readonly Route[] = [
  { method: 'GET', path: PATH, handle: withStorage((_context, storage) => answerStorage(storage, 'succeeded')) },
  { method: 'PUT', path: PATH, handle: withBody(put) },
  { method: 'PATCH', path: PATH, handle: withStorage(patch) },
  { method: 'DELETE', path: PATH, handle: withStorage(remove) },
];

function withStorage(
  handle: (context: CloudContext, storage: FileStorage, request: RouteRequest) => RestResponse | Promise<RestResponse>,
): Route['handle'] {
  return (context, request) => {
    const storage = findStorage(context);
    if (storage !== undefined) return handle(context, storage, request);
    return answerError(context, 404, 'NotFound', 'No storage for files of devices is set up.');
  };
}

function put(context: CloudContext, body: JsonObject, request: RouteRequest): RestResponse {
  const missing = ['connectionString', 'container'].find((name) => body[name] === undefined);
  if (missing !== undefined) return answerError(context, 400, 'InvalidBody', `${missing} is missing.`);
  const { etag = '' } = findStorage(context) ?? {};
  const made = { id: 'fileUploads', account: '', connectionString: '', container: '', sasTtl: UPLOAD_TTL, etag };
  return change(context, made, body, request, 'pending');
}

function patch(
  context: CloudContext,
  storage: FileStorage,
  request: RouteRequest,
): RestResponse | Promise<RestResponse> {
  return withBody((_context, body) => change(context, storage, body, request, 'succeeded'))(context, request);
}

function change(
  context: CloudContext,
  before: FileStorage,
  body: JsonObject,
  { headers }: RouteRequest,
  state: StorageState,
): RestResponse {
  const wrong = findWrong(body);
  if (wrong !== undefined) return answerError(context, 400, 'InvalidBody', wrong);
  if (before.etag !== '' && isStale(before.etag, body['etag'], headers)) return answerStale(context);
  const { account, container, sasTtl } = body;
  const connection = textOf(body['connectionString'], readConnectionString);
  const changed: FileStorage = {
    id: before.id,
    account: typeof account === 'string' ? account : (connection?.account ?? before.account),
    connectionString: connection?.shown ?? before.connectionString,
    container: typeof container === 'string' ? container : before.container,
    sasTtl: typeof sasTtl === 'string' ? sasTtl : before.sasTtl,
    etag: makeEtag(context.crypto),
  };
  context.application.fileUploads.put(changed);
  return answerStorage(changed, state);
}

/** What is wrong is not repeated: it may be a secret in the wrong place. */
function findWrong(body: JsonObject): string | undefined {
  const { connectionString, container, sasTtl } = body;
  const wrong = findWrongTexts(body, ['account', 'connectionString', 'container', 'sasTtl']);
  if (wrong !== undefined) return wrong;
  if (typeof connectionString === 'string' && readConnectionString(connectionString) === undefined) {
    return 'connectionString must be that of a storage account: AccountName=…;AccountKey=….';
  }
  if (typeof container === 'string' && !isContainerName(container)) {
    return 'container has 3 to 63 letters in lower case, digits and single hyphens between them, and is no path of this cloud.';
  }
  const isTime = typeof sasTtl !== 'string' || isUploadTtl(sasTtl);
  return isTime ? undefined : 'sasTtl must be a duration of ISO 8601 from a minute to a day, such as PT1H.';
}

function textOf<Read>(value: unknown, read: (text: string) => Read): Read | undefined {
  return typeof value === 'string' ? read(value) : undefined;
}

function remove(context: CloudContext, storage: FileStorage, { headers }: RouteRequest): RestResponse {
  if (isStale(storage.etag, undefined, headers)) return answerStale(context);
  context.application.fileUploads.remove(storage.id);
  return answerNothing();
}

function answerStale(context: CloudContext): RestResponse {
  return answerError(context, 412, 'PreconditionFailed', 'The storage for files has changed since its etag was read.');
}

/** A change takes Azure a while, so that the answer to it says `pending`; here it is done when anybody asks again. */
type StorageState = 'pending' | 'succeeded';

function answerStorage({ id: _id, account, etag, ...storage }: FileStorage, state: StorageState): RestResponse {
  return answerJson(200, { ...(account === '' ? {} : { account }), ...storage, state, etag });
}
