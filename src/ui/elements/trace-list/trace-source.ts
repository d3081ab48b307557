import type { TraceEntry } from '#core/trace/trace-entry';

/** The rows of a trace, oldest first, ascending by `number`. Another filter is another source. */
export interface TraceSource {
  readonly length: number;
  /** Undefined outside `0 … length - 1`. */
  at(index: number): TraceEntry | undefined;
  /** Changes whenever a row is added or dropped. */
  readonly version: number;
  /** Calls `listener` after changes, as often as it likes; gives what stops it. */
  subscribe(listener: () => void): () => void;
}

/** A source without rows. */
export const NO_ROWS: TraceSource = { length: 0, version: 0, at: () => undefined, subscribe: () => () => undefined };

/** Index of the first row whose number is `number` or greater; `length` when there is none. */
export function indexFrom(source: TraceSource, number: number): number {
  let low = 0;
  let high = source.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((source.at(middle)?.number ?? Number.POSITIVE_INFINITY) < number) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Index of the row with that very number, or undefined when it is not among them (any more). */
export function indexOfNumber(source: TraceSource, number: number): number | undefined {
  const index = indexFrom(source, number);
  return source.at(index)?.number === number ? index : undefined;
}
