import type { Json } from '#core/bytes/json';
import type { CloudContext } from '../cloud-context.ts';
import type { HubNumber, IdentityState } from '../state/cloud-state.ts';

/** Names that mean this machine, and so the first hub. */
const LOCAL_HOSTS: readonly string[] = ['localhost', '127.0.0.1', '[::1]', '::1'];

/** Gives the name that a device is told as its hub. */
export function hubNameOf({ hubs }: Pick<CloudContext, 'hubs'>, { hub }: Pick<IdentityState, 'hub'>): string {
  return hubs[hub];
}

/**
 * Gives the hub that a name leads to: one of the two names, this machine, or what the settings add to the first hub's;
 * compared without case and without a port. Undefined for any other name.
 */
export function findHub({ hubs, settings }: CloudContext, name: string): HubNumber | undefined {
  const bare = name.toLowerCase().replace(/(?<=[^:\]]|\]):\d+$/, '');
  const isSame = (own: string): boolean => own.toLowerCase() === bare;
  if (isSame(hubs[1])) return 1;
  return [hubs[0], ...LOCAL_HOSTS, ...settings.otherHubHosts].some(isSame) ? 0 : undefined;
}

/** Gives the hub that DPS is linked with by that name; unlike a device, an entry has to write it out. */
export function findLinkedHub({ hubs }: Pick<CloudContext, 'hubs'>, name: string): HubNumber | undefined {
  const at = hubs.findIndex((own) => own.toLowerCase() === name.toLowerCase());
  return at === 0 || at === 1 ? at : undefined;
}

/** Gives the name of the other hub, where none was chosen. */
export function nameSecondHub(host: string): string {
  return `hub-2.${host}`;
}

/** Says whether a value of a kept state is the number of a hub. */
export function isHubNumber(value: Json | undefined): boolean {
  return value === 0 || value === 1;
}
