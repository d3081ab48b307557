import { findingOf, makeFinding, WorkbenchError } from '#core/errors/workbench-error';
import { deviceName, type CloudAddress, type DeviceRecord, type DeviceSecret } from '#core/identity/device-record';
import type { Transport } from '#core/ports/byte-socket';
import type { DeviceDetail, DeviceHost, DeviceState, DeviceSummary, NewDevice } from '#core/ports/device-host';
import type { Vault } from '#core/ports/vault';
import { createDeviceArchive, type ArchivedDevice } from './device-archive.ts';
import { isRunning } from './device-view.ts';
import { nameChangeLock, nameRegistrationLock } from './lock-names.ts';
import { createPresence, type Presence } from './presence.ts';
import { trackLocks } from './tracked-locks.ts';
import { createVirtualDevice, DEFAULT_INTERVAL_MS, type DevicePorts, type VirtualDevice } from './virtual-device.ts';
import { watchPoints, watchRows, watchValue, type Watcher } from './watchers.ts';

/** The world as the host of all devices sees it. */
export interface DeviceHostPorts extends Omit<DevicePorts, 'transport' | 'readLocalIdScope'> {
  readonly vault: Vault;
  /** Gives the road to a cloud. */
  readonly transportFor: (cloud: CloudAddress) => Transport;
  /** Gives the ID scope that a local cloud has now, or undefined when nobody says; never rejects. */
  readonly readLocalIdScope: (cloud: CloudAddress) => Promise<string | undefined>;
}

interface Hosted {
  record: DeviceRecord;
  readonly device: VirtualDevice;
  readonly watchers: Set<Watcher>;
  /** Undefined after a change, until somebody asks. */
  summary: DeviceSummary | undefined;
}

/**
 * Hosts the devices of a vault: keeps them, runs them, and tells watchers, at most once a frame. Devices that another
 * tab adds or removes come and go here too; whether they run is this host's own matter.
 */
