import type { RestResponse } from '#core/ports/rest';
import type { CloudContext } from '../cloud-context.ts';
import type { StoredFile } from '../services/file-shelf.ts';
import type { Identity } from '../services/identity.ts';
import { answerError, answerJson, answerNothing } from './rest-response.ts';
import { withDevice, type Route, type RouteRequest } from './route.ts';

const FILES = '/_emu/devices/:id/files';
const FILE = `${FILES}/:name*`;

/** The files that a device uploaded, for its operator. */
export const emulatorDeviceFileRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: FILES,
    handle: withDevice((context, { id }) => answerJson(200, { value: context.files.list(id).map(describeFile) })),
  },
  { method: 'GET', path: FILE, handle: withDevice(downloadFile) },
  { method: 'DELETE', path: FILE, handle: withDevice(removeFile) },
];

function describeFile({ name, bytes, storedAt, notice }: StoredFile): object {
  return { name, size: bytes.length, storedAt, notice };
}

/** Whatever a device calls its file, a browser is to keep it and not to show it. */
function downloadFile(context: CloudContext, { id }: Identity, { params }: RouteRequest): RestResponse {
  const file = context.files.list(id).find(({ name }) => name === params['name']);
  if (file === undefined) return answerNoFile(context, params['name']);
  const name = encodeURIComponent(file.name.split('/').at(-1) ?? file.name);
  const headers = {
    'content-type': 'application/octet-stream',
    'content-disposition': `attachment; filename*=UTF-8''${name}`,
  };
  return { status: 200, headers, body: '', bytes: file.bytes };
}

function removeFile(context: CloudContext, { id }: Identity, { params }: RouteRequest): RestResponse {
  return context.files.remove(id, params['name'] ?? '') ? answerNothing() : answerNoFile(context, params['name']);
}

function answerNoFile(context: CloudContext, name = ''): RestResponse {
  return answerError(context, 404, 'NotFound', `The device has uploaded no file ${name}.`);
}
