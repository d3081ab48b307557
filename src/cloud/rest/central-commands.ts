import type { Json, JsonObject } from '#core/bytes/json';
import { encodeUtf8 } from '#core/bytes/text';
import type { RestResponse } from '#core/ports/rest';
import type { CloudContext } from '../cloud-context.ts';
import { runCommand } from '../services/commands.ts';
import type { Identity } from '../services/identity.ts';
import { METHOD_LIMIT_BYTES, type MethodOutcome } from '../services/methods.ts';
import type { CommandRecord } from '../state/cloud-state.ts';
import { answerError, answerJson } from './rest-response.ts';
import { withBody, withIdentity, type Route, type RouteRequest } from './route.ts';

/** Commands, as in IoT Central. A component's command is called `component*command`. */
export const centralCommandRoutes: readonly Route[] = [
  { method: 'POST', path: '/api/devices/:id/commands/:name', handle: withIdentity(answerCommand) },
  { method: 'GET', path: '/api/devices/:id/commands/:name', handle: withIdentity(listCommands) },
];

function answerCommand(
  context: CloudContext,
  identity: Identity,
  request: RouteRequest,
): RestResponse | Promise<RestResponse> {
  const call = (_context: CloudContext, body: JsonObject): RestResponse | Promise<RestResponse> => {
    const { connectionTimeout = 0, responseTimeout = context.settings.methodTimeoutSeconds } = body;
    if (!isSeconds(connectionTimeout, 0, 300)) {
      return answerError(context, 400, 'InvalidBody', 'connectionTimeout must be 0 to 300 seconds.');
    }
    if (!isSeconds(responseTimeout, 5, 300)) {
      return answerError(context, 400, 'InvalidBody', 'responseTimeout must be 5 to 300 seconds.');
    }
    if (encodeUtf8(JSON.stringify(body['request'] ?? null)).length > METHOD_LIMIT_BYTES) {
      return answerError(context, 413, 'MessageTooLarge', 'The request of a command must not exceed 128 KB.');
    }
    return callAndAnswer(context, identity, request.params['name'] ?? '', body['request'], {
      connectTimeoutMs: connectionTimeout * 1000,
      responseTimeoutMs: responseTimeout * 1000,
    });
  };
  return request.body === undefined ? call(context, {}) : withBody(call)(context, request);
}

async function callAndAnswer(
  context: CloudContext,
  identity: Identity,
  name: string,
  payload: Json | undefined,
  timeouts: { readonly connectTimeoutMs: number; readonly responseTimeoutMs: number },
): Promise<RestResponse> {
  const outcome = await runCommand(context, identity, { name, payload, ...timeouts });
  return outcome.kind === 'answered'
    ? answerJson(201, describeCommand(outcome.record))
    : answerFailure(context, outcome);
}

function answerFailure(
  context: CloudContext,
  outcome: Exclude<MethodOutcome, { readonly kind: 'answered' }>,
): RestResponse {
  switch (outcome.kind) {
    case 'not-online':
      return answerError(context, 404, 'NotFound', 'Could not connect to device in order to send command.');
    case 'connection-lost':
      return answerError(context, 404, 'DeviceConnectionClosedRemotely', 'The device hung up before it answered.');
    case 'timed-out':
      return answerError(context, 504, 'GatewayTimeout', 'The device did not answer the command in time.');
  }
}

function listCommands(_context: CloudContext, identity: Identity, request: RouteRequest): RestResponse {
  const records = identity.state.commands.filter(({ name }) => name === request.params['name']);
  return answerJson(200, { value: records.map(describeCommand) });
}

function describeCommand({ id, request, response, responseCode }: CommandRecord): object {
  return { id, request, response, responseCode };
}

function isSeconds(value: Json, least: number, most: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most;
}
