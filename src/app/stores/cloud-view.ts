import { findingOf, type Finding } from '#core/errors/workbench-error';
import type { Clock, Timer } from '#core/ports/clock';
import { createStore, type ReadableStore } from '#core/store';
import type { CloudGroup } from '../cloud-groups.ts';
import type { CloudAttempt, CloudDevice, CloudEventLine, CloudInfo, CloudOperator } from '../cloud-operator.ts';

/** What the operator sees of one local cloud. */
export interface CloudContent {
  readonly info: CloudInfo;
  readonly devices: readonly CloudDevice[];
  readonly groups: readonly CloudGroup[];
  /** Newest first. */
  readonly attempts: readonly CloudAttempt[];
}

/** Whether what is shown is what is. */
export type CloudLine =
  | { readonly kind: 'live' }
  /** The event stream ended; another try comes at `until`. */
  | { readonly kind: 'reconnecting'; readonly until: number };

export type CloudViewState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'ready'; readonly content: CloudContent; readonly line: CloudLine }
  | { readonly kind: 'failed'; readonly finding: Finding | undefined; readonly until: number };

export interface CloudView {
  readonly state: ReadableStore<CloudViewState>;
  /** Reads everything again now. */
  refresh(): void;
  dispose(): void;
}

const ATTEMPTS = 200;
/** At most one reading in this time, however many events there are. */
const READ_EVERY_MS = 400;
const FIRST_RETRY_MS = 1000;
const LAST_RETRY_MS = 15_000;

/** Follows one local cloud: reads all of it, then again whenever its event stream says that something changed. */
export function createCloudView(operator: CloudOperator, clock: Clock): CloudView {
  return new FollowedCloud(operator, clock);
}

class FollowedCloud implements CloudView {
  readonly state = createStore<CloudViewState>({ kind: 'loading' });
  readonly #operator: CloudOperator;
  readonly #clock: Clock;
  #stopFollowing: (() => void) | undefined;
  #timer: Timer | undefined;
  #stale: 'no' | 'devices' | 'all' = 'no';
  #retryMs = FIRST_RETRY_MS;
  #reading: Promise<void> = Promise.resolve();
  /** Counts up whenever what is under way no longer counts. */
  #round = 0;
  #disposed = false;

  constructor(operator: CloudOperator, clock: Clock) {
    this.#operator = operator;
    this.#clock = clock;
    void this.#open();
  }

  refresh(): void {
    this.#retryMs = FIRST_RETRY_MS;
    void this.#open();
  }

  dispose(): void {
    this.#disposed = true;
    this.#close();
  }

  async #open(): Promise<void> {
    this.#close();
    const round = this.#round;
    this.#stopFollowing = this.#operator.follow(
      (event) => this.#note(event),
      () => this.#streamEnded(round),
    );
    this.#reading = this.#read(round, () => this.#readAll());
    await this.#reading;
  }

  /** Before anything was read the reading knows why, and a stream's end does not. */
  #streamEnded(round: number): void {
    if (this.state.get().kind === 'ready') this.#lost(round, undefined);
    else void this.#reading.then(() => this.#lost(round, undefined));
  }

  #close(): void {
    this.#round += 1;
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#stopFollowing?.();
    this.#stopFollowing = undefined;
    this.#stale = 'no';
  }

  async #read(round: number, reading: () => Promise<CloudContent>): Promise<void> {
    try {
      const content = await reading();
      if (round !== this.#round) return;
      this.#retryMs = FIRST_RETRY_MS;
      this.state.set({ kind: 'ready', content, line: { kind: 'live' } });
    } catch (error) {
      this.#lost(round, error);
    }
  }

  /** Keeps what is shown, says that it may be old, and tries again later and later. */
  #lost(round: number, error: unknown): void {
    if (this.#disposed || round !== this.#round) return;
    this.#close();
    const until = this.#clock.now() + this.#retryMs;
    const shown = this.state.get();
    if (shown.kind === 'ready') this.state.set({ ...shown, line: { kind: 'reconnecting', until } });
    else this.state.set({ kind: 'failed', finding: findingOf(error), until });
    this.#timer = this.#clock.after(this.#retryMs, () => void this.#open());
    this.#retryMs = Math.min(this.#retryMs * 2, LAST_RETRY_MS);
  }

  #note(event: CloudEventLine): void {
    if (this.#disposed) return;
    const wanted = event.type === 'telemetry' || event.type === 'twin' ? 'devices' : 'all';
    this.#stale = this.#stale === 'all' ? 'all' : wanted;
    this.#timer ??= this.#clock.after(READ_EVERY_MS, () => void this.#readStale(this.#round));
  }

  async #readStale(round: number): Promise<void> {
    const stale = this.#stale;
    this.#stale = 'no';
    await this.#read(round, () => (stale === 'devices' ? this.#readDevices() : this.#readAll()));
    if (round !== this.#round) return;
    this.#timer =
      this.#stale === 'no' ? undefined : this.#clock.after(READ_EVERY_MS, () => void this.#readStale(round));
  }

  async #readDevices(): Promise<CloudContent> {
    const shown = this.state.get();
    if (shown.kind !== 'ready') return this.#readAll();
    return { ...shown.content, devices: await this.#operator.listDevices() };
  }

  async #readAll(): Promise<CloudContent> {
    const [info, devices, groups, attempts] = await Promise.all([
      this.#operator.readInfo(),
      this.#operator.listDevices(),
      this.#operator.groups.list(),
      this.#operator.listAttempts(ATTEMPTS),
    ]);
    return { info, devices, groups, attempts };
  }
}
