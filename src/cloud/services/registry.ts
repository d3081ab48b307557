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
  /** Gives the modules of a device. */
  modulesOf(deviceId: string): readonly Identity[];
  /** All of them, in the order of their making. */
  list(): readonly Identity[];
}

/** Gives a registry that holds `states`. */
export function createRegistry(states: readonly IdentityState[]): Registry {
  const identities = new Map<string, Identity>();
  const registrations = new Map<string, Identity>();
  /** By device ID, so that what is done to thousands of devices looks at each of them once. */
  const modules = new Map<string, Set<Identity>>();

  const add = (state: IdentityState): Identity => {
    const identity = makeIdentity(state);
    identities.set(identityName(state), identity);
    if (state.moduleId !== undefined) {
      const siblings = modules.get(state.deviceId) ?? new Set();
      modules.set(state.deviceId, siblings.add(identity));
    }
    if (state.registrationId !== null) registrations.set(state.registrationId.toLowerCase(), identity);
    return identity;
  };
  const unlist = (identity: Identity): void => {
    const key = identity.state.registrationId?.toLowerCase() ?? '';
    if (registrations.get(key) === identity) registrations.delete(key);
  };
  const drop = (identity: Identity): void => {
    const { deviceId, moduleId } = identity.state;
    identities.delete(identity.id);
    if (moduleId === undefined) unlist(identity);
    else modules.get(deviceId)?.delete(identity);
    if (modules.get(deviceId)?.size === 0) modules.delete(deviceId);
  };
  const modulesOf = (deviceId: string): readonly Identity[] => [...(modules.get(deviceId) ?? [])];
  for (const state of states) add(state);

  return {
    add,
    modulesOf,
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
      const named = identities.get(id);
      const removed = [...(named === undefined ? [] : [named]), ...modulesOf(id)];
      for (const identity of removed) drop(identity);
      return removed;
    },
    list: () => [...identities.values()],
  };
}