export function createDeviceHost(hostPorts: DeviceHostPorts): DeviceHost & { dispose(): Promise<void> } {
  const locks = trackLocks(hostPorts.locks);
  const ports = { ...hostPorts, locks };
  const { clock, crypto } = ports;
  const archive = createDeviceArchive(ports.vault);
  const hosted = new Map<string, Hosted>();
  const listWatchers = new Set<Watcher>();
  const presence = createPresence({ clock, locks, vault: ports.vault, onChange: () => hosted.forEach(show) });
  let loading: Promise<void> | undefined;

  const tellList = (): void => listWatchers.forEach((watcher) => watcher.request());
  function show(one: Hosted): void {
    one.summary = undefined;
    one.watchers.forEach((watcher) => watcher.request());
    tellList();
  }
  const tell = (one: Hosted): void => {
    const { view, lastSeenAt } = one.device;
    if (view.state.kind !== 'idle') presence.note(one.record, isRunning(view.state), lastSeenAt);
    show(one);
  };
  const host = (record: DeviceRecord): void => {
    const watchers = new Set<Watcher>();
    const transport = ports.transportFor(record.cloud);
    const readLocalIdScope = (): Promise<string | undefined> => ports.readLocalIdScope(record.cloud);
    const one: Hosted = {
      record,
      watchers,
      summary: undefined,
      device: createVirtualDevice({ ...ports, transport, readLocalIdScope }, () => tell(one)),
    };
    hosted.set(record.id, one);
  };
  const forget = async (id: string): Promise<void> => {
    const one = hosted.get(id);
    hosted.delete(id);
    tellList();
    await one?.device.stop();
    one?.watchers.forEach((watcher) => watcher.dispose());
  };
  const load = async (): Promise<void> => {
    const [records] = await Promise.all([archive.list(), presence.look()]);
    const gone = [...hosted.keys()].filter((id) => !records.some((record) => record.id === id));
    for (const record of records) {
      const one = hosted.get(record.id);
      if (one === undefined) host(record);
      else one.record = record;
      const kept = hosted.get(record.id);
      if (kept !== undefined) show(kept);
    }
    tellList();
    await Promise.all(gone.map(forget));
  };
  /** Loads once; a load that failed is tried again by whoever asks next. */
  const loaded = (): Promise<void> => {
    loading ??= load().catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
    return loading;
  };
  const find = async (id: string): Promise<Hosted> => {
    await loaded();
    const one = hosted.get(id);
    if (one === undefined) throw new WorkbenchError('device/unknown', {});
    return one;
  };
  const summarise = (one: Hosted): DeviceSummary => {
    const { record, device } = one;
    const { counters } = device.view;
    const kept = presence.read(record);
    const lastSeenAt = latest(device.lastSeenAt, kept.lastSeenAt);
    const { runsElsewhere } = kept;
    const state = stateOf(device.view.state, kept);
    one.summary ??= { record, state, counters, lastSeenAt, runsElsewhere, sparkline: device.rings.sparkline() };
    return one.summary;
  };
  const summaries = (): readonly DeviceSummary[] => [...hosted.values()].map(summarise);
  /** Lets nobody else, in no tab, change what is kept of this device between a reading and the writing after it. */
  const alone = async <T>(id: string, work: () => Promise<T>): Promise<T> => {
    const release = await ports.locks.hold(nameChangeLock(id));
    try {
      return await work();
    } finally {
      release();
    }
  };
  /** Changes what is kept of a device; the newest of both sides, whoever wrote it. */
  const change = async (id: string, make: (kept: ArchivedDevice) => ArchivedDevice): Promise<void> => {
    const one = await find(id);
    await alone(id, async () => {
      const changed = make(await archive.read(id));
      await archive.write(changed);
      one.record = changed.record;
    });
    show(one);
  };
  const replaceSecret = (id: string, secret: DeviceSecret): Promise<void> =>
    change(id, ({ record }) => ({ record: { ...record, keyKind: secret.kind }, secret }));
  /** Keeps the key that the service has accepted as a group key; nobody waits for it, so the device tells a failure. */
  const keepGroupSecret = async (id: string, device: VirtualDevice, secret: DeviceSecret): Promise<void> => {
    try {
      await replaceSecret(id, secret);
      device.note({ kind: 'group-key-kept' });
    } catch (error) {
      const reason = findingOf(error);
      if (reason === undefined) throw error;
      device.warn({ kind: 'group-key-not-kept', reason }, makeFinding('device/group-key-not-kept', {}));
    }
  };
  const watch = (watchers: Set<Watcher>, watcher: Watcher): (() => void) => {
    watchers.add(watcher);
    return () => {
      watchers.delete(watcher);
      watcher.dispose();
    };
  };
  const stopFollowing = archive.onChange(() => {
    // What another tab broke off here is found again by whoever asks next.
    loading = (loading ?? Promise.resolve()).then(load, load);
    loading.catch(() => (loading = undefined));
  });

  return {
    list: async () => {
      await loaded();
      return summaries();
    },
    async add({ record, secret }: NewDevice) {
      await loaded();
      const kept = { ...record, id: crypto.randomUUID(), createdAt: clock.now(), keyKind: secret.kind };
      const name = nameRegistrationLock(kept);
      if ([...hosted.values()].some((one) => nameRegistrationLock(one.record) === name)) {
        throw new WorkbenchError('device/name-taken', { name: deviceName(kept.route) });
      }
      await archive.write({ record: kept, secret });
      if (!hosted.has(kept.id)) host(kept);
      tellList();
      return kept.id;
    },
    async remove(id) {
      const { device } = await find(id);
      await device.stop();
      const { record, secret } = await alone(id, async () => {
        const kept = await archive.read(id);
        await archive.remove(id);
        return kept;
      });
      // Forgotten once it is gone for good: a device that the vault did not let go of stays in the list.
      await forget(id);
      const { id: _id, createdAt: _createdAt, keyKind: _keyKind, ...rest } = record;
      return { record: rest, secret };
    },
    replaceSecret,
    async start(id) {
      const { device } = await find(id);
      const { record, secret } = await archive.read(id);
      device.start(record, secret);
    },
    async startAsGroupKey(id) {
      const { device } = await find(id);
      const { record, secret } = await archive.read(id);
      const groupSecret: DeviceSecret = { ...secret, kind: 'group-key' };
      await device.stop();
      device.note({ kind: 'as-group-key' });
      const keep = (): void => void keepGroupSecret(id, device, groupSecret);
      device.start({ ...record, keyKind: 'group-key' }, groupSecret, keep);
    },
    stop: async (id) => (await find(id)).device.stop(),
    reveal: async (id) => (await archive.read(id)).secret,
    sendTelemetry: async (id, body, properties) => (await find(id)).device.sendTelemetry(body, properties),
    report: async (id, patch) => (await find(id)).device.report(patch),
    async setInterval(id, intervalMs) {
      const { device } = await find(id);
      device.setInterval(intervalMs);
      await change(id, ({ record, secret }) => ({ record: { ...record, intervalMs }, secret }));
    },
    setPayload: (id, payload) =>
      change(id, ({ record, secret }) => {
        const { payload: _payload, ...rest } = record;
        return { record: payload === undefined ? rest : { ...rest, payload }, secret };
      }),
    async clearTrace(id) {
      const one = await find(id);
      one.device.trace.clear();
      tell(one);
    },
    async watchList(listener) {
      await loaded();
      return watch(listWatchers, watchValue(clock, summaries, listener));
    },
    async watchDevice(id, listener) {
      const one = await find(id);
      return watch(
        one.watchers,
        watchValue(clock, () => detail(one, summarise(one)), listener),
      );
    },
    async watchTrace(id, listener) {
      const one = await find(id);
      return watch(one.watchers, watchRows(clock, one.device.trace, listener));
    },
    async watchTelemetry(id, listener) {
      const one = await find(id);
      return watch(one.watchers, watchPoints(clock, one.device.rings, listener));
    },
    async dispose() {
      stopFollowing();
      listWatchers.forEach((watcher) => watcher.dispose());
      await Promise.all([...hosted.keys()].map(forget));
      presence.dispose();
    },
  };
}

function latest(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? (one ?? other) : Math.max(one, other);
}

/** What this tab did not start is told by what other tabs, and this one before a reload, left behind. */
function stateOf(state: DeviceState, kept: Presence): DeviceState {
  if (isRunning(state) || state.kind === 'refused') return state;
  if (kept.runsElsewhere) return { kind: 'stopped', runsElsewhere: true };
  if (state.kind === 'stopped' || !kept.ranBefore) return state;
  return kept.wasRunning ? { kind: 'stopped', stoppedBy: 'reload' } : { kind: 'stopped' };
}

function detail(one: Hosted, summary: DeviceSummary): DeviceDetail {
  const { steps, checks, preflight, warning, twin, messages, commands, lastTelemetry } = one.device.view;
  const intervalMs = one.record.intervalMs ?? DEFAULT_INTERVAL_MS;
  return { ...summary, steps, checks, preflight, warning, twin, messages, commands, lastTelemetry, intervalMs };
}
