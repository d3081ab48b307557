import { stripSecrets } from '#core/errors/strip-secrets';
import { createStore, type ReadableStore } from '#core/store';
import { DEVICE_STATUSES, type CloudDeviceQuery } from '#app/cloud-devices';
import { parseDeviceFilter, type DeviceFilter } from '#app/stores/device-filter';
import type { TraceFilter } from '#app/stores/trace-rows';
import { createPagePositions, type PositionedWindow } from './page-positions.ts';
import { parseScanPlace, printScanPlace, type ScanPlace } from './scan-place.ts';

export const DEVICE_TABS = [
  'connection',
  'telemetry',
  'properties',
  'commands',
  'messages',
  'trace',
  'credentials',
] as const;
/** The parts of a device's page. */
export type DeviceTab = (typeof DEVICE_TABS)[number];

/** Which local cloud the Cloud room shows; undefined takes the first there is. */
export type CloudPlace = 'server' | 'browser';

export const CLOUD_TABS = [
  'devices',
  'groups',
  'enrollments',
  'certificates',
  'templates',
  'attempts',
  'settings',
] as const;
/** The parts of the Cloud room. */
export type CloudTab = (typeof CLOUD_TABS)[number];

export const CLOUD_DEVICE_TABS = ['telemetry', 'properties', 'commands', 'messages', 'connection', 'attempts'] as const;
/** The parts of the page of a device of a cloud. */
export type CloudDeviceTab = (typeof CLOUD_DEVICE_TABS)[number];

export const CERTIFICATE_TABS = ['authorities', 'devices', 'requests', 'many', 'ends'] as const;
/** The parts of the Certificates room. */
export type CertificateTab = (typeof CERTIFICATE_TABS)[number];

/** A place in the app, as the URL's fragment names it. Holds nothing secret. */
export type Route =
  | { readonly room: 'devices'; readonly filter: DeviceFilter; readonly find: string }
  /** Without a tab, the page picks the one that says most. */
  | {
      readonly room: 'device';
      readonly id: string;
      readonly tab: DeviceTab | undefined;
      /** What the trace shows, when it does not show everything. */
      readonly trace?: TraceFilter;
      /** Of the trace: the handshake rather than the packets, where there is no room for both. */
      readonly part?: 'handshake';
    }
  | {
      readonly room: 'cloud';
      readonly place: CloudPlace | undefined;
      readonly tab: CloudTab;
      readonly device: string | undefined;
      /** Of the device's page; the first without it. */
      readonly part?: CloudDeviceTab;
      /** Which devices are listed, when it is not all of them. */
      readonly query?: CloudDeviceQuery;
    }
  /** Says nothing of what stands there, which may be keys. */
  | { readonly room: 'keys' }
  /** `id`: of the one certificate that is shown. */
  | { readonly room: 'certificates'; readonly tab: CertificateTab; readonly id: string | undefined }
  /** Says nothing of what is looked at. */
  | { readonly room: 'inspect' }
  /** Says nothing of what was scanned. */
  | ({ readonly room: 'scan' } & ScanPlace)
  | { readonly room: 'connections' }
  | { readonly room: 'nowhere' };

/** The place the app opens with. */
export const HOME: Route = { room: 'devices', filter: 'all', find: '' };

/** The Keys room. */
export const KEYS: Route = { room: 'keys' };

/** The Certificates room. */
export const CERTIFICATES: Route = { room: 'certificates', tab: 'authorities', id: undefined };

/** The Scan room. */
export const SCAN: Route = { room: 'scan', tab: 'scan' };

/** The Inspect room. */
export const INSPECT: Route = { room: 'inspect' };

/** The room of what all devices share on their way. */
export const CONNECTIONS: Route = { room: 'connections' };

