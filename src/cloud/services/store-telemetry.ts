import { makeAttempt } from '../attempts.ts';
import { logAttempt, type CloudContext } from '../cloud-context.ts';
import type { Identity } from './identity.ts';
import { describeTelemetry, type TelemetryMessage } from './telemetry.ts';
import { takesTelemetry } from './template-assignment.ts';

/**
 * Keeps a message of a device or module, by whatever road it came, and tells the followers; drops it where the settings
 * block the data of unassigned devices, of which the device learns nothing.
 */
export function storeTelemetry(
  context: CloudContext,
  identity: Identity,
  payload: Uint8Array,
  { bagText, stamp }: Pick<TelemetryMessage, 'bagText' | 'stamp'>,
): void {
  if (!takesTelemetry(context, identity)) return tellDropped(context, identity);
  const { clock, events, settings } = context;
  const at = clock.now();
  const message = { at, payload, bagText, stamp };
  identity.telemetry.add(message, settings.telemetryKept);
  identity.lastActivityAt = at;
  if (!events.followed) return;
  events.tell({ type: 'telemetry', deviceId: identity.id, ...describeTelemetry(message) });
}

/** Of each device, the connection whose dropped messages the log has told of; null for requests over HTTPS. */
const told = new WeakMap<Identity, Identity['connection'] | null>();

/** Writes one line for a connection, not one for each message. */
function tellDropped(context: CloudContext, identity: Identity): void {
  const { connection } = identity;
  const teller = connection ?? null;
  if (told.get(identity) === teller) return;
  told.set(identity, teller);
  const facts = connection?.facts ?? { road: 'http' as const, remote: '' };
  logAttempt(context, { service: 'hub', identity: identity.id, facts }, 'refused', makeAttempt('unassigned-data', {}));
}
