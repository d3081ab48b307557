import { WorkbenchError } from '#core/errors/workbench-error';
import { deviceName, type DeviceRecord, type DeviceSecret } from '#core/identity/device-record';
import { chooseRoad } from '#core/identity/road';
import { describeCertificate } from '#core/issuing/describe-certificate';
import type {
  ConnectionSettings,
  DeviceDetail,
  DeviceHost,
  DeviceSummary,
  NewDevice,
  TelemetrySeries,
  TraceBatch,
} from '#core/ports/device-host';
import { readOneCertificateBytes, readOneCertificateText } from '#core/x509/certificate-text';

/** A device host in memory that does what a test says: it keeps devices, and connects to nothing. */
export interface FakeDeviceHost extends DeviceHost {
  /** Changes what a device shows, and tells whoever watches it. */
  show(id: string, part: Partial<DeviceDetail>): void;
  /** Makes calls of one method fail. */
  fail(method: keyof DeviceHost, error: Error): void;
  /** Changes what all devices share on their way, and tells whoever watches it. */
  showConnections(part: Partial<ConnectionSettings>): void;
  pushTrace(id: string, batch: TraceBatch): void;
  pushTelemetry(id: string, series: readonly TelemetrySeries[]): void;
  /** Every call that changes something, in order: `start 1`, `remove 2` … */
  readonly calls: readonly string[];
}

interface Kept {
  detail: DeviceDetail;
  secret: DeviceSecret;
}

export const NO_COUNTERS: DeviceDetail['counters'] = {
  telemetrySent: 0,
  telemetryAcknowledged: 0,
  messagesReceived: 0,
  commandsAnswered: 0,
  reconnects: 0,
  errors: 0,
  roundTripMs: undefined,
};

/** A device as it is before its first start. */
export function makeDetail(record: DeviceRecord, part: Partial<DeviceDetail> = {}): DeviceDetail {
  return {
    record,
    state: { kind: 'idle' },
    counters: NO_COUNTERS,
    sparkline: [],
    lastSeenAt: undefined,
    runsElsewhere: false,
    steps: [],
    checks: [],
    preflight: [],
    road: chooseRoad(record),
    certificates: undefined,
    handshakes: [],
    proofs: [],
    warning: undefined,
    twin: undefined,
    messages: [],
    commands: [],
    lastTelemetry: undefined,
    intervalMs: 1000,
    ...part,
  };
}

/** A new device for the local cloud in the tab. */
export function makeNewDevice(registrationId: string, secret?: DeviceSecret): NewDevice {
  return {
    record: {
      cloud: { kind: 'tab' },
      route: { kind: 'dps', dpsHost: 'localhost', idScope: '0ne00ABCDEF', registrationId },
      behaviour: 'thermostat',
    },
    secret: secret ?? { kind: 'group-key', primaryKey: btoa('g'.repeat(64)) },
  };
}

