import { decodeUtf8 } from '#core/bytes/text';
import type { RestRequest, RestResponse } from '#core/ports/rest';
import type { CloudContext } from '../cloud-context.ts';
import { FILE_LIMIT_BYTES, type FileUpload } from '../services/file-shelf.ts';
import { FILE_CONTAINER, isContainerSpelling } from '../services/file-storage.ts';
import { makeEtag, makeGuid } from '../services/random.ts';
import type { Dialect, RequestFault } from './dialect.ts';
import type { RouteRequest } from './route.ts';

const FILE = '/:container/:id/:name*';
/** Blocks that one blob may have. */
const BLOCK_LIMIT = 50_000;

/** As much of Azure's blob storage as a device writes its file with: Put Blob, and Put Block with Put Block List. */
export const blobDialect: Dialect = {
  serves: isFilePath,
  routes: [{ method: 'PUT', path: FILE, takes: 'bytes', limitBytes: limitOf, handle: write }],
  // What lets a client write stands in the URL, and is looked at with the file that it is for.
  authorize: async () => undefined,
  refuse,
};

/**
 * Only writing is served in containers of other names than ours, of which there can be any: all else there is the app's,
 * and `registrations` in the second place is DPS's.
 */
function isFilePath(parts: readonly string[], method: RestRequest['method']): boolean {
  const [container = '', id = ''] = parts.map((part) => part.toLowerCase());
  if (container === FILE_CONTAINER) return true;
  const isWriting = method === 'PUT' || method === 'OPTIONS';
  return isWriting && parts.length > 2 && id !== 'registrations' && isContainerSpelling(container);
}

/** Whoever has no upload open may not send much. */
function limitOf(context: CloudContext, request: Pick<RouteRequest, 'params' | 'query'>): number | undefined {
  return findUpload(context, request) === undefined ? undefined : FILE_LIMIT_BYTES;
}

function findUpload(
  context: CloudContext,
  { params, query }: Pick<RouteRequest, 'params' | 'query'>,
): FileUpload | undefined {
  const { container = '', id = '', name = '' } = params;
  return context.files.findOpen(id, { container, name }, query.get('sig') ?? '', context.now());
}

function write(context: CloudContext, request: RouteRequest): RestResponse {
  const upload = findUpload(context, request);
  if (upload === undefined) return answerBlobError(context, 403, 'AuthenticationFailed', WRONG_SIGNATURE);
  switch (request.query.get('comp')) {
    case null:
      return putBlob(context, upload, request);
    case 'block':
      return putBlock(context, upload, request);
    case 'blocklist':
      return putBlockList(context, upload, request);
    default:
      return answerBlobError(context, 400, 'InvalidQueryParameterValue', 'comp is block or blocklist, or not there.');
  }
}

const WRONG_SIGNATURE = 'The signature of the URL is not, or no longer, that of an upload of this file.';

function putBlob(context: CloudContext, upload: FileUpload, { bytes, headers }: RouteRequest): RestResponse {
  const type = headers['x-ms-blob-type'];
  if (type === undefined) {
    return answerBlobError(context, 400, 'MissingRequiredHeader', 'x-ms-blob-type is missing: it is BlockBlob.');
  }
  if (type !== 'BlockBlob') {
    return answerBlobError(context, 400, 'InvalidHeaderValue', 'The local cloud keeps blobs of the type BlockBlob.');
  }
  context.files.store(upload, bytes, context.now());
  return answerCreated(context, upload);
}

function putBlock(context: CloudContext, upload: FileUpload, { bytes, query }: RouteRequest): RestResponse {
  const blockId = query.get('blockid') ?? '';
  if (blockId === '') {
    return answerBlobError(context, 400, 'InvalidQueryParameterValue', 'blockid is missing.');
  }
  if (context.files.storePart(upload, blockId, bytes)) return answerWritten(context);
  const message = `A file of the local cloud has at most ${FILE_LIMIT_BYTES} bytes.`;
  return answerBlobError(context, 413, 'RequestBodyTooLarge', message);
}

function putBlockList(context: CloudContext, upload: FileUpload, { bytes }: RouteRequest): RestResponse {
  const text = decodeUtf8(bytes) ?? '';
  if (!/<BlockList\b/.test(text)) {
    return answerBlobError(context, 400, 'InvalidXmlDocument', 'The body must be a BlockList.');
  }
  const ids = [...text.matchAll(/<(Latest|Uncommitted|Committed)>([^<]*)<\/\1>/g)].map(([, , id = '']) => id.trim());
  if (ids.length > BLOCK_LIMIT) {
    return answerBlobError(context, 400, 'BlockListTooLong', `A list has at most ${BLOCK_LIMIT} blocks.`);
  }
  if (context.files.joinParts(upload, ids, context.now())) return answerCreated(context, upload);
  return answerBlobError(context, 400, 'InvalidBlockList', 'The list names a block that was not put, or is too large.');
}

function answerCreated(context: CloudContext, { deviceId, name }: FileUpload): RestResponse {
  const [file] = context.files.list(deviceId);
  const size = file?.bytes.length ?? 0;
  context.events.tell({ type: 'file', at: context.clock.now(), deviceId, name, size });
  const answer = answerWritten(context);
  return { ...answer, headers: { ...answer.headers, etag: `"${makeEtag(context.crypto)}"` } };
}

function answerWritten(context: CloudContext): RestResponse {
  const headers = { 'x-ms-request-id': makeGuid(context.crypto), 'x-ms-request-server-encrypted': 'false' };
  return { status: 201, headers, body: '' };
}

function refuse(context: CloudContext, fault: RequestFault, { method }: RestRequest): RestResponse {
  switch (fault) {
    case 'method':
      return answerBlobError(context, 405, 'UnsupportedHttpVerb', `${method} is not for files: a device writes them.`);
    case 'not-kept':
    case 'unauthorized':
    case 'no-such-path':
    case 'path-encoding':
    case 'body':
      return answerBlobError(context, 400, 'InvalidUri', 'The URL is not that of a file of a device.');
  }
}

/** Blob storage tells what is wrong in XML. */
function answerBlobError(context: CloudContext, status: number, code: string, message: string): RestResponse {
  const headers = {
    'content-type': 'application/xml',
    'x-ms-error-code': code,
    'x-ms-request-id': makeGuid(context.crypto),
  };
  const body = `<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  return { status, headers, body };
}
