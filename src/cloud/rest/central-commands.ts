import type { Json, JsonObject } from '#core/bytes/json';
import { encodeUtf8 } from '#core/bytes/text';
import type { RestResponse } from '#core/ports/rest';
import type { CloudContext } from '../cloud-context.ts';
import type { Identity } from '../services/identity.ts';
import { callMethod, METHOD_LIMIT_BYTES, type MethodOutcome } from '../services/methods.ts';
import { makeGuid } from '../services/random.ts';
import type { CommandRecord } from '../state/cloud-state.ts';
import { answerError, answerJson } from './rest-response.ts';
import { withBody, withIdentity, type Route, type RouteRequest } from './route.ts';

/** Commands that are remembered per device, the newest ones. */
const COMMAND_HISTORY = 20;

/** Commands, as in IoT Central. A component's command is called `component*command`. */
export const centralCommandRoutes: readonly Route[] = [
  { method: 'POST', path: '/api/devices/:id/commands/:name', handle: withIdentity(runCommand) },
  { method: 'GET', path: '/api/devices/:id/commands/:name', handle: withIdentity(listCommands) },
];

function runCommand(
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
  const outcome = await callMethod(context, identity, { name, payload, ...timeouts });
  if (outcome.kind !== 'answered') return answerFailure(context, identity, name, outcome);
  const record: CommandRecord = {
    id: makeGuid(context.crypto),
    name,
    at: context.now(),
    request: payload ?? null,
    response: outcome.response,
    responseCode: outcome.status,
  };
  identity.state.commands = [record, ...identity.state.commands].slice(0, COMMAND_HISTORY);
  context.changed();
  tellCommand(context, identity, name, 'answered', outcome.status);
  return answerJson(201, describeCommand(record));
}

function answerFailure(
  context: CloudContext,
  identity: Identity,
  name: string,
  outcome: Exclude<MethodOutcome, { readonly kind: 'answered' }>,
): RestResponse {
  switch (outcome.kind) {
    case 'not-online':
      return answerError(context, 404, 'NotFound', 'Could not connect to device in order to send command.');
    case 'connection-lost':
      return answerError(context, 404, 'DeviceConnectionClosedRemotely', 'The device hung up before it answered.');
    case 'timed-out':
      tellCommand(context, identity, name, 'timed-out', null);
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

function tellCommand(
  context: CloudContext,
  identity: Identity,
  name: string,
  outcome: 'answered' | 'timed-out',
  status: number | null,
): void {
  context.events.tell({
    type: 'command',
    at: context.clock.now(),
    deviceId: identity.id,
    name,
    outcome,
    status,
  });
}

function isSeconds(value: Json, least: number, most: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most;
}