/** Reads a fragment such as `#/devices/4f2a/trace`; an empty one is home, one that names no place is `nowhere`. */
export function parseRoute(fragment: string): Route {
  const [path = '', query = ''] = fragment.replace(/^#\/?/, '').split('?', 2);
  const search = new URLSearchParams(query);
  const [room = '', id, tab] = path.split('/').filter(Boolean).map(decodeSegment);
  if (room === '') return HOME;
  if (room === 'cloud' && id === undefined) return readCloud(search);
  if (room === 'keys' && id === undefined) return KEYS;
  if (room === 'inspect' && id === undefined) return INSPECT;
  if (room === 'connections' && id === undefined) return CONNECTIONS;
  if (room === 'certificates') return readCertificates(id, tab);
  if (room === 'scan') return readScan(id, search);
  if (room !== 'devices') return { room: 'nowhere' };
  if (id === undefined) {
    return { room: 'devices', filter: parseDeviceFilter(search.get('show')), find: search.get('find') ?? '' };
  }
  if (tab !== undefined && !isDeviceTab(tab)) return { room: 'nowhere' };
  return { room: 'device', id, tab, ...(tab === 'trace' ? readTrace(search) : {}) };
}

/** Prints a place as a fragment that `parseRoute` reads back. */
export function printRoute(route: Route): string {
  if (route.room === 'devices') {
    return `#/devices${printQuery({ show: route.filter === 'all' ? '' : route.filter, find: route.find })}`;
  }
  if (route.room === 'device') {
    const tab = route.tab === undefined ? '' : `/${route.tab}`;
    return `#/devices/${encodeURIComponent(route.id)}${tab}${printTrace(route)}`;
  }
  if (route.room === 'keys' || route.room === 'inspect' || route.room === 'connections') return `#/${route.room}`;
  if (route.room === 'certificates') return printCertificates(route);
  if (route.room === 'scan') return `#/scan${printScanPlace(route)}`;
  if (route.room === 'nowhere') return '#/';
  return `#/cloud${printCloud(route)}`;
}

/** Whether two routes are one page, so that going from one to the other moves neither focus nor position. */
export function isSamePage(one: Route, other: Route): boolean {
  if (one.room === 'device') return other.room === 'device' && one.id === other.id;
  if (one.room === 'cloud') return other.room === 'cloud' && one.device === other.device;
  if (one.room === 'certificates') return other.room === 'certificates' && one.id === other.id;
  return one.room === other.room;
}

export interface Router {
  readonly route: ReadableStore<Route>;
  /** Goes to a place and remembers where it came from. */
  go(route: Route): void;
  /** Changes the place in the URL without a new step in the history, as while typing a search. */
  replace(route: Route): void;
  /** Goes back some steps of the history, as the Back button of the browser does. */
  back(steps: number): void;
  /** Whether the address has changed, and `route` is about to follow it. */
  isBehind(): boolean;
  dispose(): void;
}

/** Gives the router of a window: the fragment is the route, so it works on any static host. */
export function createRouter(page: Pick<Window, 'location'> & PositionedWindow): Router {
  const route = createStore<Route>(parseRoute(page.location.hash));
  const positions = createPagePositions(page);
  const read = (): void => {
    if (printRoute(route.get()) === page.location.hash) return;
    const last = route.get();
    const next = parseRoute(page.location.hash);
    positions.leave();
    route.set(next);
    positions.arrive(!isSamePage(last, next));
  };
  page.addEventListener('hashchange', read);
  return {
    route,
    go(next) {
      page.location.hash = printRoute(next);
    },
    replace(next) {
      page.history.replaceState(page.history.state, '', printRoute(next));
      route.set(next);
    },
    back(steps) {
      page.history.go(-steps);
    },
    isBehind: () => printRoute(parseRoute(page.location.hash)) !== printRoute(route.get()),
    dispose() {
      page.removeEventListener('hashchange', read);
      positions.dispose();
    },
  };
}

const TRACE_DIRECTIONS = ['sent', 'received', 'note'] as const;

const TRACE_FILTERS = ['way', 'type', 'failed', 'find'] as const;

function readTrace(search: URLSearchParams): { trace?: TraceFilter; part?: 'handshake' } {
  const part = search.get('part') === 'handshake' ? ({ part: 'handshake' } as const) : {};
  if (!TRACE_FILTERS.some((name) => search.has(name))) return part;
  const trace: TraceFilter = {
    direction: TRACE_DIRECTIONS.find((one) => one === search.get('way')) ?? 'all',
    type: search.get('type') ?? 'all',
    failedOnly: search.has('failed'),
    query: search.get('find') ?? '',
  };
  return { trace, ...part };
}

function printTrace({ trace, part }: Route & { room: 'device' }): string {
  return printQuery({
    way: trace === undefined || trace.direction === 'all' ? '' : trace.direction,
    type: trace === undefined || trace.type === 'all' ? '' : trace.type,
    failed: trace?.failedOnly === true ? '1' : '',
    find: trace?.query ?? '',
    part: part ?? '',
  });
}

function readCloud(search: URLSearchParams): Route {
  const place = search.get('at');
  const part = CLOUD_DEVICE_TABS.find((tab) => tab === search.get('part'));
  const query = readCloudQuery(search);
  return {
    room: 'cloud',
    place: place === 'server' || place === 'browser' ? place : undefined,
    tab: CLOUD_TABS.find((tab) => tab === search.get('tab')) ?? 'devices',
    device: search.get('device') ?? undefined,
    ...(part === undefined ? {} : { part }),
    ...(query === undefined ? {} : { query }),
  };
}

function readCertificates(name: string | undefined, id: string | undefined): Route {
  if (name === undefined) return CERTIFICATES;
  const tab = CERTIFICATE_TABS.find((one) => one === name);
  return tab === undefined ? { room: 'nowhere' } : { room: 'certificates', tab, id };
}

function printCertificates({ tab, id }: Route & { room: 'certificates' }): string {
  if (id !== undefined) return `#/certificates/${tab}/${encodeURIComponent(id)}`;
  return tab === 'authorities' ? '#/certificates' : `#/certificates/${tab}`;
}

function readScan(name: string | undefined, search: URLSearchParams): Route {
  const place = parseScanPlace(name, search);
  return place === undefined ? { room: 'nowhere' } : { room: 'scan', ...place };
}

const CONNECTION_STATES = ['connected', 'disconnected'] as const;

/** Gives undefined when all devices are listed. */
function readCloudQuery(search: URLSearchParams): CloudDeviceQuery | undefined {
  if (!['find', 'status', 'only', 'group'].some((name) => search.has(name))) return undefined;
  return {
    search: search.get('find') ?? '',
    status: DEVICE_STATUSES.find((one) => one === search.get('status')) ?? 'all',
    connection: CONNECTION_STATES.find((one) => one === search.get('only')) ?? 'all',
    group: search.get('group') ?? '',
  };
}

function printCloud({ place, tab, device, part, query }: Route & { room: 'cloud' }): string {
  return printQuery({
    at: place ?? '',
    tab: tab === 'devices' ? '' : tab,
    device: device ?? '',
    part: device === undefined ? '' : (part ?? ''),
    find: query?.search ?? '',
    status: query === undefined || query.status === 'all' ? '' : query.status,
    only: query === undefined || query.connection === 'all' ? '' : query.connection,
    group: query?.group ?? '',
  });
}

/** What may be a key that somebody searches for stays out of the address, which histories and screenshots keep. */
function printQuery(values: Readonly<Record<string, string>>): string {
  const used = Object.entries(values).filter(([, value]) => value !== '' && stripSecrets(value) === value);
  return used.length === 0 ? '' : `?${new URLSearchParams(used).toString()}`;
}

function isDeviceTab(text: string): text is DeviceTab {
  return DEVICE_TABS.some((tab) => tab === text);
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
