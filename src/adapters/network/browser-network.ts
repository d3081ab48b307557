import type { Network } from '#core/ports/network';

/** Longer than this, and the answer would say more of the network than of the time. */
const TIME_LIMIT_MS = 2000;

/**
 * Gives the browser's view of the network. `askOwnOrigin` asks `address`, a file of the app's own origin, for its
 * head only; a service worker or cache must not answer it.
 */
export function createBrowserNetwork(address: string): Network {
  return {
    ownOrigin: location.origin,
    isOnline: () => (typeof navigator.onLine === 'boolean' ? navigator.onLine : undefined),
    async askOwnOrigin() {
      try {
        const signal = AbortSignal.timeout(TIME_LIMIT_MS);
        const response = await fetch(address, { method: 'HEAD', cache: 'no-store', signal });
        const timeMs = Date.parse(response.headers.get('date') ?? '');
        return { isReachable: true, ...(Number.isNaN(timeMs) ? {} : { timeMs }) };
      } catch {
        return { isReachable: false };
      }
    },
  };
}
