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
  /** Calls back when the page is still there well after a reload: its user was asked, and stayed. */
  readonly whenStaying: (stay: () => void) => void;
}

type State = Store<OfflineState>;

/** What is known of the page itself. */
interface ThisPage {
  /** The worker of the build that the page is of, once there is one. */
  worker: ServiceWorker | null;
  /** Whether the page is to be loaded again by the next worker that takes over. */
  wantsReload: boolean;
}

/** States in which no copy is known of yet. */
const BEFORE: ReadonlySet<OfflineState['kind']> = new Set(['unknown', 'preparing', 'not-kept']);

/** Keeps `state` as the copy is, from its first file to its removal. A newer build waits until `update` is called. */
export function createOfflineCopy(tools: CopyTools, state: State): OfflineCopy {
  const { container, workbox } = tools;
  const page: ThisPage = { worker: container.controller, wantsReload: false };
  watchWorkers(tools, state, page);
  return {
    async begin() {
      await register(tools, state, page);
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
      page.wantsReload = true;
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

/** Follows the builds that come and take over. */
function watchWorkers(tools: CopyTools, state: State, page: ThisPage): void {
  const { container, workbox } = tools;
  workbox.addEventListener('waiting', ({ sw }) => {
    if (sw !== undefined) void noteBuild(tools, state, sw, 'update-waiting');
  });
  workbox.addEventListener('controlling', () => {
    const { controller } = container;
    // The worker of a first visit takes over a page that is of the same build; any later one does not.
    page.worker ??= controller;
    if (page.wantsReload) reloadOrStay(tools, state, page);
    else if (controller !== page.worker) state.set({ kind: 'updated-elsewhere' });
    else if (controller !== null) noteReady(tools, state, controller);
  });
  workbox.addEventListener('redundant', () => {
    if (state.get().kind === 'preparing') state.set({ kind: 'not-kept' });
  });
}

function reloadOrStay(tools: CopyTools, state: State, page: ThisPage): void {
  tools.whenStaying(() => {
    page.wantsReload = false;
    state.set({ kind: 'updated-elsewhere' });
  });
  tools.reload();
}

async function register(tools: CopyTools, state: State, page: ThisPage): Promise<void> {
  const registration = await tools.workbox.register({ immediate: true }).catch(() => undefined);
  page.worker ??= registration?.active ?? null;
  if (page.worker !== null) noteReady(tools, state, page.worker);
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
