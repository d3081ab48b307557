import { describe, expect, test } from 'vitest';
import { createOfflineCopy, type CopyTools, type OfflineCopy } from '#adapters/pwa/offline-copy';
import { CACHE_PREFIX, makeCacheName, readBuild } from '#adapters/pwa/worker-messages';
import type { AppBuild, OfflineState } from '#core/ports/installation';
import { createStore, type Store } from '#core/store';

const SCOPE = 'http://localhost:8080/tools/';
const OLD: AppBuild = { version: '1.0.0', digest: 'aaaaaaaaaaaa' };
const NEW: AppBuild = { version: '1.1.0', digest: 'bbbbbbbbbbbb' };

/** A worker that answers with its build; `undefined` never answers, as one that is stuck. */
const workerOf = (build: AppBuild | undefined): ServiceWorker => ({ build }) as unknown as ServiceWorker;

interface Bench {
  readonly copy: OfflineCopy;
  readonly state: Store<OfflineState>;
  readonly states: OfflineState['kind'][];
  readonly log: string[];
  /** Tells the page what workbox-window tells. */
  readonly tell: (type: string, sw?: ServiceWorker) => Promise<void>;
  readonly browser: {
    controller: ServiceWorker | null;
    active: ServiceWorker | null;
    waiting: ServiceWorker | null;
    isRegistered: boolean;
    refusesToRegister: boolean;
    answer: () => Response;
    /** What is called when the page outlives a reload. */
    stay: (() => void) | undefined;
  };
}

/** A page beside a browser whose service workers a test moves by hand. */
function openPage(start: Partial<Bench['browser']> = {}): Bench {
  const browser: Bench['browser'] = {
    controller: null,
    active: null,
    waiting: null,
    isRegistered: true,
    refusesToRegister: false,
    answer: () => new Response(`x${CACHE_PREFIX}x`),
    stay: undefined,
    ...start,
  };
  const log: string[] = [];
  const listeners = new Map<string, (event: { sw?: ServiceWorker }) => void>();
  const registration = {
    scope: SCOPE,
    get active() {
      return browser.active;
    },
    get waiting() {
      return browser.waiting;
    },
    update: () => Promise.reject(new TypeError('no network')),
    unregister: async () => log.push('unregister'),
  };
  const tools = {
    container: {
      get controller() {
        return browser.controller;
      },
      getRegistration: async () => (browser.isRegistered ? registration : undefined),
    },
    workbox: {
      register: async () => {
        if (browser.refusesToRegister) throw new TypeError('refused');
        return registration;
      },
      addEventListener: (type: string, listener: () => void) => listeners.set(type, listener),
      messageSkipWaiting: () => log.push('skip waiting'),
    },
    ask: (worker: ServiceWorker) => {
      const { build } = worker as unknown as { build: AppBuild | undefined };
      return build === undefined ? new Promise(() => undefined) : Promise.resolve(build);
    },
    caches: { delete: async (name: string) => void log.push(`delete ${name}`) },
    fetch: async (address: string) => {
      log.push(`fetch ${address}`);
      return browser.answer();
    },
    reload: () => log.push('reload'),
    whenStaying: (stay: () => void) => (browser.stay = stay),
  } as unknown as CopyTools;
  const state = createStore<OfflineState>({ kind: 'unknown' });
  const states: OfflineState['kind'][] = [];
  state.subscribe(() => states.push(state.get().kind));
  return {
    copy: createOfflineCopy(tools, state),
    state,
    states,
    log,
    browser,
    async tell(type, sw) {
      listeners.get(type)?.(sw === undefined ? {} : { sw });
      await settled();
    },
  };
}

/** Lets every answer that is under way arrive. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A later visit: the page came from the copy. */
async function openLaterVisit(start: Partial<Bench['browser']> = {}): Promise<Bench> {
  const worker = workerOf(OLD);
  const bench = openPage({ controller: worker, active: worker, ...start });
  await bench.copy.begin();
  await settled();
  return bench;
}

describe('the first visit', () => {
  test('prepares the copy, and is ready when its worker takes over the page', async () => {
    const { copy, state, states, tell, browser, log } = openPage();
    await copy.begin();
    expect(state.get()).toEqual({ kind: 'preparing' });
    browser.controller = workerOf(OLD);
    await tell('controlling');
    expect(state.get()).toEqual({ kind: 'ready', build: OLD });
    expect(states).toEqual(['preparing', 'ready', 'ready']);
    expect(log).toEqual([]);
  });

  test('is told when a file could not be kept', async () => {
    const { copy, state, tell } = openPage();
    await copy.begin();
    await tell('redundant', workerOf(OLD));
    expect(state.get()).toEqual({ kind: 'not-kept' });
  });

  test('is told when the browser refuses to keep anything', async () => {
    const { copy, state } = openPage({ refusesToRegister: true });
    await copy.begin();
    expect(state.get()).toEqual({ kind: 'not-kept' });
  });
});

