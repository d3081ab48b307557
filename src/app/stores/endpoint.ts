import { DPS_HOSTS } from '#core/identity/host-name';
import type { CloudAddress } from '#core/identity/device-record';
import { isWithoutTls } from '#core/identity/road';
import { reachOf, type ServiceReach } from '#core/identity/service-reach';

/** Where devices register. `server` and `browser` are the local clouds. */
export type Endpoint = keyof typeof DPS_HOSTS | 'own' | 'server' | 'browser';

/** Where a hub is, or the service that a device registers with. */
export type ServicePlace = 'azure' | 'server' | 'browser';

/** The local clouds that are known so far: their hosts as they call themselves. Holds no key. */
export interface KnownClouds {
  readonly server: { readonly origin: string; readonly host: string } | undefined;
  readonly browser: { readonly host: string } | undefined;
}

export const NO_CLOUDS: KnownClouds = { server: undefined, browser: undefined };

/** Gives the endpoints that can be chosen now, in the order of a list; this browser has a cloud at all times. */
export function listEndpoints({ server }: KnownClouds): readonly Endpoint[] {
  return ['global', 'china', 'us', 'own', ...(server === undefined ? [] : (['server'] as const)), 'browser'];
}

/** Gives the cloud that an endpoint belongs to. */
export function placeOf(endpoint: Endpoint): ServicePlace {
  return endpoint === 'server' || endpoint === 'browser' ? endpoint : 'azure';
}

/** Whether the browser can show a certificate of its own store there: no TLS leads to a cloud within it, or at `http:`. */
export function takesBrowserCertificate(place: ServicePlace, clouds: KnownClouds): boolean {
  if (place === 'browser' || (place === 'server' && clouds.server === undefined)) return false;
  return !isWithoutTls(addressOf(place, clouds));
}

/** Gives the address of a cloud; throws `TypeError` for a server that is not known. */
export function addressOf(place: ServicePlace, clouds: KnownClouds): CloudAddress {
  if (place === 'azure') return { kind: 'azure' };
  if (place === 'browser') return { kind: 'tab' };
  if (clouds.server === undefined) throw new TypeError('A server is named that is not there');
  return { kind: 'node', origin: clouds.server.origin };
}

/** Gives the host of the provisioning service; empty for a local cloud that is not known yet. `ownHost` as it was judged. */
export function hostOf(endpoint: Endpoint, ownHost: string, clouds: KnownClouds): string {
  if (endpoint === 'own') return ownHost;
  if (endpoint === 'server' || endpoint === 'browser') return clouds[endpoint]?.host ?? '';
  return DPS_HOSTS[endpoint];
}

/** Gives where a hub of that name is: Azure unless a local cloud has the name. */
export function placeOfHub(hubHost: string, { server, browser }: KnownClouds): ServicePlace {
  const host = hubHost.toLowerCase();
  if (/\.azure-devices\.(net|cn|us)$/.test(host)) return 'azure';
  if (server?.host.toLowerCase() === host) return 'server';
  return browser?.host.toLowerCase() === host ? 'browser' : 'azure';
}

/** Gives from where a service is reached; of a server that is not known, nothing is said. `ownHost` as it was typed. */
export function reachOfEndpoint(endpoint: Endpoint, ownHost: string, clouds: KnownClouds): ServiceReach {
  const place = placeOf(endpoint);
  if (place === 'server' && clouds.server === undefined) return 'others';
  return reachOf(addressOf(place, clouds), hostOf(endpoint, ownHost.trim(), clouds));
}
