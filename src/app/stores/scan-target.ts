import { DPS_HOSTS } from '#core/identity/host-name';
import type { DeviceRecord, DeviceRoute, KeySecret } from '#core/identity/device-record';
import type { NewDevice } from '#core/ports/device-host';
import type { CodeKeys, CodeRoute, ConnectCode } from '#core/qr/payload';
import type { DeviceDraft } from './device-draft.ts';
import { addressOf, hostOf, listEndpoints, placeOf, placeOfHub, type Endpoint, type KnownClouds } from './endpoint.ts';
import type { LocalClouds } from './local-clouds.ts';

/** What a device of a code is brought to. Of one that names its hub the endpoint says no more than where the hub is. */
export interface ScanTarget {
  readonly endpoint: Endpoint;
  /** The code names its host; a local cloud has its ID scope; nothing is known and Azure is likely; somebody chose. */
  readonly reason: 'named' | 'id-scope' | 'assumed' | 'chosen';
}

/** Whoever scans speaks in the name of a device that there is: nothing made up may reach its data, whatever its model. */
const BEHAVIOUR = 'quiet' as const;

/** Where the hub of a device may be, of those that can be chosen now. */
const HUB_PLACES: ReadonlySet<Endpoint> = new Set(['global', 'server', 'browser']);

/** Gives what a code's device is brought to, as far as the code and the local clouds that were asked say it. */
export function guessTarget(route: CodeRoute, local: Pick<LocalClouds, 'known' | 'at'>): ScanTarget {
  const clouds = local.known.get();
  if (route.kind === 'hub') {
    const place = placeOfHub(route.hubHost, clouds);
    return { endpoint: place === 'azure' ? 'global' : place, reason: 'named' };
  }
  const { idScope, dpsHost } = route;
  if (dpsHost !== undefined) return { endpoint: endpointOfHost(dpsHost, clouds), reason: 'named' };
  const scoped = (['server', 'browser'] as const).find((one) => isScopeOf(local, one, idScope));
  return scoped === undefined ? { endpoint: 'global', reason: 'assumed' } : { endpoint: scoped, reason: 'id-scope' };
}

/** Gives what can be chosen for a code, in the order of a list. Another host is offered where the code names it. */
export function listTargets(route: CodeRoute, clouds: KnownClouds): readonly Endpoint[] {
  const all = listEndpoints(clouds);
  if (route.kind === 'hub') return all.filter((one) => HUB_PLACES.has(one));
  const named = route.dpsHost === undefined ? undefined : endpointOfHost(route.dpsHost, clouds);
  return all.filter((one) => one !== 'own' || named === 'own');
}

/** Gives where a device of a code registers or connects, without what it proves itself with. */
export function placeScanned(
  { route }: ConnectCode,
  endpoint: Endpoint,
  clouds: KnownClouds,
): Pick<DeviceRecord, 'cloud' | 'route'> {
  return { cloud: addressOf(placeOf(endpoint), clouds), route: routeOf(route, endpoint, clouds) };
}

/**
 * Gives the virtual device of a code. It takes the model that the code names and no other, and is quiet. Throws
 * `TypeError` for a code without keys.
 */
export function makeScannedDevice(code: ConnectCode, endpoint: Endpoint, clouds: KnownClouds): NewDevice {
  const { keys, modelId } = code;
  if (keys === undefined) throw new TypeError('The code holds no key');
  return {
    record: {
      ...placeScanned(code, endpoint, clouds),
      behaviour: BEHAVIOUR,
      ...(modelId === undefined ? {} : { modelId }),
    },
    secret: secretOf(keys),
  };
}

function secretOf({ kind, primaryKey, secondaryKey }: CodeKeys): KeySecret {
  return { kind, primaryKey, ...(secondaryKey === undefined ? {} : { secondaryKey }) };
}

function routeOf(route: CodeRoute, endpoint: Endpoint, clouds: KnownClouds): DeviceRoute {
  if (route.kind === 'hub') return route;
  const { idScope, registrationId, dpsHost = '' } = route;
  return { kind: 'dps', dpsHost: hostOf(endpoint, dpsHost, clouds), idScope, registrationId };
}

function endpointOfHost(dpsHost: string, { server, browser }: KnownClouds): Endpoint {
  const host = dpsHost.toLowerCase();
  const azure = (['global', 'china', 'us'] as const).find((one) => DPS_HOSTS[one] === host);
  if (azure !== undefined) return azure;
  if (server?.host.toLowerCase() === host) return 'server';
  return browser?.host.toLowerCase() === host ? 'browser' : 'own';
}

function isScopeOf(local: Pick<LocalClouds, 'at'>, endpoint: Endpoint, idScope: string): boolean {
  return local.at(endpoint)?.idScope.toLowerCase() === idScope.toLowerCase();
}

/** Gives what a code without keys says of its device, for the form that asks for the rest. */
export function draftOfCode({ route, modelId }: ConnectCode, endpoint: Endpoint): Partial<DeviceDraft> {
  const shared = { behaviour: BEHAVIOUR, ...(modelId === undefined ? {} : { modelId }) };
  if (route.kind === 'hub') return { ...shared, way: 'connection-string', connectionString: beginString(route) };
  const { idScope, registrationId, dpsHost } = route;
  const ownHost = endpoint === 'own' && dpsHost !== undefined ? { ownHost: dpsHost } : {};
  return { ...shared, way: 'device-key', idScope, endpoint, deviceId: registrationId, ...ownHost };
}

/** As far as it is known: what is missing is its end. */
function beginString({ hubHost, deviceId, moduleId, gatewayHostName }: CodeRoute & { kind: 'hub' }): string {
  const fields = [
    ['HostName', hubHost],
    ['DeviceId', deviceId],
    ['ModuleId', moduleId],
    ['GatewayHostName', gatewayHostName],
  ].flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`]));
  return [...fields, 'SharedAccessKey='].join(';');
}
