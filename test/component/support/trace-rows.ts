import type { TraceEntry } from '#core/trace/trace-entry';
import type { TraceSource } from '#ui/elements/trace-list/trace-source';

/** A packet with that number; every seventh is a note, every eleventh failed. */
export function makeEntry(number: number): TraceEntry {
  const note = number % 7 === 0;
  return {
    number,
    at: 1_795_000_000_000 + number * 10,
    direction: note ? 'note' : number % 2 === 0 ? 'sent' : 'received',
    service: number < 5 ? 'dps' : 'hub',
    type: note ? 'NOTE' : 'PUBLISH',
    words: `row ${number}`,
    topic: note ? '' : `devices/d/messages/events/${number}`,
    bytes: 100 + number,
    body: note ? '' : '{"temperature":21}',
    fields: [['QoS', '1']],
    failed: number % 11 === 0,
  };
}

/** A trace that grows at its end and loses rows at its beginning. */
export class GrowingTrace implements TraceSource {
  #rows: TraceEntry[];
  #first = 0;
  #next: number;
  version = 0;
  readonly #listeners = new Set<() => void>();

  constructor(count: number) {
    this.#rows = Array.from({ length: count }, (_, index) => makeEntry(index + 1));
    this.#next = count + 1;
  }

  get length(): number {
    return this.#rows.length - this.#first;
  }

  get listenerCount(): number {
    return this.#listeners.size;
  }

  at(index: number): TraceEntry | undefined {
    return index < 0 ? undefined : this.#rows[this.#first + index];
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  add(count: number): void {
    for (let added = 0; added < count; added++) this.#rows.push(makeEntry(this.#next++));
    this.#tell();
  }

  drop(count: number): void {
    this.#first += count;
    this.#tell();
  }

  #tell(): void {
    this.version++;
    for (const listener of this.#listeners) listener();
  }
}

/** The rows of another source for which `keep` is true. */
export function filtered(source: TraceSource, keep: (entry: TraceEntry) => boolean): TraceSource {
  const rows = Array.from({ length: source.length }, (_, index) => source.at(index)).filter(
    (entry): entry is TraceEntry => entry !== undefined && keep(entry),
  );
  return { length: rows.length, version: 0, at: (index) => rows[index], subscribe: () => () => undefined };
}
