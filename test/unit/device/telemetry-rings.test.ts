import { describe, expect, test } from 'vitest';
import { createTelemetryRings } from '#device/telemetry-rings';

const values = (rings: ReturnType<typeof createTelemetryRings>, marks = new Map<string, number>()) =>
  rings.readSince(marks).series.map(({ name, times, values: found }) => [name, [...times], [...found]]);

describe('the points of a device', () => {
  test('come from the numbers of a body, nested ones too, with times in seconds', () => {
    const rings = createTelemetryRings();
    rings.add({ temperature: 21.5, ok: true, place: { lat: 1, lon: 2 }, text: '3' }, 1500);
    expect(values(rings)).toEqual([
      ['temperature', [1.5], [21.5]],
      ['place.lat', [1.5], [1]],
      ['place.lon', [1.5], [2]],
    ]);
  });

  test('are read once, and the oldest go when there are too many', () => {
    const rings = createTelemetryRings(3);
    for (let n = 1; n <= 5; n += 1) rings.add({ n }, n * 1000);
    const { marks } = rings.readSince(new Map());
    expect(values(rings)).toEqual([['n', [3, 4, 5], [3, 4, 5]]]);
    expect(rings.readSince(marks).series).toEqual([]);
    rings.add({ n: 6 }, 6000);
    expect(rings.readSince(marks).series.map((one) => [...one.values])).toEqual([[6]]);
    for (let n = 7; n <= 20; n += 1) rings.add({ n }, n * 1000);
    expect(rings.readSince(marks).series.map((one) => [...one.values])).toEqual([[18, 19, 20]]);
  });

  test('are kept of 32 fields at most', () => {
    const rings = createTelemetryRings(2);
    rings.add(Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`f${index}`, index])), 0);
    expect(rings.readSince(new Map()).series).toHaveLength(32);
  });

  test('make a sparkline of the newest 32 values of the first field', () => {
    const rings = createTelemetryRings();
    expect(rings.sparkline()).toEqual([]);
    for (let n = 0; n < 40; n += 1) rings.add({ n, other: 0 }, n);
    expect(rings.sparkline()).toEqual(Array.from({ length: 32 }, (_, index) => index + 8));
  });
});
