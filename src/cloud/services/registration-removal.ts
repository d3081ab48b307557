import type { CloudContext } from '../cloud-context.ts';

/**
 * Removes what DPS has on record of a registration, also while it goes on. The device stays at its hub as it is; when it
 * registers again, DPS takes it for a new one and assigns it to that hub.
 */
export function removeRegistration(context: CloudContext, registrationId: string): void {
  context.operations.delete(registrationId.toLowerCase());
  const identity = context.registry.findRegistration(registrationId);
  if (identity === undefined) return;
  context.registry.forget(identity);
  context.changed('identities', identity.id);
}
