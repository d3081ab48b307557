import { WorkbenchError } from '#core/errors/workbench-error';
import type { DeviceRecord } from '#core/identity/device-record';
import type { Clock } from '#core/ports/clock';
import type { DeviceState, DeviceSummary } from '#core/ports/device-host';
import type { Vault } from '#core/ports/vault';
import type { DeviceArchive } from './device-archive.ts';
import { isRunning } from './device-view.ts';
import { createPresence, type Presence } from './presence.ts';
import type { TrackedLocks } from './tracked-locks.ts';
import type { VirtualDevice } from './virtual-device.ts';
import type { Watcher } from './watchers.ts';

/** A device of the vault, and who watches it. */
export interface Hosted {
  record: DeviceRecord;
  readonly device: VirtualDevice;
  readonly watchers: Set<Watcher>;
  /** Undefined after a change, until somebody asks. */
  summary: DeviceSummary | undefined;
}

/** The devices of a vault that are at home here: each is loaded once, and follows what other tabs add and remove. */
export interface HostedDevices {
  /** Resolves when all are known; a load that failed is tried again by whoever asks next. */
  loaded(): Promise<void>;
  /** Throws `device/unknown`. */
  find(id: string): Promise<Hosted>;
  has(id: string): boolean;
  records(): readonly DeviceRecord[];
  summaries(): readonly DeviceSummary[];
  summarise(one: Hosted): DeviceSummary;
  /** Hosts a device that was just kept, unless the vault has told of it already. */
  host(record: DeviceRecord): void;
  /** Stops and forgets a device that is gone for good. */
  forget(id: string): Promise<void>;
  /** Tells whoever watches the device, or all of them. */
  show(one: Hosted): void;
  watchList(make: () => Watcher): () => void;
  dispose(): Promise<void>;
}

/** What hosting stands on. */
export interface HostedOptions {
  readonly clock: Clock;
  readonly locks: TrackedLocks;
  readonly vault: Vault;
  readonly archive: DeviceArchive;
  /** Makes a device that is idle; `onChange` is to be called after each of its changes. */
  readonly createDevice: (read: () => DeviceRecord, onChange: () => void) => VirtualDevice;
}

/** Gives the devices of an archive, of which none is loaded yet. */
export function createHostedDevices({ clock, locks, vault, archive, createDevice }: HostedOptions): HostedDevices {
  const hosted = new Map<string, Hosted>();
  const presence = createPresence({ clock, locks, vault, onChange: () => hosted.forEach(show) });
  const listWatchers = new Set<Watcher>();
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
    if (hosted.has(record.id)) return;
    const one: Hosted = {
      record,
      watchers: new Set(),
      summary: undefined,
      device: createDevice(
        () => one.record,
        () => tell(one),
      ),
    };
    hosted.set(record.id, one);
    tellList();
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
      host(record);
      const one = hosted.get(record.id);
      if (one === undefined) continue;
      one.record = record;
      show(one);
    }
    tellList();
    await Promise.all(gone.map(forget));
  };
  const loaded = (): Promise<void> => {
    loading ??= load().catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
    return loading;
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
  const stopFollowing = archive.onChange(() => {
    // What another tab broke off here is found again by whoever asks next.
    loading = (loading ?? Promise.resolve()).then(load, load);
    loading.catch(() => (loading = undefined));
  });

  return {
    loaded,
    async find(id) {
      await loaded();
      const one = hosted.get(id);
      if (one === undefined) throw new WorkbenchError('device/unknown', {});
      return one;
    },
    has: (id) => hosted.has(id),
    records: () => [...hosted.values()].map(({ record }) => record),
    summaries: () => [...hosted.values()].map(summarise),
    summarise,
    host,
    forget,
    show,
    watchList(make) {
      const watcher = make();
      listWatchers.add(watcher);
      return () => {
        listWatchers.delete(watcher);
        watcher.dispose();
      };
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
