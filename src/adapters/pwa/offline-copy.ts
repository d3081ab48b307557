import type { OfflineState } from '#core/ports/installation';
import type { Store } from '#core/store';
import type { Workbox } from 'workbox-window';
import { askOrigin } from './origin-answer.ts';
import { makeCacheName, readBuild, type WorkerRequest } from './worker-messages.ts';

/** The copy of the app that a service worker keeps in this browser. */
export interface OfflineCopy {
  /** Makes or finds the copy; called once. Never rejects. */
  begin(): Promise<void>;
  /** Looks for a newer build, and whether the copy is still there. Never rejects. */
  look(): Promise<void>;
  /** Lets the waiting build in and loads the page again. */
  update(): void;
  /** Removes the copy. */
  forget(): Promise<void>;
}

/** What a copy is kept with. */
export interface CopyTools {
  readonly container: Pick<ServiceWorkerContainer, 'controller' | 'getRegistration'>;
  readonly workbox: Pick<Workbox, 'register' | 'addEventListener' | 'messageSkipWaiting'>;
  readonly ask: (worker: ServiceWorker, request: WorkerRequest) => Promise<unknown>;
  readonly caches: Pick<CacheStorage, 'delete'>;
  readonly fetch: typeof fetch;
  readonly reload: () => void;
}

type State = Store<OfflineState>;

/** States in which no copy is known of yet. */
const BEFORE: ReadonlySet<OfflineState['kind']> = new Set(['unknown', 'preparing', 'not-kept']);

/** Keeps `state` as the copy is, from its first file to its removal. A newer build waits until `update` is called. */
export function createOfflineCopy(tools: CopyTools, state: State): OfflineCopy {
  const { container, workbox } = tools;
  const stopWaiting = watchWorkers(tools, state);
  return {
    async begin() {
      await register(tools, state);
      await judgeOrigin(tools, state);
    },
    async look() {
      const registration = await container.getRegistration();
      if (registration === undefined) return BEFORE.has(state.get().kind) ? undefined : state.set({ kind: 'removed' });
      // Without a network there is nothing newer to be had.
      await registration.update().catch(() => undefined);
      await judgeOrigin(tools, state);
    },
    update() {
      state.set({ kind: 'updating' });
      stopWaiting();
      void container.getRegistration().then((registration) => {
        if (registration?.waiting) workbox.messageSkipWaiting();
        else tools.reload();
      });
    },
    async forget() {
      const registration = await container.getRegistration();
      await registration?.unregister();
      if (registration !== undefined) await tools.caches.delete(makeCacheName(registration.scope));
      state.set({ kind: 'removed' });
    },
  };
}

/** Follows the builds that come and take over. Returns what makes this page load again as soon as the next one does. */
function watchWorkers(tools: CopyTools, state: State): () => void {
  const { container, workbox } = tools;
  let isControlled = container.controller !== null;
  let wantsReload = false;
  workbox.addEventListener('waiting', ({ sw }) => {
    if (sw !== undefined) void noteBuild(tools, state, sw, 'update-waiting');
  });
  workbox.addEventListener('controlling', () => {
    // The worker of a first visit takes over a page that is of the same build; any later one does not.
    if (wantsReload) tools.reload();
    else if (isControlled) state.set({ kind: 'updated-elsewhere' });
    else if (container.controller !== null) noteReady(tools, state, container.controller);
    isControlled = true;
  });
  workbox.addEventListener('redundant', () => {
    if (state.get().kind === 'preparing') state.set({ kind: 'not-kept' });
  });
  return () => void (wantsReload = true);
}

async function register(tools: CopyTools, state: State): Promise<void> {
  const registration = await tools.workbox.register({ immediate: true }).catch(() => undefined);
  const worker = registration?.active ?? tools.container.controller;
  if (worker !== null) noteReady(tools, state, worker);
  else if (state.get().kind === 'unknown') state.set({ kind: registration === undefined ? 'not-kept' : 'preparing' });
}

function noteReady(tools: CopyTools, state: State, worker: ServiceWorker): void {
  if (BEFORE.has(state.get().kind)) void noteBuild(tools, state, worker, 'ready');
}

/** Says at once how things stand, and which build it is when that has answered: a worker that is stuck never does. */
async function noteBuild(
  tools: CopyTools,
  state: State,
  worker: ServiceWorker,
  kind: 'ready' | 'update-waiting',
): Promise<void> {
  const now: OfflineState = { kind, build: undefined };
  state.set(now);
  const build = readBuild(await tools.ask(worker, { type: 'GET_BUILD' }));
  if (state.get() === now) state.set({ kind, build });
}

/** A page that came from the copy at an address where another program answers now is in that program's way. */
async function judgeOrigin({ container, fetch }: CopyTools, state: State): Promise<void> {
  if (container.controller === null || state.get().kind !== 'ready') return;
  const answer = await askOrigin(fetch);
  if (answer === 'other-program' && state.get().kind === 'ready') state.set({ kind: 'other-program' });
}
