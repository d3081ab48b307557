import { describe, expect, test } from 'vitest';
import { connectLate } from '#adapters/threads/connect-late';
import { findingOf } from '#core/errors/workbench-error';

interface Counter {
  add(count: number): Promise<number>;
}

describe('a service that is fetched with its first call', () => {
  test('is fetched once, and gets the calls in their order', async () => {
    const calls: number[] = [];
    let fetched = 0;
    const counter = connectLate<Counter>(async () => {
      fetched += 1;
      return { add: async (count) => calls.push(count) };
    });
    expect(fetched).toBe(0);
    expect(await Promise.all([1, 2, 3].map((count) => counter.add(count)))).toEqual([1, 2, 3]);
    expect({ calls, fetched }).toEqual({ calls: [1, 2, 3], fetched: 1 });
  });

  test('says that a part of the page is missing, and is fetched by a later call', async () => {
    let isThere = false;
    const counter = connectLate<Counter>(async () => {
      if (!isThere) throw new TypeError('Failed to fetch dynamically imported module');
      return { add: async (count) => count };
    });
    const failure: unknown = await counter.add(1).catch((error: unknown) => error);
    expect(findingOf(failure)?.code).toBe('browser/part-missing');
    isThere = true;
    expect(await counter.add(2)).toBe(2);
  });

  test('passes on what the service rejects with', async () => {
    const counter = connectLate<Counter>(async () => ({ add: () => Promise.reject(new RangeError('too many')) }));
    await expect(counter.add(1)).rejects.toThrow(RangeError);
  });
});
