import { makeIdentity, type Identity } from './identity.ts';
import { identityName, type IdentityState } from '../state/cloud-state.ts';

/** Every device and module that the cloud knows. Hubs tell upper from lower case, DPS does not. */
export interface Registry {
  /** Gives the identity of `deviceId` or `deviceId/moduleId`. */
  find(id: string): Identity | undefined;
  /** Gives the device that a registration ID stands for: compared without case, and only devices that DPS knows. */
  findRegistration(registrationId: string): Identity | undefined;
  add(state: IdentityState): Identity;
  /** Lets DPS know a device that had been added to the hub by hand. */
  adopt(identity: Identity, registrationId: string): void;
  /** Lets DPS know nothing more of a device, which stays at its hub. */
  forget(identity: Identity): void;
  /** Removes an identity and, with a device, its modules; gives what was removed. */
  remove(id: string): readonly Identity[];
  /** All of them, in the order of their making. */
  list(): readonly Identity[];
}

/** Gives a registry that holds `states`. */
export function createRegistry(states: readonly IdentityState[]): Registry {
  const identities = new Map<string, Identity>();
  const registrations = new Map<string, Identity>();

  const add = (state: IdentityState): Identity => {
    const identity = makeIdentity(state);
    identities.set(identityName(state), identity);
    if (state.registrationId !== null) registrations.set(state.registrationId.toLowerCase(), identity);
    return identity;
  };
  const unlist = (identity: Identity): void => {
    const key = identity.state.registrationId?.toLowerCase() ?? '';
    if (registrations.get(key) === identity) registrations.delete(key);
  };
  const drop = (identity: Identity): void => {
    identities.delete(identity.id);
    unlist(identity);
  };
  for (const state of states) add(state);

  return {
    add,
    find: (id) => identities.get(id),
    findRegistration: (registrationId) => registrations.get(registrationId.toLowerCase()),
    adopt(identity, registrationId) {
      identity.state.registrationId = registrationId;
      registrations.set(registrationId.toLowerCase(), identity);
    },
    forget(identity) {
      unlist(identity);
      Object.assign(identity.state, { registrationId: null, substatus: null });
    },
    remove(id) {
      const removed = [...identities.values()].filter((found) => found.id === id || found.id.startsWith(`${id}/`));
      for (const identity of removed) drop(identity);
      return removed;
    },
    list: () => [...identities.values()],
  };
}
