import type { CloudAddress } from '#core/identity/device-record';
import type { BundledDevice } from '#core/qr/identity-bundle';
import { addressOf, NO_CLOUDS, type KnownClouds } from './endpoint.ts';
import type { LocalClouds } from './local-clouds.ts';

/** The local clouds that a device may be put to. */
export type LocalPlace = 'server' | 'browser';

/** Where a device that comes from another machine is put. */
export type TransferPlace =
  | { readonly kind: 'azure' }
  | {
      readonly kind: 'local';
      readonly place: LocalPlace;
      /** It is known there; nothing is known of it here; somebody said so. */
      readonly reason: 'known' | 'assumed' | 'chosen';
      readonly places: readonly LocalPlace[];
    };

/** Finds where a device belongs here: a local cloud is known by its ID scope, or by the name of its hub. */
export function guessPlace({ isLocal, route }: BundledDevice, local: Pick<LocalClouds, 'known' | 'at'>): TransferPlace {
  if (!isLocal) return { kind: 'azure' };
  const known = local.known.get();
  const places: readonly LocalPlace[] = known.server === undefined ? ['browser'] : ['server', 'browser'];
  const own = places.find((place) =>
    route.kind === 'dps'
      ? local.at(place)?.idScope.toLowerCase() === route.idScope.toLowerCase()
      : known[place]?.host.toLowerCase() === route.hubHost.toLowerCase(),
  );
  return own === undefined
    ? { kind: 'local', place: places[0] ?? 'browser', reason: 'assumed', places }
    : { kind: 'local', place: own, reason: 'known', places };
}

/** Gives the address of the cloud that a device is put to. */
export function cloudOf(place: TransferPlace, known: KnownClouds = NO_CLOUDS): CloudAddress {
  return addressOf(place.kind === 'azure' ? 'azure' : place.place, known);
}
