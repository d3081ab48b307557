import { findingOf, type Finding } from '#core/errors/workbench-error';
import type { Clock, Timer } from '#core/ports/clock';
import { createStore, type ReadableStore } from '#core/store';
import {
  ALL_DEVICES,
  type CloudDevicePage,
  type CloudDeviceQuery,
  type CloudDeviceRow,
  type CloudDevices,
} from '../cloud-devices.ts';
import type { CloudEventLine } from '../cloud-events.ts';
import { READ_EVERY_MS, type CloudFeed } from './cloud-view.ts';

/** Rows that are read at once. */
export const ROWS_A_PAGE = 100;
/** Pages that are kept; those farthest from what is in sight go first. */
const PAGES_KEPT = 10;

/** What is known of a cloud's devices. */
export interface CloudDeviceRowsState {
  readonly query: CloudDeviceQuery;
  /** Of the query that was answered last; undefined before the first answer. */
  readonly found: Omit<CloudDevicePage, 'rows'> | undefined;
  /** Why the rows in sight could not be read. */
  readonly finding: Finding | undefined;
  /** Another number whenever a row may have changed. */
  readonly version: number;
}

/** The devices of one cloud that fit a query: read as far as they are in sight, and kept up to date there. */
export interface CloudDeviceRows {
  readonly state: ReadableStore<CloudDeviceRowsState>;
  /** The row at a place, counted from 0; undefined while it has not been read. */
  at(index: number): CloudDeviceRow | undefined;
  /** Says which rows are in sight: `first` up to, not including, `end`. */
  show(first: number, end: number): void;
  /** Asks for other devices; what is shown stays until the first answer. */
  ask(query: CloudDeviceQuery): void;
  /** Reads what is in sight again now. */
  refresh(): void;
  dispose(): void;
}

interface Page {
  readonly rows: readonly CloudDeviceRow[];
  /** The reading that it came with. */
  readonly reading: number;
  isStale: boolean;
}

/** Events that change nothing but one row, and no count. */
const OF_ONE_ROW: readonly string[] = ['telemetry', 'twin', 'command', 'message'];

/** Gives the devices of a cloud, beginning with all of them. */
export function createCloudDeviceRows(devices: CloudDevices, clock: Clock, feed: CloudFeed): CloudDeviceRows {
  return new FollowedRows(devices, clock, feed);
}

class FollowedRows implements CloudDeviceRows {
  readonly state = createStore<CloudDeviceRowsState>({
    query: ALL_DEVICES,
    found: undefined,
    finding: undefined,
    version: 0,
  });
  readonly #devices: CloudDevices;
  readonly #clock: Clock;
  readonly #stopListening: () => void;
  readonly #pages = new Map<number, Page>();
  /** The page that a device was on when it was read last. */
  readonly #pageOf = new Map<string, number>();
  #answered: CloudDeviceQuery | undefined;
  #first = 0;
  #end = 1;
  #isReading = false;
  #readings = 0;
  /** Devices that changed since the reading began that is under way; `undefined` stands for any. */
  #changed = new Set<string | undefined>();
  #timer: Timer | undefined;
  #disposed = false;

  constructor(devices: CloudDevices, clock: Clock, feed: CloudFeed) {
    this.#devices = devices;
    this.#clock = clock;
    this.#stopListening = feed.listen({ onEvent: (event) => this.#note(event), onAnew: () => this.refresh() });
    void this.#readOn();
  }

  at(index: number): CloudDeviceRow | undefined {
    return this.#pages.get(pageOf(index))?.rows[index % ROWS_A_PAGE];
  }

  show(first: number, end: number): void {
    this.#first = first;
    this.#end = Math.max(end, first + 1);
    void this.#readOn();
    this.#readLater();
  }

  ask(query: CloudDeviceQuery): void {
    this.#set({ query });
    void this.#readOn();
  }

  refresh(): void {
    this.#makeStale();
    void this.#readOn(true);
  }

  dispose(): void {
    this.#disposed = true;
    this.#stopListening();
    this.#timer?.cancel();
  }

