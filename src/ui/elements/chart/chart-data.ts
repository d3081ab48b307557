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

/** Values of one line, one per row of the shared times; undefined where the line has none. */
export type ChartColumn = (number | undefined)[];

/** Lowest, highest and newest value of a line in a window. */
export interface ChartExtent {
  readonly low: number;
  readonly high: number;
  readonly last: number;
  readonly count: number;
}

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

  constructor(rowLimit: number) {
    this.rowLimit = rowLimit;
  }

  clear(): void {
    this.lines.length = 0;
    this.times.length = 0;
    this.columns.length = 0;
  }

  /** Adds points; true when a line came that was not there before. */
  append(series: readonly ChartSeries[]): boolean {
    const known = this.lines.length;
    const columns = series.map((one) => this.#columnOf(one));
    const next = series.map(() => 0);
    for (;;) {
      let time = Number.POSITIVE_INFINITY;
      for (let s = 0; s < series.length; s++) time = Math.min(time, series[s]?.times[next[s] ?? 0] ?? time);
      if (time === Number.POSITIVE_INFINITY) break;
      const row = this.#rowAt(time);
      for (let s = 0; s < series.length; s++) {
        const at = next[s] ?? 0;
        if (series[s]?.times[at] !== time) continue;
        const column = columns[s];
        if (column !== undefined) column[row] = series[s]?.values[at];
        next[s] = at + 1;
      }
    }
    this.#trim();
    return this.lines.length > known;
  }

  /** The newest value of a line at a row or before it. */
  valueAt(line: number, row: number): number | undefined {
    const column = this.columns[line] ?? [];
    for (let r = Math.min(row, column.length - 1); r >= 0; r--) {
      const value = column[r];
      if (value !== undefined) return value;
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
      if (value === undefined) continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
      last = value;
      count++;
    }
    return last === undefined ? undefined : { low, high, last, count };
  }

  #columnOf({ name, unit }: ChartSeries): ChartColumn | undefined {
    const index = this.lines.findIndex((line) => line.name === name);
    if (index >= 0) return this.columns[index];
    this.lines.push({ name, unit });
    const column: ChartColumn = this.times.map(() => undefined);
    this.columns.push(column);
    return column;
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
