import type { Network } from '#core/ports/network';

/** Longer than this, and the answer would say more of the network than of the time. */
const TIME_LIMIT_MS = 2000;

/** A file that no service worker and no cache answers; whether it is there does not matter. */
const ASKED = '/workbench.json';

/** Gives the browser's view of the network, and of the origin that the app came from. */
export function createBrowserNetwork(ownOrigin: string): Network {
  return {
    ownOrigin,
    isOnline: () => (typeof navigator.onLine === 'boolean' ? navigator.onLine : undefined),
    async askOwnOrigin() {
      try {
        const signal = AbortSignal.timeout(TIME_LIMIT_MS);
        const response = await fetch(ownOrigin + ASKED, { method: 'HEAD', cache: 'no-store', signal });
        const timeMs = Date.parse(response.headers.get('date') ?? '');
        return { isReachable: true, ...(Number.isNaN(timeMs) ? {} : { timeMs }) };
      } catch {
        return { isReachable: false };
      }
    },
  };
}