/** Gives a host without devices. Ids count up from 1. */
export function createFakeDeviceHost(): FakeDeviceHost {
  const kept = new Map<string, Kept>();
  const calls: string[] = [];
  const failures = new Map<keyof DeviceHost, Error>();
  const lists = new Set<(devices: readonly DeviceSummary[]) => void>();
  const pages = new Map<string, Set<(detail: DeviceDetail) => void>>();
  const traces = new Map<string, Set<(batch: TraceBatch) => void>>();
  const charts = new Map<string, Set<(series: readonly TelemetrySeries[]) => void>>();
  const settings = new Set<(settings: ConnectionSettings) => void>();
  let connections: ConnectionSettings = { relay: { kind: 'none', address: undefined }, roots: [] };
  let lastId = 0;
  let lastRootId = 0;

  const called = (method: keyof DeviceHost, ...what: string[]): void => {
    calls.push([method, ...what].join(' '));
    const failure = failures.get(method);
    if (failure !== undefined) throw failure;
  };
  const find = (id: string): Kept => {
    const device = kept.get(id);
    if (device === undefined) throw new WorkbenchError('device/unknown', {});
    return device;
  };
  const summaries = (): readonly DeviceSummary[] => [...kept.values()].map(({ detail }) => detail);
  const tellLists = (): void => lists.forEach((listener) => listener(summaries()));
  const show = (id: string, part: Partial<DeviceDetail>): void => {
    const device = find(id);
    device.detail = { ...device.detail, ...part };
    pages.get(id)?.forEach((listener) => listener(device.detail));
    tellLists();
  };
  const showConnections = (part: Partial<ConnectionSettings>): void => {
    connections = { ...connections, ...part };
    settings.forEach((listener) => listener(connections));
  };
  const watch = <T>(
    all: Map<string, Set<(value: T) => void>>,
    id: string,
    listener: (value: T) => void,
  ): (() => void) => {
    const set = all.get(id) ?? new Set();
    all.set(id, set.add(listener));
    return () => set.delete(listener);
  };

  return {
    calls,
    show,
    showConnections,
    fail: (method, error) => void failures.set(method, error),
    pushTrace: (id, batch) => traces.get(id)?.forEach((listener) => listener(batch)),
    pushTelemetry: (id, series) => charts.get(id)?.forEach((listener) => listener(series)),
    list: async () => summaries(),
    async add(device) {
      called('add');
      lastId += 1;
      const id = String(lastId);
      const record = { ...device.record, id, createdAt: lastId, keyKind: device.secret.kind };
      kept.set(id, { detail: makeDetail(record), secret: device.secret });
      tellLists();
      return id;
    },
    async remove(id) {
      called('remove', id);
      const { detail, secret } = find(id);
      const { id: _id, createdAt: _createdAt, keyKind: _keyKind, ...record } = detail.record;
      kept.delete(id);
      tellLists();
      return { record, secret };
    },
    async replaceSecret(id, secret) {
      called('replaceSecret', id);
      find(id).secret = secret;
    },
    async start(id) {
      called('start', id);
      show(id, { state: { kind: 'online', hub: 'hub.local', deviceId: 'any', since: 0 } });
    },
    async check({ record: { route } }) {
      called('check', deviceName(route));
      if (route.kind !== 'dps') throw new WorkbenchError('device/check-needs-dps', {});
      const { dpsHost, registrationId } = route;
      return { assignedHub: 'hub.local', deviceId: registrationId, dpsHost, tookMs: 420 };
    },
    async cancelCheck() {
      called('cancelCheck');
    },
    async startAsGroupKey(id) {
      called('startAsGroupKey', id);
    },
    async stop(id) {
      called('stop', id);
      show(id, { state: { kind: 'stopped' } });
    },
    async takeRoad(id, road) {
      called('takeRoad', id, road);
      const { road: _road, ...others } = find(id).detail.record;
      const record = { ...others, ...(road === 'relay' ? { road } : {}) };
      show(id, { record, road: chooseRoad(record) });
    },
    async useCertificate(id, slot) {
      called('useCertificate', id, slot);
      const { certificates } = find(id).detail;
      if (certificates !== undefined) show(id, { certificates: { ...certificates, inUse: slot } });
    },
    async reveal(id) {
      called('reveal', id);
      return find(id).secret;
    },
    async sendTelemetry(id, body, properties) {
      called('sendTelemetry', id, body, JSON.stringify(properties));
    },
    async report(id, patch) {
      called('report', id, JSON.stringify(patch));
    },
    async setInterval(id, intervalMs) {
      called('setInterval', id, String(intervalMs));
      show(id, { intervalMs });
    },
    async setPayload(id) {
      called('setPayload', id);
    },
    async clearTrace(id) {
      called('clearTrace', id);
      traces.get(id)?.forEach((listener) => listener({ rows: [], dropped: 0, restarted: true }));
    },
    async watchConnections(listener) {
      called('watchConnections');
      await Promise.resolve();
      settings.add(listener);
      listener(connections);
      return () => settings.delete(listener);
    },
    async useRelay(relay) {
      called('useRelay', relay?.address ?? 'of the server');
      showConnections({ relay: { kind: relay === undefined ? 'none' : 'own', address: relay?.address } });
    },
    async testRelay() {
      called('testRelay');
    },
    async trustRoot(source) {
      called('trustRoot');
      const read = typeof source === 'string' ? readOneCertificateText(source) : readOneCertificateBytes(source);
      if (!read.ok) throw new WorkbenchError(read.findings[0].code, read.findings[0].facts);
      lastRootId += 1;
      const facts = await describeCertificate(crypto.subtle, read.value);
      const root = { id: `root-${lastRootId}`, facts, addedAt: lastRootId };
      showConnections({ roots: [...connections.roots, root] });
      return root.id;
    },
    async forgetRoot(id) {
      called('forgetRoot', id);
      showConnections({ roots: connections.roots.filter((root) => root.id !== id) });
    },
    async watchList(listener) {
      called('watchList');
      // As across threads: nothing is known before the answer has come.
      await Promise.resolve();
      lists.add(listener);
      listener(summaries());
      return () => lists.delete(listener);
    },
    async watchDevice(id, listener) {
      called('watchDevice', id);
      await Promise.resolve();
      listener(find(id).detail);
      return watch(pages, id, listener);
    },
    async watchTrace(id, listener) {
      called('watchTrace', id);
      return watch(traces, id, listener);
    },
    async watchTelemetry(id, listener) {
      called('watchTelemetry', id);
      return watch(charts, id, listener);
    },
  };
}
