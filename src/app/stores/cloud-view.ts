import { findingOf, type Finding } from '#core/errors/workbench-error';
import type { Clock, Timer } from '#core/ports/clock';
import { createStore, type ReadableStore } from '#core/store';
import type { CloudEventLine } from '../cloud-events.ts';
import type { CloudGroup } from '../cloud-groups.ts';
import type { CloudAttempt, CloudInfo, CloudOperator } from '../cloud-operator.ts';

/** What the operator sees of one local cloud, but for its devices, of which there may be very many. */
export interface CloudContent {
  readonly info: CloudInfo;
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

/** Somebody who keeps something of a cloud up to date. */
export interface CloudListener {
  onEvent(event: CloudEventLine): void;
  /** The events begin, or began again after a pause: all that was read before may be old. */
  onAnew(): void;
}

/** The events of one cloud. */
export interface CloudFeed {
  /** Returns a function that stops it. */
  listen(listener: CloudListener): () => void;
}

export interface CloudView extends CloudFeed {
  readonly state: ReadableStore<CloudViewState>;
  /** Reads everything again now. */
  refresh(): void;
  dispose(): void;
}

/** Attempts that are shown. */
export const ATTEMPTS_SHOWN = 200;
/** At most one reading in this time, however many events there are. */
export const READ_EVERY_MS = 400;
type StalePart = keyof CloudContent;
const GROUP_EVENTS: readonly string[] = ['device', 'enrollment', 'authority'];
const FIRST_RETRY_MS = 1000;
const LAST_RETRY_MS = 15_000;

/**
 * Follows one local cloud by its one stream of events: hands them on to whoever shows its devices, and keeps the rest of
 * it up to date itself.
 */
export function createCloudView(operator: CloudOperator, clock: Clock): CloudView {
  return new FollowedCloud(operator, clock);
}

class FollowedCloud implements CloudView {
  readonly state = createStore<CloudViewState>({ kind: 'loading' });
  readonly #operator: CloudOperator;
  readonly #clock: Clock;
  readonly #listeners = new Set<CloudListener>();
  #stopFollowing: (() => void) | undefined;
  #timer: Timer | undefined;
  readonly #stale = new Set<StalePart>();
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

  listen(listener: CloudListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  dispose(): void {
    this.#disposed = true;
    this.#listeners.clear();
    this.#close();
  }

  async #open(): Promise<void> {
    this.#close();
    const round = this.#round;
    this.#stopFollowing = this.#operator.follow(
      (event) => this.#note(event),
      () => this.#streamEnded(round),
    );
    for (const { onAnew } of this.#listeners) onAnew();
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
    this.#stale.clear();
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
    if (event.type === 'reset') return this.refresh();
    for (const { onEvent } of this.#listeners) onEvent(event);
    if (event.type === 'attempt') this.#stale.add('attempts');
    else if (event.type === 'settings') this.#stale.add('info');
    // Groups count their devices, and say of a CA certificate that they refer to whether it is proved.
    else if (GROUP_EVENTS.includes(event.type)) this.#stale.add('groups');
    else return;
    this.#timer ??= this.#clock.after(READ_EVERY_MS, () => void this.#readStale(this.#round));
  }

  async #readStale(round: number): Promise<void> {
    const stale = new Set(this.#stale);
    this.#stale.clear();
    await this.#read(round, () => this.#readParts(stale));
    if (round !== this.#round) return;
    this.#timer =
      this.#stale.size === 0 ? undefined : this.#clock.after(READ_EVERY_MS, () => void this.#readStale(round));
  }

  async #readParts(stale: ReadonlySet<StalePart>): Promise<CloudContent> {
    const shown = this.state.get();
    if (shown.kind !== 'ready') return this.#readAll();
    const [info, groups, attempts] = await Promise.all([
      stale.has('info') ? this.#operator.readInfo() : shown.content.info,
      stale.has('groups') ? this.#operator.groups.list() : shown.content.groups,
      stale.has('attempts') ? this.#operator.listAttempts(ATTEMPTS_SHOWN) : shown.content.attempts,
    ]);
    return { info, groups, attempts };
  }

  async #readAll(): Promise<CloudContent> {
    const [info, groups, attempts] = await Promise.all([
      this.#operator.readInfo(),
      this.#operator.groups.list(),
      this.#operator.listAttempts(ATTEMPTS_SHOWN),
    ]);
    return { info, groups, attempts };
  }
}
