import { encodeUtf8 } from '#core/bytes/text';
import type { Json } from '#core/bytes/json';
import type { CloudContext } from '../cloud-context.ts';
import type { CommandRecord } from '../state/cloud-state.ts';
import type { CommandEnd } from '../state/template-state.ts';
import type { Identity } from './identity.ts';
import { enqueueMessage, fitsTopic, MESSAGE_LIMIT_BYTES } from './messages.ts';
import { callMethod, type MethodOutcome, type MethodRequest } from './methods.ts';
import { makeGuid } from './random.ts';

/** Commands that are remembered per device, the newest ones. */
const COMMAND_HISTORY = 20;

/** How a command ended; each is remembered. */
export type CommandOutcome =
  | { readonly kind: 'answered'; readonly record: CommandRecord; readonly status: number; readonly response: Json }
  | Exclude<MethodOutcome, { readonly kind: 'answered' }>;

/** Calls a direct method for whoever asks, remembers it and tells the followers. */
export async function runCommand(
  context: CloudContext,
  identity: Identity,
  request: MethodRequest,
): Promise<CommandOutcome> {
  const outcome = await callMethod(context, identity, request);
  const answer = outcome.kind === 'answered' ? outcome : { status: null, response: null };
  const record = remember(context, identity, {
    name: request.name,
    request: request.payload ?? null,
    outcome: outcome.kind,
    response: answer.response,
    responseCode: answer.status,
  });
  return outcome.kind === 'answered' ? { ...outcome, record } : outcome;
}

/** A command that waits for its device lives for a day ("Offline commands" in the documentation of IoT Central). */
export const OFFLINE_COMMAND_TTL_SECONDS = 86_400;

/** How a command for a device that may be offline was taken. */
export type QueueOutcome =
  | { readonly kind: 'queued'; readonly record: CommandRecord }
  | { readonly kind: 'queue-full' }
  | { readonly kind: 'too-large' };

/**
 * Sends a command as a message, which waits for the device and has no answer. The device knows it by the property
 * `method-name`.
 */
export function queueCommand(
  context: CloudContext,
  identity: Identity,
  { name, payload }: Pick<MethodRequest, 'name' | 'payload'>,
): QueueOutcome {
  const enqueuedAt = context.now();
  const message = {
    messageId: makeGuid(context.crypto),
    body: payload === undefined ? '' : JSON.stringify(payload),
    properties: { 'iothub-ack': 'none', 'method-name': name },
    enqueuedAt,
    expiresAt: enqueuedAt + OFFLINE_COMMAND_TTL_SECONDS * 1000,
  };
  const isTooLarge = encodeUtf8(message.body).length > MESSAGE_LIMIT_BYTES || !fitsTopic(identity, message);
  if (isTooLarge) return { kind: 'too-large' };
  if (!enqueueMessage(context, identity, message)) return { kind: 'queue-full' };
  const done = { outcome: 'queued', response: null, responseCode: null } as const;
  return { kind: 'queued', record: remember(context, identity, { name, request: payload ?? null, ...done }) };
}

function remember(context: CloudContext, identity: Identity, command: Omit<CommandRecord, 'id' | 'at'>): CommandRecord {
  const record = { id: makeGuid(context.crypto), at: context.now(), ...command };
  identity.state.commands = [record, ...identity.state.commands].slice(0, COMMAND_HISTORY);
  context.changed('identities', identity.id);
  tellCommand(context, identity, command.name, command.outcome, command.responseCode);
  return record;
}

function tellCommand(
  context: CloudContext,
  identity: Identity,
  name: string,
  outcome: CommandEnd,
  status: number | null,
): void {
  context.events.tell({ type: 'command', at: context.clock.now(), deviceId: identity.id, name, outcome, status });
}
