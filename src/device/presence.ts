import { findingOf } from '#core/errors/workbench-error';
import type { DeviceRecord } from '#core/identity/device-record';
import type { Clock, Timer } from '#core/ports/clock';
import type { Vault } from '#core/ports/vault';
import { isDeviceLock, nameChangeLock, nameRegistrationLock } from './lock-names.ts';
import type { TrackedLocks } from './tracked-locks.ts';

/** What is known of a device beside what it does in this tab. */
export interface Presence {
  readonly runsElsewhere: boolean;
  /** It was started before, in this browser. */
  readonly ranBefore: boolean;
  /** It ran when its page went away, or still runs elsewhere. */
  readonly wasRunning: boolean;
  /** Milliseconds since the Unix epoch; at most 10 s old while the device runs. */
  readonly lastSeenAt: number | undefined;
}

/** Where tabs leave for each other, and for the time after a reload, which devices run and when they were last seen. */
export interface PresenceKeeper {
  /** Reads anew what other tabs left, and which locks they hold. Throws `vault/…`. */
  look(): Promise<void>;
  read(record: DeviceRecord): Presence;
  /** Takes what a device of this tab does now. Written soon when it starts or stops, else at most every 10 s. */
  note(record: DeviceRecord, isRunning: boolean, lastSeenAt: number | undefined): void;
  dispose(): void;
}

/** What presence is kept by. */
export interface PresenceOptions {
  readonly clock: Clock;
  readonly locks: TrackedLocks;
  readonly vault: Vault;
  /** Called after a look that was not asked for. */
  readonly onChange: () => void;
}

/** One record for all devices: a thousand of them are written as seldom as one. */
const KIND = 'device-presence';
const ID = 'all';
const SCHEMA = 1;

/** How often a running device's last-seen time is written. */
const WRITE_EVERY_MS = 10_000;
/** Long enough for a start to hold its lock, so that who is told finds it; devices that start together share a write. */
const WRITE_SOON_MS = 500;
/** A tab that is closed tells nobody: while one is at work, its locks are looked at this often. */
const LOOK_EVERY_MS = 3000;

interface Kept {
  readonly isRunning: boolean;
  readonly lastSeenAt?: number;
}
type AllKept = Readonly<Record<string, Kept>>;

/** Gives the keeper over a vault; nothing is known before the first look. */
export function createPresence({ clock, locks, vault, onChange }: PresenceOptions): PresenceKeeper {
  const own = new Map<string, Kept & { readonly lock: string }>();
  const changed = new Set<string>();
  let kept: AllKept = {};
  let elsewhere: ReadonlySet<string> = new Set();
  let writing: { readonly at: number; readonly timer: Timer } | undefined;
  let looking: Timer | undefined;
  let isDisposed = false;

  const readKept = async (): Promise<AllKept> => {
    const [entry] = await vault.list(KIND);
    return entry?.schema === SCHEMA ? (entry.public as AllKept) : {};
  };
  const look = async (): Promise<void> => {
    [kept, elsewhere] = await Promise.all([readKept(), locks.heldElsewhere()]);
    looking?.cancel();
    looking = undefined;
    const isAnyElsewhere = [...elsewhere].some(isDeviceLock);
    if (isAnyElsewhere && !isDisposed) looking = clock.after(LOOK_EVERY_MS, () => void lookAgain());
  };
  const lookAgain = async (): Promise<void> => {
    const before = elsewhere;
    await look().catch(ignoreFinding);
    if (before.size !== elsewhere.size || [...before].some((name) => !elsewhere.has(name))) onChange();
  };
  const write = async (): Promise<void> => {
    const ids = [...changed];
    changed.clear();
    const release = await locks.hold(nameChangeLock(KIND));
    try {
      const [before, others] = await Promise.all([readKept(), locks.heldElsewhere()]);
      const ours = ids.flatMap((id) => {
        const now = own.get(id);
        // Who runs it writes it: here it was only refused, because it runs there.
        if (now === undefined || others.has(now.lock)) return [];
        const lastSeenAt = now.lastSeenAt ?? before[id]?.lastSeenAt;
        return [[id, { isRunning: now.isRunning, ...(lastSeenAt === undefined ? {} : { lastSeenAt }) }] as const];
      });
      const known = new Set((await vault.list('device')).map(({ id }) => id));
      const all = Object.entries({ ...before, ...Object.fromEntries(ours) });
      const left = Object.fromEntries(all.filter(([id]) => known.has(id)));
      await vault.write({ id: ID, kind: KIND, schema: SCHEMA, public: left, secret: null });
    } finally {
      release();
    }
  };
  const writeWithin = (delayMs: number): void => {
    const at = clock.now() + delayMs;
    if (isDisposed || (writing !== undefined && writing.at <= at)) return;
    writing?.timer.cancel();
    const timer = clock.after(delayMs, () => {
      writing = undefined;
      // Nobody waits for it, and all that is lost is when a device was seen.
      write().catch(ignoreFinding);
    });
    writing = { at, timer };
  };

  return {
    look,
    read(record) {
      const left = kept[record.id];
      return {
        runsElsewhere: elsewhere.has(nameRegistrationLock(record)),
        ranBefore: left !== undefined,
        wasRunning: left?.isRunning === true,
        lastSeenAt: left?.lastSeenAt,
      };
    },
    note(record, isRunning, lastSeenAt) {
      const { id } = record;
      const before = own.get(id);
      if (before?.isRunning === isRunning && before.lastSeenAt === lastSeenAt) return;
      own.set(id, {
        isRunning,
        lock: before?.lock ?? nameRegistrationLock(record),
        ...(lastSeenAt === undefined ? {} : { lastSeenAt }),
      });
      changed.add(id);
      writeWithin(before?.isRunning === isRunning ? WRITE_EVERY_MS : WRITE_SOON_MS);
    },
    dispose() {
      isDisposed = true;
      writing?.timer.cancel();
      looking?.cancel();
    },
  };
}

/** What the vault refuses has been said by whoever needed it. */
function ignoreFinding(error: unknown): void {
  if (findingOf(error) === undefined) throw error;
}
