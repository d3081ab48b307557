import { isJsonObject, type Json, type JsonObject } from '#core/bytes/json';
import type { TelemetrySeries } from '#core/ports/device-host';

/** Points that each field of a device keeps; the oldest go first. */
export const TELEMETRY_POINT_LIMIT = 10_000;

/** Fields that a device keeps points of; more would be no chart but a table. */
const FIELD_LIMIT = 32;

const SPARKLINE_POINTS = 32;

interface Ring {
  readonly times: Float64Array;
  readonly values: Float64Array;
  /** Points written since the beginning; the ring holds the newest of them. */
  written: number;
}

/** How far a reader has read each field. */
export type TelemetryMarks = ReadonlyMap<string, number>;

/** The numeric fields of a device's telemetry, as points over time. */
export interface TelemetryRings {
  /** Takes the numbers out of a body; nested ones are called `outer.inner`. `atMs` since the Unix epoch. */
  add(body: JsonObject, atMs: number): void;
  /** Gives the points that came after `marks`, and the marks for the next call. */
  readSince(marks: TelemetryMarks): { readonly series: readonly TelemetrySeries[]; readonly marks: TelemetryMarks };
  /** Gives the newest values of the first field, oldest first. */
  sparkline(): readonly number[];
}

/** Gives empty rings. */
export function createTelemetryRings(pointLimit = TELEMETRY_POINT_LIMIT): TelemetryRings {
  const rings = new Map<string, Ring>();

  const ringOf = (name: string): Ring | undefined => {
    const known = rings.get(name);
    if (known !== undefined || rings.size >= FIELD_LIMIT) return known;
    const ring = { times: new Float64Array(pointLimit), values: new Float64Array(pointLimit), written: 0 };
    rings.set(name, ring);
    return ring;
  };
  const write = (name: string, value: number, atMs: number): void => {
    const ring = ringOf(name);
    if (ring === undefined) return;
    const index = ring.written % pointLimit;
    ring.times[index] = atMs / 1000;
    ring.values[index] = value;
    ring.written += 1;
  };
  const newest = (array: Float64Array, ring: Ring, count: number): Float64Array => {
    const found = new Float64Array(count);
    for (let index = 0; index < count; index += 1) {
      found[index] = array[(ring.written - count + index) % pointLimit] ?? 0;
    }
    return found;
  };

  return {
    add(body, atMs) {
      for (const [name, value] of numbersOf(body, '')) write(name, value, atMs);
    },
    readSince(marks) {
      const series: TelemetrySeries[] = [];
      const read = new Map<string, number>();
      for (const [name, ring] of rings) {
        read.set(name, ring.written);
        const count = Math.min(ring.written - (marks.get(name) ?? 0), pointLimit);
        if (count === 0) continue;
        series.push({ name, times: newest(ring.times, ring, count), values: newest(ring.values, ring, count) });
      }
      return { series, marks: read };
    },
    sparkline() {
      const [ring] = rings.values();
      if (ring === undefined) return [];
      return [...newest(ring.values, ring, Math.min(ring.written, SPARKLINE_POINTS, pointLimit))];
    },
  };
}

function* numbersOf(body: JsonObject, prefix: string): Generator<readonly [string, number]> {
  for (const [name, value] of Object.entries(body) as [string, Json][]) {
    if (typeof value === 'number') yield [prefix + name, value];
    else if (isJsonObject(value)) yield* numbersOf(value, `${prefix}${name}.`);
  }
}
