import { findingOf, WorkbenchError, type Finding } from '#core/errors/workbench-error';
import type { Clock, Timer } from '#core/ports/clock';
import { createStore, type ReadableStore } from '#core/store';
import type { CloudCommand, CloudDevice, CloudDevices, CloudQueuedMessage, CloudTelemetry } from '../cloud-devices.ts';
import { telemetryOf, type CloudEventLine } from '../cloud-events.ts';
import type { CloudAttempt } from '../cloud-operator.ts';
import { ATTEMPTS_SHOWN, READ_EVERY_MS, type CloudFeed } from './cloud-view.ts';

/** Messages of the device that are kept, as many as the cloud keeps unless it is told otherwise. */
export const TELEMETRY_KEPT = 200;

/** One device, with all that the cloud keeps of it. */
export interface CloudDeviceContent {
  readonly device: CloudDevice;
  /** Newest first. */
  readonly commands: readonly CloudCommand[];
  /** In the order in which they wait. */
  readonly messages: readonly CloudQueuedMessage[];
  /** Newest first. */
  readonly attempts: readonly CloudAttempt[];
  /** Newest first. */
  readonly telemetry: readonly CloudTelemetry[];
}

export type CloudDevicePageState =
  | { readonly kind: 'reading' }
  | { readonly kind: 'ready'; readonly content: CloudDeviceContent }
  | { readonly kind: 'gone' }
  | { readonly kind: 'failed'; readonly finding: Finding | undefined };

/** One device of a cloud, kept up to date. */
export interface CloudDevicePage {
  readonly id: string;
  readonly state: ReadableStore<CloudDevicePageState>;
  /** Calls `listener` with what was sent, oldest first, as it comes. Returns a function that stops it. */
  onTelemetry(listener: (messages: readonly CloudTelemetry[]) => void): () => void;
  /** Reads everything again now. */
  refresh(): void;
  dispose(): void;
}

/** Where a device page gets what it shows. */
export interface CloudDevicePageOptions {
  readonly id: string;
  readonly devices: CloudDevices;
  readonly clock: Clock;
  readonly feed: CloudFeed;
}

/** What is read together, and again when an event says that it changed. */
type Part = keyof CloudDeviceContent;

const PARTS_OF_EVENTS: Readonly<Record<string, readonly Part[]>> = {
  // Its telemetry comes with the event itself.
  telemetry: [],
  command: ['commands'],
  message: ['messages', 'device'],
  attempt: ['attempts', 'device'],
};

/** Gives one device of a cloud: all of it is read once, and what an event tells of again. */
export function createCloudDevicePage(options: CloudDevicePageOptions): CloudDevicePage {
  return new FollowedDevice(options);
}

class FollowedDevice implements CloudDevicePage {
  readonly id: string;
  readonly state = createStore<CloudDevicePageState>({ kind: 'reading' });
  readonly #devices: CloudDevices;
  readonly #clock: Clock;
  readonly #stopListening: () => void;
  readonly #telemetryListeners = new Set<(messages: readonly CloudTelemetry[]) => void>();
  readonly #stale = new Set<Part>();
  /** Came with events and is not shown yet, oldest first. */
  #arrived: CloudTelemetry[] = [];
  #timer: Timer | undefined;
  #round = 0;
  #disposed = false;

  constructor({ id, devices, clock, feed }: CloudDevicePageOptions) {
    this.id = id;
    this.#devices = devices;
    this.#clock = clock;
    this.#stopListening = feed.listen({ onEvent: (event) => this.#note(event), onAnew: () => this.refresh() });
    this.refresh();
  }

  onTelemetry(listener: (messages: readonly CloudTelemetry[]) => void): () => void {
    this.#telemetryListeners.add(listener);
    return () => void this.#telemetryListeners.delete(listener);
  }

  refresh(): void {
    this.#round += 1;
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#stale.clear();
    this.#arrived = [];
    void this.#read(this.#round, () => this.#readAll());
  }

  dispose(): void {
    this.#disposed = true;
    this.#round += 1;
    this.#timer?.cancel();
    this.#stopListening();
    this.#telemetryListeners.clear();
  }

  async #read(round: number, reading: () => Promise<CloudDeviceContent>): Promise<void> {
    try {
      const content = await reading();
      if (round === this.#round) this.state.set({ kind: 'ready', content });
    } catch (error) {
      if (round === this.#round) this.#fail(error);
    }
  }

  /** What is shown stays; that it may be old is said by whoever follows the events. */
  #fail(error: unknown): void {
    if (error instanceof WorkbenchError && error.code === 'cloud/not-found') this.state.set({ kind: 'gone' });
    else if (this.state.get().kind !== 'ready') this.state.set({ kind: 'failed', finding: findingOf(error) });
  }

  #note(event: CloudEventLine): void {
    if (this.#disposed || event.deviceId !== this.id) return;
    const message = telemetryOf(event);
    if (message !== undefined) {
      this.#arrived.push(message);
      for (const listener of this.#telemetryListeners) listener([message]);
    }
    for (const part of PARTS_OF_EVENTS[event.type] ?? ['device']) this.#stale.add(part);
    this.#timer ??= this.#clock.after(READ_EVERY_MS, () => void this.#showNews(this.#round));
  }

  async #showNews(round: number): Promise<void> {
    const stale = new Set(this.#stale);
    const arrived = this.#arrived;
    this.#stale.clear();
    this.#arrived = [];
    await this.#read(round, () => this.#readParts(stale, arrived));
    if (round !== this.#round) return;
    const isDone = this.#stale.size === 0 && this.#arrived.length === 0;
    this.#timer = isDone ? undefined : this.#clock.after(READ_EVERY_MS, () => void this.#showNews(round));
  }

  async #readParts(stale: ReadonlySet<Part>, arrived: readonly CloudTelemetry[]): Promise<CloudDeviceContent> {
    const shown = this.state.get();
    if (shown.kind !== 'ready') return this.#readAll();
    const { content } = shown;
    const [device, commands, messages, attempts] = await Promise.all([
      stale.has('device') ? this.#devices.read(this.id) : content.device,
      stale.has('commands') ? this.#devices.listCommands(this.id) : content.commands,
      stale.has('messages') ? this.#devices.listMessages(this.id) : content.messages,
      stale.has('attempts') ? this.#devices.listAttempts(this.id, ATTEMPTS_SHOWN) : content.attempts,
    ]);
    const newest = arrived.at(-1);
    const known = newest === undefined ? device : { ...device, lastTelemetry: newest, lastActivityAt: newest.at };
    const telemetry =
      newest === undefined
        ? content.telemetry
        : [...arrived.toReversed(), ...content.telemetry].slice(0, TELEMETRY_KEPT);
    return { device: known, commands, messages, attempts, telemetry };
  }

  async #readAll(): Promise<CloudDeviceContent> {
    const [device, commands, messages, attempts, telemetry] = await Promise.all([
      this.#devices.read(this.id),
      this.#devices.listCommands(this.id),
      this.#devices.listMessages(this.id),
      this.#devices.listAttempts(this.id, ATTEMPTS_SHOWN),
      this.#devices.readTelemetry(this.id, TELEMETRY_KEPT),
    ]);
    // What came meanwhile is in the answer.
    this.#arrived = this.#arrived.filter(({ at }) => at > (telemetry[0]?.at ?? 0));
    return { device, commands, messages, attempts, telemetry };
  }
}
