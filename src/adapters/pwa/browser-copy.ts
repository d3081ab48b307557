import type { OfflineState } from '#core/ports/installation';
import type { Store } from '#core/store';
import { messageSW, Workbox } from 'workbox-window';
import { scriptUrl } from '../threads/script-url.ts';
import { createOfflineCopy, type OfflineCopy } from './offline-copy.ts';
import { WORKER_SCRIPT } from './worker-messages.ts';

/** No reload from the copy takes so long. */
const STAYS_AFTER_MS = 3000;

/** Gives this browser's copy of the app: of the folder that the page is in, and of nothing beside or above it. */
export function createBrowserCopy(state: Store<OfflineState>): OfflineCopy {
  const tools = {
    container: navigator.serviceWorker,
    workbox: new Workbox(scriptUrl(WORKER_SCRIPT), { scope: './' }),
    ask: messageSW,
    caches,
    fetch: (...request: Parameters<typeof fetch>) => fetch(...request),
    reload: () => location.reload(),
    whenStaying: (stay: () => void) => void setTimeout(stay, STAYS_AFTER_MS),
  };
  return createOfflineCopy(tools, state);
}
