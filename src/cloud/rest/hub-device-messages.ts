import { decodeBase64 } from '#core/bytes/base64';
import { isJsonObject, memberOf, parseJson, type Json } from '#core/bytes/json';
import { decodeUtf8, encodeUtf8 } from '#core/bytes/text';
import type { RestResponse } from '#core/ports/rest';
import type { CloudContext } from '../cloud-context.ts';
import { HubFault, refuseArgument } from '../services/hub-fault.ts';
import type { Identity } from '../services/identity.ts';
import { lockMessage, settleMessage } from '../services/messages.ts';
import { storeTelemetry } from '../services/store-telemetry.ts';
import { measureTelemetry, TELEMETRY_LIMIT_BYTES } from '../services/telemetry.ts';
import { printMessageHeaders, readMessageBag } from './hub-device-headers.ts';
import { answerHubFault } from './hub-service-answers.ts';
import { withHubIdentity } from './hub-service-route.ts';
import { answerNothing } from './rest-response.ts';
import type { Route, RouteRequest } from './route.ts';

const EVENTS = '/devices/:id/messages/events';
const MESSAGES = '/devices/:id/messages/devicebound';
/** The type of a body that holds many messages. */
const BATCH_TYPE = /^application\/vnd\.microsoft\.iothub\.json\b/i;
/** Messages of one batch. */
const BATCH_LIMIT = 500;

/** Messages from and to a device over HTTPS. Those to it stand in the same queue as MQTT's, under the same locks. */
export const hubDeviceMessageRoutes: readonly Route[] = [
  { method: 'POST', path: EVENTS, takes: 'bytes', handle: withHubIdentity('message', takeMessages) },
  { method: 'GET', path: MESSAGES, handle: withHubIdentity('message', giveMessage) },
  {
    method: 'DELETE',
    path: `${MESSAGES}/:lock`,
    handle: withHubIdentity('message', (context, identity, request) => {
      return settle(context, identity, request, request.query.has('reject') ? 'rejected' : 'completed');
    }),
  },
  {
    method: 'POST',
    path: `${MESSAGES}/:lock/abandon`,
    handle: withHubIdentity('message', (context, identity, request) => {
      return settle(context, identity, request, 'abandoned');
    }),
  },
];

interface SentMessage {
  readonly payload: Uint8Array;
  readonly bagText: string;
}

/** All messages of a batch are taken, or none. */
function takeMessages(context: CloudContext, identity: Identity, request: RouteRequest): RestResponse {
  const { bytes, headers, headerNames } = request;
  const isBatch = BATCH_TYPE.test(headers['content-type'] ?? '');
  const messages = isBatch
    ? readBatch(bytes)
    : [{ payload: bytes, bagText: readMessageBag(spellNames(headers, headerNames)) }];
  if (messages instanceof HubFault) return answerHubFault(context, messages, 'message');
  const size = messages.reduce((sum, { payload, bagText }) => sum + measureTelemetry(payload, bagText), 0);
  if (size > TELEMETRY_LIMIT_BYTES) {
    const fault = new HubFault('MessageTooLarge', 'What a device sends at once must not exceed 256 KB.');
    return answerHubFault(context, fault, 'message');
  }
  for (const { payload, bagText } of messages) {
    storeTelemetry(context, identity, payload, { bagText, stamp: undefined });
  }
  return answerNothing();
}

/** Headers are told apart without case, application properties by it: their names come as they were sent. */
function spellNames(headers: RouteRequest['headers'], names: RouteRequest['headerNames']): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [names[name] ?? name, value]));
}

function readBatch(bytes: Uint8Array): readonly SentMessage[] | HubFault {
  const entries = parseJson(decodeUtf8(bytes) ?? '');
  if (!Array.isArray(entries) || entries.length === 0 || entries.length > BATCH_LIMIT) {
    return refuseArgument(`The body must be a JSON array of 1 to ${BATCH_LIMIT} messages.`);
  }
  const messages = (entries as readonly Json[]).map(readBatched);
  const read = messages.filter((message) => message !== undefined);
  if (read.length === messages.length) return read;
  const number = messages.indexOf(undefined) + 1;
  return refuseArgument(`Message ${number} needs a body, which is base64, and properties, which are texts, if any.`);
}

function readBatched(entry: Json): SentMessage | undefined {
  const [body, properties = null] = [memberOf(entry, 'body'), memberOf(entry, 'properties')];
  if (typeof body !== 'string') return undefined;
  const payload = memberOf(entry, 'base64Encoded') === false ? encodeUtf8(body) : decodeBase64(body);
  const named = properties ?? {};
  if (payload === undefined || !isJsonObject(named) || !isTexts(named)) return undefined;
  return { payload, bagText: readMessageBag(named) };
}

function isTexts(object: Readonly<Record<string, Json>>): object is Readonly<Record<string, string>> {
  return Object.values(object).every((value) => typeof value === 'string');
}

function giveMessage(context: CloudContext, identity: Identity): RestResponse {
  const locked = lockMessage(context, identity);
  if (locked === undefined) return answerNothing();
  const { lockToken, message } = locked;
  const headers = printMessageHeaders(identity.state.deviceId, lockToken, message);
  return { status: 200, headers: { ...headers, 'content-type': 'application/octet-stream' }, body: message.body };
}

function settle(
  context: CloudContext,
  identity: Identity,
  { params }: RouteRequest,
  how: Parameters<typeof settleMessage>[3],
): RestResponse {
  // Clients put the ETag into the path, some with its quotes.
  const lockToken = (params['lock'] ?? '').replace(/^"(.*)"$/s, '$1');
  if (settleMessage(context, identity, lockToken, how)) return answerNothing();
  const message = 'The lock of this message is not there, or is no longer.';
  return answerHubFault(context, new HubFault('DeviceMessageLockLost', message), 'message');
}
