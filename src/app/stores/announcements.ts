import type { Clock, Timer } from '#core/ports/clock';
import { createStore, type ReadableStore } from '#core/store';
import { deviceName } from '#core/identity/device-record';
import type { DeviceState, DeviceSummary } from '#core/ports/device-host';
import type { DeviceList } from './device-list.ts';

/** A device that came to rest in another state. */
export interface StatusChange {
  readonly name: string;
  readonly state: DeviceState;
}

export interface Announcements {
  /** The changes to be said now; replaced, never added to. */
  readonly changes: ReadableStore<readonly StatusChange[]>;
  dispose(): void;
}

/** A screen reader is told at most once in this time. */
const SAY_EVERY_MS = 2000;
/** States on the way to another one: nobody needs to hear them. */
const PASSING: ReadonlySet<DeviceState['kind']> = new Set(['idle', 'checking', 'provisioning', 'connecting']);

/** Collects changes of state for people who cannot see them: the newest of each device, rate-limited. */
export function createAnnouncements(list: DeviceList, clock: Clock): Announcements {
  const changes = createStore<readonly StatusChange[]>([]);
  const last = new Map<string, DeviceState['kind']>();
  const waiting = new Map<string, StatusChange>();
  let timer: Timer | undefined;
  const say = (): void => {
    timer = undefined;
    if (waiting.size === 0) return;
    changes.set([...waiting.values()]);
    waiting.clear();
    timer = clock.after(SAY_EVERY_MS, say);
  };
  const note = ({ record, state }: DeviceSummary): void => {
    const before = last.get(record.id);
    if (PASSING.has(state.kind) || before === state.kind) return;
    last.set(record.id, state.kind);
    // The first sight of a device is no change.
    if (before === undefined && state.kind === 'stopped') return;
    waiting.set(record.id, { name: deviceName(record.route), state });
  };
  const stop = list.state.subscribe(() => {
    const now = list.state.get();
    if (now.kind !== 'ready') return;
    now.devices.forEach(note);
    if (timer === undefined) say();
  });
  return {
    changes,
    dispose() {
      stop();
      timer?.cancel();
    },
  };
}
