import { describe, expect, test } from 'vitest';
import { createMemoryLocks } from '#adapters/locks/memory-locks';
import { createWebLocks } from '#adapters/locks/web-locks';
import type { Locks } from '#core/ports/locks';

type Callback = (lock: object | null) => Promise<void> | undefined;

/** The part of the Web Locks API that is used, as its specification has it; Node has none of its own. */
function createLockManager(): LockManager {
  const held = new Map<string, Promise<void>>();
  const request = async (name: string, options: LockOptions, callback: Callback): Promise<void> => {
    while (held.has(name)) {
      if (options.ifAvailable === true) return callback(null);
      await held.get(name);
    }
    const work = Promise.resolve(callback({}));
    const done = work.finally(() => held.delete(name));
    held.set(name, done);
    return done;
  };
  const query = () => Promise.resolve({ held: [...held.keys()].map((name) => ({ name })) });
  return { request, query } as unknown as LockManager;
}

describe.each<[string, () => Locks]>([
  ['web locks', () => createWebLocks(createLockManager())],
  ['memory locks', createMemoryLocks],
])('%s', (_name, create) => {
  test('have one holder at a time', async () => {
    const locks = create();
    const release = await locks.tryHold('a');
    expect(release).toBeTypeOf('function');
    expect(await locks.tryHold('a')).toBeUndefined();
    expect(await locks.tryHold('b')).toBeTypeOf('function');
    release?.();
    await Promise.resolve();
    await new Promise((resolve) => setTimeout(resolve, 0));
    expect(await locks.tryHold('a')).toBeTypeOf('function');
  });

  test('tell which names are held', async () => {
    const locks = create();
    expect([...(await locks.held())]).toEqual([]);
    const release = await locks.tryHold('a');
    await locks.hold('b');
    expect([...(await locks.held())]).toEqual(['a', 'b']);
    release?.();
    await new Promise((resolve) => setTimeout(resolve, 0));
    expect([...(await locks.held())]).toEqual(['b']);
  });

  test('pass from one who lets go to the next who waits, in order', async () => {
    const locks = create();
    const order: string[] = [];
    const first = await locks.hold('a');
    const second = locks.hold('a').then((release) => {
      order.push('second');
      release();
    });
    const third = locks.hold('a').then((release) => {
      order.push('third');
      release();
    });
    order.push('first');
    first();
    first();
    await Promise.all([second, third]);
    expect(order).toEqual(['first', 'second', 'third']);
  });
});