describe('a later visit', () => {
  test('is ready, with the build that its copy is of', async () => {
    const { state } = await openLaterVisit();
    expect(state.get()).toEqual({ kind: 'ready', build: OLD });
  });

  test('is ready though the copy’s worker never answers, and the copy can be removed', async () => {
    const stuck = workerOf(undefined);
    const { copy, state, log } = await openLaterVisit({ controller: stuck, active: stuck });
    expect(state.get()).toEqual({ kind: 'ready', build: undefined });
    await copy.forget();
    expect(log.slice(-2)).toEqual(['unregister', `delete ${makeCacheName(SCOPE)}`]);
    expect(state.get()).toEqual({ kind: 'removed' });
  });

  test('is ready when the browser does not answer for the registration but its worker controls the page', async () => {
    const { state } = await openLaterVisit({ refusesToRegister: true });
    expect(state.get().kind).toBe('ready');
  });

  test('of a page that the worker does not control, as after a forced reload, says nothing of another program', async () => {
    const bench = openPage({ active: workerOf(OLD), answer: () => new Response('', { status: 404 }) });
    await bench.copy.begin();
    await settled();
    expect(bench.state.get().kind).toBe('ready');
    expect(bench.log).toEqual([]);
  });
});

describe('a newer build', () => {
  test('waits until it is asked for, then takes over, and the page is loaded again', async () => {
    const { copy, state, tell, log, browser } = await openLaterVisit();
    browser.waiting = workerOf(NEW);
    await tell('waiting', browser.waiting);
    expect(state.get()).toEqual({ kind: 'update-waiting', build: NEW });
    expect(log).not.toContain('skip waiting');
    copy.update();
    await settled();
    expect(state.get()).toEqual({ kind: 'updating' });
    expect(log.at(-1)).toBe('skip waiting');
    browser.controller = browser.waiting;
    await tell('controlling');
    expect(log.at(-1)).toBe('reload');
  });

  test('leaves a page whose user stayed as the older one, and is told', async () => {
    const { copy, state, tell, log, browser } = await openLaterVisit();
    browser.waiting = workerOf(NEW);
    copy.update();
    await settled();
    browser.controller = browser.waiting;
    await tell('controlling');
    browser.stay?.();
    expect(state.get()).toEqual({ kind: 'updated-elsewhere' });
    // The next one comes when another tab asks for it.
    browser.controller = workerOf(OLD);
    await tell('controlling');
    expect(log.filter((line) => line === 'reload')).toHaveLength(1);
  });

  test('that another tab let in leaves this page as it is, and is told', async () => {
    const { state, tell, log, browser } = await openLaterVisit();
    browser.controller = workerOf(NEW);
    await tell('controlling');
    expect(state.get()).toEqual({ kind: 'updated-elsewhere' });
    expect(log).not.toContain('reload');
  });

  test('that comes hours after a first visit is told too', async () => {
    const { copy, state, tell, browser } = openPage();
    await copy.begin();
    browser.controller = workerOf(OLD);
    await tell('controlling');
    browser.controller = workerOf(NEW);
    await tell('controlling');
    expect(state.get()).toEqual({ kind: 'updated-elsewhere' });
  });

  test('that another tab let in is told to a page that no worker controlled, as after a forced reload', async () => {
    const { copy, state, tell, browser } = openPage({ active: workerOf(OLD) });
    await copy.begin();
    browser.controller = workerOf(NEW);
    await tell('controlling');
    expect(state.get()).toEqual({ kind: 'updated-elsewhere' });
  });

  test('is not what takes over a page that came while the first copy was being made', async () => {
    const first = workerOf(OLD);
    const { copy, state, tell, browser } = openPage({ active: first });
    await copy.begin();
    browser.controller = first;
    await tell('controlling');
    expect(state.get()).toEqual({ kind: 'ready', build: OLD });
  });

  test('that waits no more when it is asked for is had by loading the page', async () => {
    const { copy, log } = await openLaterVisit();
    copy.update();
    await settled();
    expect(log.at(-1)).toBe('reload');
  });

  test('of which a file could not be kept leaves the copy ready', async () => {
    const { state, tell } = await openLaterVisit();
    await tell('redundant', workerOf(NEW));
    expect(state.get().kind).toBe('ready');
  });
});

describe('looking again', () => {
  test('finds nothing new without a network, and that is no error', async () => {
    const { copy, state } = await openLaterVisit();
    await copy.look();
    expect(state.get().kind).toBe('ready');
  });

  test('finds that another tab has removed the copy', async () => {
    const { copy, state, browser } = await openLaterVisit();
    browser.isRegistered = false;
    await copy.look();
    expect(state.get()).toEqual({ kind: 'removed' });
  });

  test('finds that another program has come to the address', async () => {
    const { copy, state, browser } = await openLaterVisit();
    browser.answer = () => new Response('<!doctype html>');
    await copy.look();
    expect(state.get()).toEqual({ kind: 'other-program' });
  });
});

describe('what answers at the page’s address', () => {
  test.each([
    ['this app', () => new Response(`const a="${CACHE_PREFIX}"`), 'ready'],
    ['a program without such a file', () => new Response('', { status: 404 }), 'other-program'],
    ['a program that answers everything with its own page', () => new Response('<!doctype html>'), 'other-program'],
    ['a server that has trouble', () => new Response('', { status: 503 }), 'ready'],
    ['a page to sign in at', () => Response.redirect('https://login.example/'), 'ready'],
    ['nobody', () => Promise.reject(new TypeError('Failed to fetch')) as never, 'ready'],
  ] as const)('is %s', async (_name, answer, kind) => {
    const { state, log } = await openLaterVisit({ answer });
    expect(log).toEqual(['fetch ./sw.js']);
    expect(state.get().kind).toBe(kind);
  });
});

test('an answer that is no build is none', () => {
  expect(readBuild(NEW)).toEqual(NEW);
  for (const answer of [undefined, null, 'x', {}, { version: 1, digest: 'x' }])
    expect(readBuild(answer)).toBeUndefined();
});
