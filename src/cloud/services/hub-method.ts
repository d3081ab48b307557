import { isJsonObject, type Json, type JsonObject } from '#core/bytes/json';
import { encodeUtf8 } from '#core/bytes/text';
import type { CloudContext } from '../cloud-context.ts';
import { runCommand, type CommandOutcome } from './commands.ts';
import { HubFault, refuseArgument } from './hub-fault.ts';
import type { Identity } from './identity.ts';
import { METHOD_LIMIT_BYTES, type MethodRequest } from './methods.ts';

const NAME_LIMIT = 100;

/** What a device answered to a direct method. */
export interface MethodAnswer {
  readonly status: number;
  readonly payload: Json;
}

/** Calls a direct method for a back end. */
export async function invokeMethod(
  context: CloudContext,
  identity: Identity,
  request: MethodRequest,
): Promise<MethodAnswer | HubFault> {
  const outcome = await runCommand(context, identity, request);
  if (outcome.kind !== 'answered') return describeFailure(outcome);
  return { status: outcome.status, payload: outcome.response };
}

/** Reads the body of a request that calls a method, or says what is wrong with it. */
export function readMethodRequest(context: CloudContext, body: Json | undefined): MethodRequest | HubFault {
  if (!isJsonObject(body)) return refuseArgument('The body must be a JSON object.');
  const { methodName, payload } = body;
  if (typeof methodName !== 'string' || methodName === '' || methodName.length > NAME_LIMIT) {
    return refuseArgument(`methodName must be a string of 1 to ${NAME_LIMIT} characters.`);
  }
  const response = readSeconds(body, 'responseTimeoutInSeconds', context.settings.methodTimeoutSeconds);
  if (response < 5 || response > 300) return refuseArgument('responseTimeoutInSeconds must be 5 to 300.');
  const connect = readSeconds(body, 'connectTimeoutInSeconds', 0);
  if (connect < 0 || connect > 300) return refuseArgument('connectTimeoutInSeconds must be 0 to 300.');
  if (encodeUtf8(JSON.stringify(payload ?? null)).length > METHOD_LIMIT_BYTES) {
    return new HubFault('MessageTooLarge', 'The payload of a method must not exceed 128 KB.');
  }
  return { name: methodName, payload, responseTimeoutMs: response * 1000, connectTimeoutMs: connect * 1000 };
}

/** Gives -1 for what is no whole number. */
function readSeconds(body: JsonObject, name: string, otherwise: number): number {
  const value = body[name] ?? otherwise;
  return typeof value === 'number' && Number.isInteger(value) ? value : -1;
}

function describeFailure({ kind }: Exclude<CommandOutcome, { readonly kind: 'answered' }>): HubFault {
  switch (kind) {
    case 'not-online':
      return new HubFault('DeviceNotOnline', 'Timed out waiting for device to connect.');
    case 'connection-lost':
      return new HubFault('DeviceConnectionClosedRemotely', 'The device hung up before it answered.');
    case 'timed-out':
      return new HubFault('GatewayTimeout', 'Timed out waiting for the response from device.');
  }
}
