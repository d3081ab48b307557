import { expect, test } from 'vitest';
import { createScreenKeeper } from '#adapters/screen/keep-screen-awake';

/** A page whose locks are counted; `refuse` has the system say no. */
function createPage({ refuse = false } = {}) {
  const seen: string[] = [];
  let visibilityState: DocumentVisibilityState = 'visible';
  const target = new EventTarget();
  const document = {
    get visibilityState() {
      return visibilityState;
    },
    addEventListener: target.addEventListener.bind(target),
    removeEventListener: target.removeEventListener.bind(target),
  };
  const request = async (): Promise<WakeLockSentinel> => {
    seen.push('request');
    if (refuse) throw new DOMException('The battery is low', 'NotAllowedError');
    return { release: async () => void seen.push('release') } as unknown as WakeLockSentinel;
  };
  const become = (next: DocumentVisibilityState): void => {
    visibilityState = next;
    target.dispatchEvent(new Event('visibilitychange'));
  };
  return { page: { wakeLock: { request }, document }, seen, become };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('the screen is kept awake until it is let go', async () => {
  const { page, seen } = createPage();
  const letGo = createScreenKeeper(page)();
  await settled();
  expect(seen).toEqual(['request']);
  letGo();
  await settled();
  expect(seen).toEqual(['request', 'release']);
});

test('what is let go before the system has answered is let go all the same', async () => {
  const { page, seen } = createPage();
  createScreenKeeper(page)()();
  await settled();
  expect(seen).toEqual(['request', 'release']);
});

test('it is asked for again when the page comes back, and not once it was let go', async () => {
  const { page, seen, become } = createPage();
  const letGo = createScreenKeeper(page)();
  become('hidden');
  become('visible');
  expect(seen).toEqual(['request', 'request']);
  letGo();
  become('hidden');
  become('visible');
  await settled();
  expect(seen).toEqual(['request', 'request', 'release']);
});

test('a system that refuses, or has none, is no failure', async () => {
  const { page, seen } = createPage({ refuse: true });
  createScreenKeeper(page)()();
  createScreenKeeper({ ...page, wakeLock: undefined })()();
  await settled();
  expect(seen).toEqual(['request']);
});
