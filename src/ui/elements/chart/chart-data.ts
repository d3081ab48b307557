/** Points of one telemetry field. `times` in seconds since the Unix epoch, ascending; as long as `values`. */
export interface ChartSeries {
  readonly name: string;
  readonly times: Float64Array;
  readonly values: Float64Array;
  readonly unit?: string | undefined;
}

/** What is known of a line beside its points. */
export interface ChartLine {
  readonly name: string;
  readonly unit: string | undefined;
}

/** Values of one line, one per row of the shared times; undefined where it has none, null where it is interrupted. */
export type ChartColumn = (number | null | undefined)[];

/** Lowest, highest and newest value of a line in a window. */
export interface ChartExtent {
  readonly low: number;
  readonly high: number;
  readonly last: number;
  readonly count: number;
}

/** A pause is a gap when it is longer than both: so many usual intervals, and so many seconds. */
const GAP = { intervals: 5, seconds: 5 };

/** Intervals that say what is usual: few, so that a line with another pace is soon whole again. */
const PACE_INTERVALS = 7;

/** Rows beyond the limit that are kept until they are dropped together: dropping moves all others. */
const SLACK = 0.2;

/**
 * Points of several lines over one shared time axis, as the plot wants them. New points are pushed to the end of the
 * same arrays; the oldest go when there are more than `rowLimit` rows.
 */
export class ChartData {
  readonly lines: ChartLine[] = [];
  readonly times: number[] = [];
  readonly columns: ChartColumn[] = [];
  rowLimit: number;
  /** When each line's newest point was, and the intervals between the latest ones. */
  readonly #paces: { last: number; readonly intervals: number[] }[] = [];

  constructor(rowLimit: number) {
    this.rowLimit = rowLimit;
  }

  clear(): void {
    this.lines.length = 0;
    this.times.length = 0;
    this.columns.length = 0;
    this.#paces.length = 0;
  }

  /** Adds points; true when a line came that was not there before. */
  append(series: readonly ChartSeries[]): boolean {
    const known = this.lines.length;
    const lines = series.map((one) => this.#lineOf(one));
    const next = series.map(() => 0);
    for (;;) {
      let time = Number.POSITIVE_INFINITY;
      for (let s = 0; s < series.length; s++) time = Math.min(time, series[s]?.times[next[s] ?? 0] ?? time);
      if (time === Number.POSITIVE_INFINITY) break;
      for (let s = 0; s < series.length; s++) {
        if (series[s]?.times[next[s] ?? 0] === time) this.#interrupt(lines[s] ?? 0, time);
      }
      const row = this.#rowAt(time);
      for (let s = 0; s < series.length; s++) {
        const at = next[s] ?? 0;
        if (series[s]?.times[at] !== time) continue;
        const column = this.columns[lines[s] ?? 0];
        if (column !== undefined) column[row] = series[s]?.values[at];
        next[s] = at + 1;
      }
    }
    this.#trim();
    return this.lines.length > known;
  }

  /** The newest value of a line at a row or before it; undefined where it has none yet or is interrupted. */
  valueAt(line: number, row: number): number | undefined {
    const column = this.columns[line] ?? [];
    for (let r = Math.min(row, column.length - 1); r >= 0; r--) {
      const value = column[r];
      if (value !== undefined) return value ?? undefined;
    }
    return undefined;
  }

  /** What a line did since a time; undefined when it has no value there. */
  extent(line: number, fromTime: number): ChartExtent | undefined {
    const column = this.columns[line] ?? [];
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    let last: number | undefined;
    let count = 0;
    for (let row = this.#firstFrom(fromTime); row < column.length; row++) {
      const value = column[row];
      if (value === undefined || value === null) continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
      last = value;
      count++;
    }
    return last === undefined ? undefined : { low, high, last, count };
  }

  #lineOf({ name, unit }: ChartSeries): number {
    const index = this.lines.findIndex((line) => line.name === name);
    if (index >= 0) return index;
    this.columns.push(this.times.map(() => undefined));
    this.#paces.push({ last: Number.POSITIVE_INFINITY, intervals: [] });
    return this.lines.push({ name, unit }) - 1;
  }

  /** Interrupts a line before a point that comes much later than usual: a straight line there would be made up. */
  #interrupt(line: number, time: number): void {
    const pace = this.#paces[line];
    if (pace === undefined) return;
    const interval = time - pace.last;
    if (interval > Math.max(GAP.seconds, GAP.intervals * median(pace.intervals))) {
      const row = this.#rowAt(pace.last + interval / 2);
      const column = this.columns[line];
      if (column !== undefined) column[row] ??= null;
    }
    if (interval > 0 && pace.intervals.push(interval) > PACE_INTERVALS) pace.intervals.shift();
    if (interval > 0 || pace.last === Number.POSITIVE_INFINITY) pace.last = time;
  }

  /** Index of the row of a time; makes it where it is missing, which is nearly always at the end. */
  #rowAt(time: number): number {
    const { times, columns } = this;
    const last = times.at(-1);
    if (last !== undefined && time <= last) {
      const row = this.#firstFrom(time);
      if (times[row] === time) return row;
      times.splice(row, 0, time);
      for (const column of columns) column.splice(row, 0, undefined);
      return row;
    }
    for (const column of columns) column.push(undefined);
    return times.push(time) - 1;
  }

  #firstFrom(time: number): number {
    let low = 0;
    let high = this.times.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.times[middle] ?? 0) < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #trim(): void {
    if (this.times.length <= this.rowLimit * (1 + SLACK)) return;
    const extra = this.times.length - this.rowLimit;
    this.times.splice(0, extra);
    for (const column of this.columns) column.splice(0, extra);
  }
}

/** The middle one; infinite when there is none, since nothing is usual yet. */
function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.POSITIVE_INFINITY;
}
