import type { Clock } from '#core/ports/clock';
import type { Locks } from '#core/ports/locks';
import { CONTROL_CHANNEL, presenceLock, type ControlMessage } from './tab-cloud-messages.ts';

const SEEK_EVERY_MS = 250;
/** A worker has to be loaded, the vault opened and keys made. */
const SEEK_LIMIT_MS = 10_000;

/** What the users of the tab's cloud share in one realm. */
export interface TabCloudPorts {
  readonly clock: Clock;
  readonly locks: Locks;
  readonly crypto: Pick<Crypto, 'randomUUID'>;
}

/** Knows whether a host of the tab's cloud is there, and calls for one. */
export interface TabCloudFinder {
  /** Gives the host's instance, once one is there; undefined when none came within ten seconds. */
  find(): Promise<string | undefined>;
  /** Runs `task` once, when the host of this instance is gone. Returns a function that takes it back. */
  onGone(instance: string, task: () => void): () => void;
  post(message: ControlMessage): void;
  /** Returns a function that stops it. */
  onMessage(listener: (message: ControlMessage) => void): () => void;
  dispose(): void;
}

/** Gives the finder of one realm. */
export function createTabCloudFinder({ clock, locks }: TabCloudPorts): TabCloudFinder {
  const channel = new BroadcastChannel(CONTROL_CHANNEL);
  const listeners = new Set<(message: ControlMessage) => void>();
  const metListeners = new Set<(instance: string) => void>();
  const goneTasks = new Map<string, Set<() => void>>();
  let present: string | undefined;
  let seeking: Promise<string | undefined> | undefined;

  const watchPresence = async (instance: string): Promise<void> => {
    goneTasks.set(instance, new Set());
    (await locks.hold(presenceLock(instance)))();
    if (present === instance) present = undefined;
    const tasks = [...(goneTasks.get(instance) ?? [])];
    goneTasks.delete(instance);
    for (const task of tasks) task();
  };
  const meet = async (instance: string): Promise<void> => {
    if (goneTasks.has(instance)) return;
    // A greeting may arrive after its host is gone: then nobody holds the lock.
    const free = await locks.tryHold(presenceLock(instance));
    if (free !== undefined) return free();
    present = instance;
    if (!goneTasks.has(instance)) void watchPresence(instance);
    for (const tell of [...metListeners]) tell(instance);
  };
  const onMessage = (listener: (message: ControlMessage) => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  const post = (message: ControlMessage): void => channel.postMessage(message);
  channel.onmessage = ({ data }: MessageEvent<ControlMessage>) => {
    if (data.kind === 'here') void meet(data.instance);
    for (const listener of [...listeners]) listener(data);
  };

  const seek = (): Promise<string | undefined> =>
    new Promise((resolve) => {
      const until = clock.now() + SEEK_LIMIT_MS;
      const ask = () => {
        if (clock.now() >= until) return settle(undefined);
        post({ kind: 'seek' });
        timer = clock.after(SEEK_EVERY_MS, ask);
      };
      const settle = (instance: string | undefined): void => {
        timer.cancel();
        metListeners.delete(settle);
        resolve(instance);
      };
      metListeners.add(settle);
      let timer = clock.after(SEEK_EVERY_MS, ask);
      post({ kind: 'seek' });
    });

  return {
    async find() {
      if (present !== undefined) return present;
      seeking ??= seek().finally(() => (seeking = undefined));
      return seeking;
    },
    onGone(instance, task) {
      const tasks = goneTasks.get(instance);
      if (tasks === undefined) queueMicrotask(task);
      else tasks.add(task);
      return () => void tasks?.delete(task);
    },
    post,
    onMessage,
    dispose: () => channel.close(),
  };
}
