import type { Json } from '#core/bytes/json';
import type { CloudContext } from '../cloud-context.ts';
import type { CommandRecord } from '../state/cloud-state.ts';
import type { Identity } from './identity.ts';
import { callMethod, type MethodOutcome, type MethodRequest } from './methods.ts';
import { makeGuid } from './random.ts';

/** Commands that are remembered per device, the newest ones. */
const COMMAND_HISTORY = 20;

/** How a command ended; one that was answered is remembered. */
export type CommandOutcome =
  | { readonly kind: 'answered'; readonly record: CommandRecord; readonly status: number; readonly response: Json }
  | Exclude<MethodOutcome, { readonly kind: 'answered' }>;

/** Calls a direct method for whoever asks, remembers it and tells the followers. */
export async function runCommand(
  context: CloudContext,
  identity: Identity,
  request: MethodRequest,
): Promise<CommandOutcome> {
  const { name, payload } = request;
  const outcome = await callMethod(context, identity, request);
  if (outcome.kind === 'timed-out') tellCommand(context, identity, name, 'timed-out', null);
  if (outcome.kind !== 'answered') return outcome;
  const { status, response } = outcome;
  const record: CommandRecord = {
    id: makeGuid(context.crypto),
    name,
    at: context.now(),
    request: payload ?? null,
    response,
    responseCode: status,
  };
  identity.state.commands = [record, ...identity.state.commands].slice(0, COMMAND_HISTORY);
  context.changed('identities', identity.id);
  tellCommand(context, identity, name, 'answered', status);
  return { kind: 'answered', record, status, response };
}

function tellCommand(
  context: CloudContext,
  identity: Identity,
  name: string,
  outcome: 'answered' | 'timed-out',
  status: number | null,
): void {
  context.events.tell({ type: 'command', at: context.clock.now(), deviceId: identity.id, name, outcome, status });
}
