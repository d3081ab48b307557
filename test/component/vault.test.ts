import { describe, expect, test } from 'vitest';
import { createWebLocks } from '#adapters/locks/web-locks';
import { createIdbVault } from '#adapters/vault/idb-vault';
import { describeVault } from '../contract/vault.contract.ts';

describeVault('the vault in the IndexedDB of this browser', () => {
  const name = crypto.randomUUID();
  return {
    open: () => createIdbVault({ name, crypto, locks: createWebLocks(navigator.locks) }),
    isShared: true,
  };
});

describe('the locks of this browser', () => {
  test('have one holder at a time, and pass to the next in order', async () => {
    const locks = createWebLocks(navigator.locks);
    const name = crypto.randomUUID();
    const release = await locks.tryHold(name);
    expect(await locks.tryHold(name)).toBeUndefined();
    const next = locks.hold(name);
    release?.();
    (await next)();
  });

  test('end with the worker that held them', async () => {
    const locks = createWebLocks(navigator.locks);
    const name = crypto.randomUUID();
    const script = `navigator.locks.request(${JSON.stringify(name)}, () => { postMessage(0); return new Promise(() => {}); })`;
    const worker = new Worker(URL.createObjectURL(new Blob([script])));
    await new Promise((resolve) => (worker.onmessage = resolve));
    expect(await locks.tryHold(name)).toBeUndefined();
    const next = locks.hold(name);
    worker.terminate();
    (await next)();
  });
});
