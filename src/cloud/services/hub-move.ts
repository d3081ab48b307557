import { makeAttempt } from '../attempts.ts';
import type { CloudContext } from '../cloud-context.ts';
import type { HubNumber } from '../state/cloud-state.ts';
import { hangUp, tellDevice, withModules } from './device-control.ts';
import { touchIdentity } from './device-state.ts';
import type { Identity } from './identity.ts';

/**
 * Moves a device with its modules to one of the two hubs. Their connections end, the hub that they had answers as for a
 * disabled device, and DPS tells the new one when the device registers again. Does nothing to one that is there.
 */
export function moveDevice(context: CloudContext, device: Identity, hub: HubNumber): void {
  if (device.state.hub === hub) return;
  for (const identity of withModules(context, device)) {
    identity.state.hub = hub;
    touchIdentity(context, identity.state);
    tellDevice(context, identity, 'changed');
  }
  hangUp(context, device, makeAttempt('moved-while-connected', { hub: context.hubs[hub] }, 403012));
}
