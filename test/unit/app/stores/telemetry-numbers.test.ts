import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Json } from '#core/bytes/json';
import { makeSeries } from '#app/stores/telemetry-numbers';

const linesOf = (body: Json, properties: Record<string, string> = {}): unknown =>
  makeSeries([{ at: 2000, body, properties }], new Set()).map(({ name, times, values }) => [name, times[0], values[0]]);

describe('the numbers of a message', () => {
  test.each<[string, Json, unknown[]]>([
    ['stand in it', { temperature: 21.5, on: true, word: '3' }, [['temperature', 2, 21.5]]],
    [
      'stand deeper',
      { a: { x: 1, y: { z: 2 } } },
      [
        ['a.x', 2, 1],
        ['a.y.z', 2, 2],
      ],
    ],
    ['are the message', 7, [['value', 2, 7]]],
    ['are in lists, which are not lines', { list: [1, 2] }, []],
    ['are missing', 'hot', []],
    ['are too deep to be named', { a: { b: { c: { d: 1 } } } }, []],
  ])('%s', (_name, body, lines) => {
    expect(linesOf(body)).toEqual(lines);
  });

  test('are named after their component', () => {
    expect(linesOf({ t: 1 }, { '$.sub': 'room' })).toEqual([['room.t', 2, 1]]);
  });
});

describe('many messages', () => {
  test('give one line a name, in the order in which they came', () => {
    const messages = [1, 2, 3].map((at) => ({ at: at * 1000, body: { t: at * 10 }, properties: {} }));
    const [line] = makeSeries(messages, new Set());
    expect([line?.times, line?.values]).toEqual([Float64Array.of(1, 2, 3), Float64Array.of(10, 20, 30)]);
  });

  test('of very many names give the first ten, and those go on', () => {
    const known = new Set<string>();
    const body = Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`n${at}`, at]));
    expect(makeSeries([{ at: 0, body, properties: {} }], known)).toHaveLength(10);
    const next = makeSeries([{ at: 1, body: { n29: 1, n0: 2 }, properties: {} }], known);
    expect(next.map(({ name }) => name)).toEqual(['n0']);
  });

  test('of any form never throw, and never give more than ten lines', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue(), { maxLength: 8 }), (bodies) => {
        const messages = bodies.map((body, at) => ({ at, body: body as Json, properties: {} }));
        const series = makeSeries(messages, new Set());
        expect(series.length).toBeLessThanOrEqual(10);
        for (const { times, values } of series) expect(times.length).toBe(values.length);
      }),
      { numRuns: 200 },
    );
  });
});
