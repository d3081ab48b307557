import { isJsonObject, type Json } from '#core/bytes/json';
import { encodeUtf8 } from '#core/bytes/text';
import type { RestResponse } from '#core/ports/rest';
import type { CloudContext } from '../cloud-context.ts';
import { UPLOAD_LIMIT } from '../services/file-shelf.ts';
import { placeOfFiles } from '../services/file-storage.ts';
import { HubFault, refuseArgument } from '../services/hub-fault.ts';
import type { Identity } from '../services/identity.ts';
import { answerHubFault } from './hub-service-answers.ts';
import { withHubIdentity } from './hub-service-route.ts';
import { answerJson, answerNothing } from './rest-response.ts';
import type { Route, RouteRequest } from './route.ts';

const FILES = '/devices/:id/files';
/** Longest name of a blob, with its device's ID. */
const NAME_LIMIT = 1024;

/** Where a device asks for a place to write a file to, and says how it went. */
export const hubDeviceFileRoutes: readonly Route[] = [
  { method: 'POST', path: FILES, handle: withHubIdentity('message', beginUpload) },
  { method: 'POST', path: `${FILES}/notifications`, handle: withHubIdentity('message', endUpload) },
  // As Microsoft's package for Node.js asks, in an older form.
  { method: 'POST', path: `${FILES}/notifications/:correlationId`, handle: withHubIdentity('message', endUpload) },
];

function beginUpload(context: CloudContext, identity: Identity, { body, headers }: RouteRequest): RestResponse {
  const refuse = (fault: HubFault): RestResponse => answerHubFault(context, fault, 'message');
  const name = isJsonObject(body) ? body['blobName'] : undefined;
  const { deviceId } = identity.state;
  if (!isFileName(name, deviceId)) {
    const limit = NAME_LIMIT - deviceId.length - 1;
    return refuse(refuseArgument(`blobName has 1 to ${limit} characters, none of them a control, and no part . or ..`));
  }
  const upload = context.files.open(deviceId, { ...placeOfFiles(context), name }, context.now());
  if (upload === undefined) {
    const message = `A device may have ${UPLOAD_LIMIT} uploads open at once. One ends when the device says how it went.`;
    return refuse(new HubFault('DeviceMaximumActiveFileUploadLimitExceeded', message));
  }
  const { correlationId, container, signature, expiresAt } = upload;
  const end = encodeURIComponent(new Date(expiresAt).toISOString());
  return answerJson(200, {
    correlationId,
    // Where the device reached the hub it reaches its files, too.
    hostName: headers['host'] ?? context.host,
    containerName: container,
    blobName: `${deviceId}/${upload.name}`,
    sasToken: `?sv=2018-03-28&sr=b&sig=${encodeURIComponent(signature)}&se=${end}&sp=rw`,
  });
}

function isFileName(name: Json | undefined, deviceId: string): name is string {
  if (typeof name !== 'string' || deviceId.length + 1 + name.length > NAME_LIMIT) return false;
  const parts = name.split('/').filter((part) => part !== '');
  // A client would take such parts out of the URL before it asks.
  const isReachable = parts.length > 0 && !parts.some((part) => part === '.' || part === '..');
  return isReachable && !/\p{Cc}/u.test(name) && encodeUtf8(name).length <= NAME_LIMIT * 3;
}

function endUpload(context: CloudContext, identity: Identity, { body, params }: RouteRequest): RestResponse {
  const refuse = (message: string): RestResponse => answerHubFault(context, refuseArgument(message), 'message');
  if (!isJsonObject(body)) return refuse('The body must be a JSON object.');
  const { correlationId = params['correlationId'], isSuccess, statusCode = 0, statusDescription = '' } = body;
  if (typeof correlationId !== 'string') return refuse('correlationId must be a string.');
  if (typeof isSuccess !== 'boolean') return refuse('isSuccess must be true or false.');
  const notice = {
    isSuccess,
    statusCode: typeof statusCode === 'number' ? statusCode : 0,
    statusDescription: typeof statusDescription === 'string' ? statusDescription : '',
  };
  if (context.files.close(identity.state.deviceId, correlationId, notice)) return answerNothing();
  return refuse(`The device has no upload ${correlationId} open.`);
}
