import type { Json, JsonObject } from '#core/bytes/json';
import { encodeUtf8 } from '#core/bytes/text';
import type { RestResponse } from '#core/ports/rest';
import type { CloudContext } from '../cloud-context.ts';
import { queueCommand, runCommand, type QueueOutcome } from '../services/commands.ts';
import { QUEUE_LIMIT } from '../services/messages.ts';
import { METHOD_LIMIT_BYTES, type MethodOutcome, type MethodRequest } from '../services/methods.ts';
import { commandOf, findCapabilities } from '../services/template-capabilities.ts';
import type { CommandRecord } from '../state/cloud-state.ts';
import { forTargets, type Target } from './central-target.ts';
import { answerError, answerJson } from './rest-response.ts';
import { withBody, type Route, type RouteRequest } from './route.ts';

/**
 * Commands of devices, modules and their components, as in IoT Central. A component's command is called
 * `component*command` on the wire, and may be called so here, too.
 */
export const centralCommandRoutes: readonly Route[] = [
  ...forTargets('POST', '/commands/:name', answerCommand),
  ...forTargets('GET', '/commands/:name', listCommands),
];

function answerCommand(
  context: CloudContext,
  target: Target,
  request: RouteRequest,
): RestResponse | Promise<RestResponse> {
  const name = nameMethod(target, request);
  const refused = refuseUnknown(context, target, name);
  if (refused !== undefined) return refused;
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
    return callAndAnswer(context, target, {
      name,
      payload: body['request'],
      connectTimeoutMs: connectionTimeout * 1000,
      responseTimeoutMs: responseTimeout * 1000,
    });
  };
  return request.body === undefined ? call(context, {}) : withBody(call)(context, request);
}

function nameMethod({ component }: Target, { params }: RouteRequest): string {
  const { name = '' } = params;
  return component === null ? name : `${component}*${name}`;
}

/** Answers 404 for a command that the template does not have; without a template, every name goes out. */
function refuseUnknown(context: CloudContext, target: Target, name: string): RestResponse | undefined {
  if (context.settings.outsideTemplate === 'accepted' || target.capabilities.kind === 'free') return undefined;
  if (findCommand(context, target, name) !== undefined) return undefined;
  return answerError(context, 404, 'NotFound', `The template of the device has no command ${name.replace('*', '.')}.`);
}

function findCommand(context: CloudContext, { identity }: Target, method: string): ReturnType<typeof commandOf> {
  const [first = '', second] = method.split(/\*(.*)/s);
  const component = second === undefined ? null : first;
  return commandOf(findCapabilities(context, identity, component), second ?? first);
}

async function callAndAnswer(context: CloudContext, target: Target, request: MethodRequest): Promise<RestResponse> {
  const { identity } = target;
  // Messages go to devices, not to their modules.
  if (identity.state.moduleId === undefined && findCommand(context, target, request.name)?.durable === true) {
    return answerQueued(context, queueCommand(context, identity, request));
  }
  const outcome = await runCommand(context, identity, request);
  return outcome.kind === 'answered'
    ? answerJson(201, describeCommand(outcome.record))
    : answerFailure(context, outcome);
}

function answerQueued(context: CloudContext, outcome: QueueOutcome): RestResponse {
  switch (outcome.kind) {
    case 'queued':
      return answerJson(201, describeCommand(outcome.record));
    case 'queue-full': {
      const message = `The device has ${QUEUE_LIMIT} messages waiting, which is the limit.`;
      return answerError(context, 403, 'DeviceMaximumQueueDepthExceeded', message);
    }
    case 'too-large':
      return answerError(context, 413, 'MessageTooLarge', 'The request of an offline command must not exceed 64 KB.');
  }
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

/** The newest first, those that failed and those that wait for the device included. */
function listCommands(_context: CloudContext, target: Target, request: RouteRequest): RestResponse {
  const wanted = nameMethod(target, request);
  const records = target.identity.state.commands.filter(({ name }) => name === wanted);
  return answerJson(200, { value: records.map(describeCommand) });
}

/** A command that the device did not answer has no response. */
function describeCommand({ id, request, outcome, response, responseCode }: CommandRecord): object {
  return outcome === 'answered' ? { id, request, response, responseCode } : { id, request };
}

function isSeconds(value: Json, least: number, most: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most;
}
