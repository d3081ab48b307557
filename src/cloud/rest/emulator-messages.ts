import { isJsonObject, type Json, type JsonObject } from '#core/bytes/json';
import { encodeUtf8 } from '#core/bytes/text';
import { quoteInput } from '#core/identity/quote-input';
import type { RestResponse } from '#core/ports/rest';
import type { CloudContext } from '../cloud-context.ts';
import { OFFLINE_COMMAND_TTL_SECONDS } from '../services/commands.ts';
import type { Identity } from '../services/identity.ts';
import { isAck } from '../services/message-feedback.ts';
import { enqueueMessage, fitsTopic, MESSAGE_LIMIT_BYTES, QUEUE_LIMIT } from '../services/messages.ts';
import { makeGuid } from '../services/random.ts';
import { answerError, answerJson } from './rest-response.ts';
import { withBody, withIdentity, type Route, type RouteRequest } from './route.ts';

/** Messages to a device, for which neither IoT Central nor the hub has REST. */
export const emulatorMessageRoutes: readonly Route[] = [
  { method: 'POST', path: '/_emu/devices/:id/messages', handle: withIdentity(sendMessage) },
];

const LONGEST_TTL_SECONDS = 172_800;
const TEXTS = ['messageId', 'contentType', 'contentEncoding', 'methodName'] as const;
const NAMES: readonly string[] = ['body', ...TEXTS, 'ack', 'properties', 'expirySeconds'];

function sendMessage(
  context: CloudContext,
  identity: Identity,
  request: RouteRequest,
): RestResponse | Promise<RestResponse> {
  return withBody((_context, body) => {
    const wrong = findWrong(identity, body);
    if (wrong !== undefined) return answerError(context, 400, 'InvalidBody', wrong);
    const text = printBody(body['body']);
    if (encodeUtf8(text).length > MESSAGE_LIMIT_BYTES) {
      return answerError(context, 413, 'MessageTooLarge', 'A message to a device must not exceed 64 KB.');
    }
    const now = context.now();
    const expiresAt = now + ttlSeconds(context, body) * 1000;
    const messageId = textOf(body['messageId']) ?? makeGuid(context.crypto);
    const properties = collectProperties(body, expiresAt);
    const queued = { messageId, body: text, properties, enqueuedAt: now, expiresAt };
    if (!fitsTopic(identity, queued)) {
      const message = 'The ID and the properties of a message must fit into its topic, percent-encoded: 65,535 bytes.';
      return answerError(context, 413, 'MessageTooLarge', message);
    }
    if (!enqueueMessage(context, identity, queued)) {
      const message = `The device has ${QUEUE_LIMIT} messages waiting, which is the limit.`;
      return answerError(context, 403, 'DeviceMaximumQueueDepthExceeded', message);
    }
    return answerJson(201, { messageId });
  })(context, request);
}

function ttlSeconds(context: CloudContext, body: JsonObject): number {
  const otherwise = body['methodName'] === undefined ? context.settings.messageTtlSeconds : OFFLINE_COMMAND_TTL_SECONDS;
  return typeof body['expirySeconds'] === 'number' ? body['expirySeconds'] : otherwise;
}

/** In the order in which they stand in the topic. */
function collectProperties(body: JsonObject, expiresAt: number): Record<string, string> {
  const contentType = textOf(body['contentType']);
  const contentEncoding = textOf(body['contentEncoding']);
  const methodName = textOf(body['methodName']);
  const ack = textOf(body['ack']) ?? (methodName === undefined ? undefined : 'none');
  return {
    ...(body['expirySeconds'] === undefined ? {} : { '$.exp': new Date(expiresAt).toISOString() }),
    ...(contentType === undefined ? {} : { '$.ct': contentType }),
    ...(contentEncoding === undefined ? {} : { '$.ce': contentEncoding }),
    ...(ack === undefined ? {} : { 'iothub-ack': ack }),
    ...((body['properties'] ?? {}) as Record<string, string>),
    ...(methodName === undefined ? {} : { 'method-name': methodName }),
  };
}

function findWrong(identity: Identity, body: JsonObject): string | undefined {
  if (identity.state.moduleId !== undefined) return 'Messages go to devices, not to their modules.';
  const unknown = Object.keys(body).find((name) => !NAMES.includes(name));
  if (unknown !== undefined) return `A message has no ${quoteInput(unknown)}; it has ${NAMES.join(', ')}.`;
  const text = TEXTS.find((name) => body[name] !== undefined && typeof body[name] !== 'string');
  if (text !== undefined) return `${text} must be a string.`;
  const { properties = {}, expirySeconds = 1 } = body;
  if (!isJsonObject(properties) || Object.values(properties).some((value) => typeof value !== 'string')) {
    return 'properties must be an object of strings.';
  }
  const acks = [body['ack'], properties['iothub-ack']].filter((ack) => ack !== undefined);
  if (!acks.every((ack) => typeof ack === 'string' && isAck(ack)))
    return 'ack must be none, positive, negative or full.';
  if (Object.keys(properties).some((name) => name.startsWith('$.')))
    return 'Names that begin with $. are the hub’s own.';
  const inRange = typeof expirySeconds === 'number' && expirySeconds > 0 && expirySeconds <= LONGEST_TTL_SECONDS;
  return inRange ? undefined : `expirySeconds must be more than 0 and at most ${LONGEST_TTL_SECONDS}.`;
}

/** A text goes out as it is, all other JSON as JSON. */
function printBody(body: Json | undefined): string {
  if (body === undefined) return '';
  return typeof body === 'string' ? body : JSON.stringify(body);
}

function textOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
