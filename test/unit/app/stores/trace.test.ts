import { describe, expect, test } from 'vitest';
import { createTrace, type Trace } from '#app/stores/trace';
import { NO_TRACE_FILTER, type TraceRows } from '#app/stores/trace-rows';
import type { TraceEntry } from '#core/trace/trace-entry';
import { createFakeDeviceHost } from '../../../support/fake-device-host.ts';

function makeRow(number: number, part: Partial<TraceEntry> = {}): TraceEntry {
  return {
    number,
    at: number,
    direction: number % 2 === 0 ? 'sent' : 'received',
    service: 'hub',
    type: 'PUBLISH',
    words: `row ${number}`,
    topic: '',
    bytes: 4,
    body: '',
    fields: [],
    failed: false,
    ...part,
  };
}

const rowsFrom = (first: number, count: number): TraceEntry[] =>
  Array.from({ length: count }, (_, index) => makeRow(first + index));
const numbers = (rows: TraceRows): (number | undefined)[] =>
  Array.from({ length: rows.length }, (_, index) => rows.at(index)?.number);

async function openTrace(
  limit = 100,
): Promise<{ trace: Trace; push: (rows: TraceEntry[], restarted?: boolean) => void }> {
  const host = createFakeDeviceHost();
  const trace = createTrace(host, '1', limit);
  await Promise.resolve();
  return { trace, push: (rows, restarted = false) => host.pushTrace('1', { rows, dropped: 0, restarted }) };
}

describe('the trace that a page keeps', () => {
  test('shows new rows in the same list and tells its readers', async () => {
    const { trace, push } = await openTrace();
    const rows = trace.rows.get();
    let told = 0;
    rows.subscribe(() => (told += 1));
    push(rowsFrom(1, 3));
    push(rowsFrom(4, 2));
    expect(trace.rows.get()).toBe(rows);
    expect(numbers(rows)).toEqual([1, 2, 3, 4, 5]);
    expect(told).toBe(2);
    expect(rows.version).toBe(2);
  });

  test('keeps the newest rows and counts what it dropped', async () => {
    const { trace, push } = await openTrace(4);
    push(rowsFrom(1, 3));
    push(rowsFrom(4, 3));
    expect(numbers(trace.rows.get())).toEqual([3, 4, 5, 6]);
    expect(trace.summary.get()).toMatchObject({ kept: 4, shown: 4, dropped: 2 });
  });

  test('filters what is there and what comes, and forgets filtered rows with the rest', async () => {
    const { trace, push } = await openTrace(4);
    push(rowsFrom(1, 4));
    trace.setFilter({ ...NO_TRACE_FILTER, direction: 'sent' });
    expect(numbers(trace.rows.get())).toEqual([2, 4]);
    push(rowsFrom(5, 2));
    expect(numbers(trace.rows.get())).toEqual([4, 6]);
    trace.setFilter(NO_TRACE_FILTER);
    expect(numbers(trace.rows.get())).toEqual([3, 4, 5, 6]);
  });

  test('holds still while paused, counts what waits, and shows it when it goes on', async () => {
    const { trace, push } = await openTrace();
    push(rowsFrom(1, 2));
    trace.pause();
    push(rowsFrom(3, 4));
    expect(numbers(trace.rows.get())).toEqual([1, 2]);
    expect(trace.summary.get()).toMatchObject({ paused: true, held: 4, kept: 6 });
    trace.setFilter({ ...NO_TRACE_FILTER, direction: 'sent' });
    expect(numbers(trace.rows.get())).toEqual([2]);
    expect(trace.summary.get().held).toBe(2);
    trace.resume();
    expect(numbers(trace.rows.get())).toEqual([2, 4, 6]);
    expect(trace.summary.get()).toMatchObject({ paused: false, held: 0 });
  });

  test('a pause before the first row holds all of them', async () => {
    const { trace, push } = await openTrace();
    trace.pause();
    push(rowsFrom(1, 2));
    expect(trace.rows.get().length).toBe(0);
    trace.resume();
    expect(numbers(trace.rows.get())).toEqual([1, 2]);
  });

  test('begins anew when the worker says so', async () => {
    const { trace, push } = await openTrace();
    push(rowsFrom(1, 5));
    push(rowsFrom(1, 1), true);
    expect(numbers(trace.rows.get())).toEqual([1]);
    expect(trace.summary.get()).toMatchObject({ kept: 1, dropped: 0 });
  });

  test('lists the packet types in the order they were first seen', async () => {
    const { trace, push } = await openTrace();
    push([makeRow(1, { type: 'CONNECT' }), makeRow(2), makeRow(3, { type: 'CONNECT' })]);
    expect(trace.summary.get().types).toEqual(['CONNECT', 'PUBLISH']);
  });

  test.each([
    ['row 2', [2]],
    ['$RID', [3]],
    ['packet 77', [4]],
    ['publish row', [1, 2, 3, 4]],
  ])('finds “%s” in words, topic and fields without regard to case', async (query, expected) => {
    const { trace, push } = await openTrace();
    push([
      makeRow(1),
      makeRow(2),
      makeRow(3, { topic: '$iothub/twin/GET/?$rid=1' }),
      makeRow(4, { fields: [['Packet', '77']] }),
    ]);
    trace.setFilter({ ...NO_TRACE_FILTER, query });
    expect(numbers(trace.rows.get())).toEqual(expected);
  });

  test('nothing arrives once it is disposed', async () => {
    const { trace, push } = await openTrace();
    trace.dispose();
    push(rowsFrom(1, 2));
    expect(trace.rows.get().length).toBe(0);
  });

  test('a hundred thousand rows and a filter cost a batch its own length', async () => {
    const { trace, push } = await openTrace(100_000);
    push(rowsFrom(1, 100_000));
    trace.setFilter({ ...NO_TRACE_FILTER, direction: 'sent' });
    for (let first = 100_001; first < 110_000; first += 100) push(rowsFrom(first, 100));
    expect(trace.rows.get().length).toBe(50_000);
    expect(trace.summary.get()).toMatchObject({ kept: 100_000, dropped: 10_000 });
  });
});
