import type { CloudContext } from '../cloud-context.ts';
import type { Identity } from './identity.ts';
import { describeTelemetry, type TelemetryMessage } from './telemetry.ts';

/** Keeps a message of a device or module, by whatever road it came, and tells the followers. */
export function storeTelemetry(
  { clock, events, settings }: CloudContext,
  identity: Identity,
  payload: Uint8Array,
  { bagText, stamp }: Pick<TelemetryMessage, 'bagText' | 'stamp'>,
): void {
  const at = clock.now();
  // A copy: the payload is a view of the socket's bytes, and as one would keep them all.
  const message = { at, payload: payload.slice(), bagText, stamp };
  identity.telemetry.add(message, settings.telemetryKept);
  identity.lastActivityAt = at;
  if (!events.followed) return;
  events.tell({ type: 'telemetry', deviceId: identity.id, ...describeTelemetry(message) });
}
