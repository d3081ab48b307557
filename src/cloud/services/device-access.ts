import { makeAttempt } from '../attempts.ts';
import type { CloudContext } from '../cloud-context.ts';
import { hangUp, setEnabled, tellDevice } from './device-control.ts';
import { touchIdentity } from './device-state.ts';
import type { Identity } from './identity.ts';

/** Approves a device that waits; it is let in when it registers again. Does nothing to one that is approved. */
export function approveDevice(context: CloudContext, identity: Identity): void {
  if (identity.state.approval === 'approved') return;
  identity.state.approval = 'approved';
  touchIdentity(context, identity.state);
  tellDevice(context, identity, 'changed');
}

/** Blocks a device: its connections are closed, DPS and the hub refuse it. Does nothing to one that is blocked. */
export function blockDevice(context: CloudContext, identity: Identity): void {
  if (identity.state.enabled) setEnabled(context, identity, false);
}

/** Takes a block away; the device is again what it was, so one that waited waits. */
export function unblockDevice(context: CloudContext, identity: Identity): void {
  if (!identity.state.enabled) setEnabled(context, identity, true);
}

/**
 * Takes a device back to Registered: not blocked, and without a hub until it registers through DPS again. Its twin, its
 * messages and its approval stay. Only for devices that DPS knows.
 */
export function resetDevice(context: CloudContext, identity: Identity): void {
  const { state } = identity;
  unblockDevice(context, identity);
  state.provisioned = false;
  touchIdentity(context, state);
  tellDevice(context, identity, 'changed');
  context.operations.delete((state.registrationId ?? state.deviceId).toLowerCase());
  hangUp(context, identity, makeAttempt('reset-while-connected', {}, 404001));
}
