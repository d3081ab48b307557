import type { Network } from '#core/ports/network';

/** A network of which nothing is known, unless a test says more. */
export function createQuietNetwork(known: Partial<Network> = {}): Network {
  return {
    ownOrigin: 'http://localhost:8080',
    isOnline: () => undefined,
    askOwnOrigin: () => Promise.resolve({ isReachable: true }),
    ...known,
  };
}
