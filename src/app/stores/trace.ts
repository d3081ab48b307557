import type { DeviceHost, TraceBatch } from '#core/ports/device-host';
import { createStore, type ReadableStore } from '#core/store';
import { TRACE_ROW_LIMIT, type TraceEntry } from '#core/trace/trace-entry';
import { GrowingRows, makeRowTest, NO_TRACE_FILTER, type TraceFilter, type TraceRows } from './trace-rows.ts';

/** What stands above the list. */
export interface TraceSummary {
  readonly kept: number;
  readonly shown: number;
  /** Rows lost to the limit. */
  readonly dropped: number;
  readonly paused: boolean;
  /** Rows that came while paused and are not shown yet. */
  readonly held: number;
  /** Packet types seen, in the order they were first seen. */
  readonly types: readonly string[];
  readonly filter: TraceFilter;
}

/**
 * Keeps the newest rows of one device's trace and, beside them, those that pass the filter: a batch costs its own
 * length, not the trace's. Pausing holds the shown rows still; nothing is lost meanwhile but what the limit takes.
 */
export interface Trace {
  readonly summary: ReadableStore<TraceSummary>;
  /** A new object for each filter. */
  readonly rows: ReadableStore<TraceRows>;
  setFilter(filter: TraceFilter): void;
  pause(): void;
  resume(): void;
  /** Every kept row, shown or not, oldest first. */
  all(): readonly TraceEntry[];
  dispose(): void;
}

/** Follows one device's trace until disposed, keeping at most `limit` rows. */
export function createTrace(host: Pick<DeviceHost, 'watchTrace'>, id: string, limit = TRACE_ROW_LIMIT): Trace {
  return new FollowedTrace(host, id, limit);
}

class FollowedTrace implements Trace {
  readonly #limit: number;
  readonly #kept: TraceEntry[] = [];
  readonly #types = new Set<string>();
  #filter = NO_TRACE_FILTER;
  #accepts = makeRowTest(NO_TRACE_FILTER);
  #shown = new GrowingRows([]);
  #dropped = 0;
  #held = 0;
  /** Number of the first row not to be shown; undefined unless paused. */
  #heldFrom: number | undefined;
  #stop: (() => void) | undefined;
  #disposed = false;
  readonly rows = createStore<TraceRows>(this.#shown);
  readonly summary = createStore<TraceSummary>(this.#summarize());

  constructor(host: Pick<DeviceHost, 'watchTrace'>, id: string, limit: number) {
    this.#limit = limit;
    host
      .watchTrace(id, (batch) => this.#take(batch))
      .then(
        (end) => {
          if (this.#disposed) end();
          else this.#stop = end;
        },
        // The device's own page says why it cannot be followed.
        () => undefined,
      );
  }

  setFilter(filter: TraceFilter): void {
    this.#filter = filter;
    this.#accepts = makeRowTest(filter);
    this.#held = this.#kept.filter((row) => !this.#visible(row) && this.#accepts(row)).length;
    this.#refilter();
  }

  pause(): void {
    this.#heldFrom = (this.#kept.at(-1)?.number ?? 0) + 1;
    this.#tell();
  }

  resume(): void {
    const held = this.#kept.filter((row) => !this.#visible(row) && this.#accepts(row));
    this.#heldFrom = undefined;
    this.#held = 0;
    this.#shown.append(held, this.#kept[0]?.number ?? 0);
    this.#tell();
  }

  all(): readonly TraceEntry[] {
    return this.#kept;
  }

  dispose(): void {
    this.#disposed = true;
    this.#stop?.();
  }

  #take(batch: TraceBatch): void {
    if (this.#disposed) return;
    if (batch.restarted) this.#empty();
    if (batch.rows.length === 0 && batch.dropped === 0) return;
    this.#keep(batch);
    const passing = batch.rows.filter(this.#accepts);
    if (this.#heldFrom === undefined) this.#shown.append(passing, this.#kept[0]?.number ?? 0);
    else this.#held += passing.length;
    this.#tell();
  }

  #keep(batch: TraceBatch): void {
    for (const row of batch.rows) {
      this.#kept.push(row);
      this.#types.add(row.type);
    }
    const excess = Math.max(0, this.#kept.length - this.#limit);
    this.#kept.splice(0, excess);
    this.#dropped += batch.dropped + excess;
  }

  #empty(): void {
    this.#kept.length = 0;
    this.#types.clear();
    this.#held = 0;
    this.#dropped = 0;
    if (this.#heldFrom !== undefined) this.#heldFrom = 1;
    this.#refilter();
  }

  #refilter(): void {
    this.#shown = new GrowingRows(this.#kept.filter((row) => this.#visible(row) && this.#accepts(row)));
    this.rows.set(this.#shown);
    this.#tell();
  }

  #visible(row: TraceEntry): boolean {
    return this.#heldFrom === undefined || row.number < this.#heldFrom;
  }

  #tell(): void {
    this.summary.set(this.#summarize());
  }

  #summarize(): TraceSummary {
    return {
      kept: this.#kept.length,
      shown: this.#shown.length,
      dropped: this.#dropped,
      paused: this.#heldFrom !== undefined,
      held: this.#held,
      types: [...this.#types],
      filter: this.#filter,
    };
  }
}