  #set(part: Partial<CloudDeviceRowsState>): void {
    this.state.update((state) => ({ ...state, ...part, version: state.version + 1 }));
  }

  #makeStale(): void {
    this.#changed.add(undefined);
    for (const page of this.#pages.values()) page.isStale = true;
  }

  #note({ type, deviceId }: CloudEventLine): void {
    const isOfOneRow = OF_ONE_ROW.includes(type) && deviceId !== undefined;
    if (isOfOneRow) this.#makeRowStale(deviceId);
    else this.#makeStale();
    this.#readLater();
  }

  #makeRowStale(id: string): void {
    this.#changed.add(id);
    const page = this.#pages.get(this.#pageOf.get(id) ?? -1);
    if (page !== undefined) page.isStale = true;
  }

  /** However much changes, what is in sight is read once in a while. */
  #readLater(): void {
    if (this.#timer !== undefined || this.#stalePage() === undefined) return;
    this.#timer = this.#clock.after(READ_EVERY_MS, () => {
      this.#timer = undefined;
      void this.#readOn(true);
    });
  }

  /** Reads, one request after the other, what is missing in sight, and once more what is old there if it `mayRepeat`. */
  async #readOn(mayRepeat = false): Promise<void> {
    if (this.#isReading) return;
    this.#isReading = true;
    const reading = (this.#readings += 1);
    const next = (): number | undefined => this.#missingPage() ?? (mayRepeat ? this.#stalePage(reading) : undefined);
    try {
      for (let page = next(); page !== undefined; page = next()) await this.#read(page);
    } catch (error) {
      // A cloud that is gone ends its events too, and is read anew when they begin again.
      if (!this.#disposed) this.#set({ finding: findingOf(error) });
    }
    this.#isReading = false;
  }

  #missingPage(): number | undefined {
    if (this.#disposed) return undefined;
    if (this.#answered !== this.state.get().query) return 0;
    return this.#pagesInSight().find((page) => !this.#pages.has(page));
  }

  /** Gives the first page in sight that is old, and came with an earlier reading. */
  #stalePage(before = Number.POSITIVE_INFINITY): number | undefined {
    if (this.#disposed) return undefined;
    return this.#pagesInSight().find((index) => {
      const page = this.#pages.get(index);
      return page?.isStale === true && page.reading < before;
    });
  }

  #pagesInSight(): readonly number[] {
    const matching = this.state.get().found?.matching ?? 0;
    const last = pageOf(Math.max(0, Math.min(this.#end, matching) - 1));
    const first = Math.min(pageOf(this.#first), last);
    return Array.from({ length: last - first + 1 }, (_, offset) => first + offset);
  }

  async #read(index: number): Promise<void> {
    const { query } = this.state.get();
    this.#changed = new Set();
    const { rows, ...found } = await this.#devices.readPage(query, index * ROWS_A_PAGE, ROWS_A_PAGE);
    if (this.#disposed || query !== this.state.get().query) return;
    if (this.#answered !== query) {
      this.#pages.clear();
      this.#pageOf.clear();
    }
    this.#answered = query;
    // What happened meanwhile is not sure to be in the answer.
    const isStale = this.#changed.has(undefined) || rows.some(({ id }) => this.#changed.has(id));
    this.#pages.set(index, { rows, reading: this.#readings, isStale });
    for (const { id } of rows) this.#pageOf.set(id, index);
    this.#dropFarPages();
    this.#set({ found, finding: undefined });
    this.#readLater();
  }

  #dropFarPages(): void {
    const middle = pageOf((this.#first + this.#end) / 2);
    const byDistance = [...this.#pages.keys()].sort((a, b) => Math.abs(a - middle) - Math.abs(b - middle));
    for (const page of byDistance.slice(PAGES_KEPT)) {
      for (const { id } of this.#pages.get(page)?.rows ?? []) this.#pageOf.delete(id);
      this.#pages.delete(page);
    }
  }
}

function pageOf(index: number): number {
  return Math.floor(index / ROWS_A_PAGE);
}
