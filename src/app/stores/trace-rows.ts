import type { TraceEntry } from '#core/trace/trace-entry';

/** Which rows the reader wants to see. */
export interface TraceFilter {
  readonly direction: 'all' | TraceEntry['direction'];
  /** `PUBLISH`, `CONNACK` … or `all`. */
  readonly type: string;
  /** Only rows that failed. */
  readonly failedOnly: boolean;
  /** Every word must be in the row's words, topic, body or fields; compared without case. */
  readonly query: string;
}

export const NO_TRACE_FILTER: TraceFilter = { direction: 'all', type: 'all', failedOnly: false, query: '' };

/** Rows for a list that draws only what is in view. `version` changes with every change. */
export interface TraceRows {
  readonly length: number;
  readonly version: number;
  /** Undefined outside of 0 … length - 1. */
  at(index: number): TraceEntry | undefined;
  subscribe(listener: () => void): () => void;
}

/** Rows that are added at the end and forgotten at the front. */
export class GrowingRows implements TraceRows {
  readonly #rows: TraceEntry[];
  readonly #listeners = new Set<() => void>();
  #version = 0;

  constructor(rows: TraceEntry[]) {
    this.#rows = rows;
  }

  get length(): number {
    return this.#rows.length;
  }

  get version(): number {
    return this.#version;
  }

  at(index: number): TraceEntry | undefined {
    return this.#rows[index];
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Adds rows at the end and forgets those older than `oldestNumber`. */
  append(added: readonly TraceEntry[], oldestNumber: number): void {
    const gone = this.#countOlder(oldestNumber);
    if (gone === 0 && added.length === 0) return;
    this.#rows.splice(0, gone);
    for (const row of added) this.#rows.push(row);
    this.#version += 1;
    for (const listener of [...this.#listeners]) listener();
  }

  #countOlder(oldestNumber: number): number {
    let count = 0;
    for (const row of this.#rows) {
      if (row.number >= oldestNumber) break;
      count += 1;
    }
    return count;
  }
}

/** Gives the test for one filter. */
export function makeRowTest(filter: TraceFilter): (row: TraceEntry) => boolean {
  const words = filter.query.toLowerCase().split(/\s+/).filter(Boolean);
  return (row) => {
    if (filter.direction !== 'all' && row.direction !== filter.direction) return false;
    if (filter.type !== 'all' && row.type !== filter.type) return false;
    if (filter.failedOnly && !row.failed) return false;
    return words.length === 0 || holdsAll(row, words);
  };
}

function holdsAll(row: TraceEntry, words: readonly string[]): boolean {
  const fields = row.fields.map(([name, value]) => `${name} ${value}`).join(' ');
  const text = `${row.type} ${row.words} ${row.topic} ${row.body} ${fields}`.toLowerCase();
  return words.every((word) => text.includes(word));
}
