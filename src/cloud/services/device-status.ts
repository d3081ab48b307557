import type { IdentityState } from '../state/cloud-state.ts';

/** The one word that IoT Central's list of devices has for a device ("Device status values" in its documentation). */
export type DeviceStatus = 'blocked' | 'waiting' | 'unassociated' | 'registered' | 'provisioned';

type Facts = Pick<IdentityState, 'enabled' | 'approval' | 'provisioned' | 'template' | 'moduleId'>;

/**
 * Gives a device's word. Whether it may come, whether it has a hub and whether it has a template are separate facts; the
 * first that asks for somebody's attention is the word. Templates are of devices, not of modules.
 */
export function deviceStatus({ enabled, approval, provisioned, template, moduleId }: Facts): DeviceStatus {
  if (!enabled) return 'blocked';
  if (approval === 'waiting') return 'waiting';
  if (template === null && moduleId === undefined) return 'unassociated';
  return provisioned ? 'provisioned' : 'registered';
}

/** Whether IoT Central calls a device enabled: one that waits for its approval is not. */
export function mayConnect({ enabled, approval }: Pick<IdentityState, 'enabled' | 'approval'>): boolean {
  return enabled && approval === 'approved';
}
