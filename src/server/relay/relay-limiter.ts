import { isIPv4, isIPv6 } from 'node:net';
import { readGroups } from './private-address.ts';

/** Counts the connections of a relay. */
export interface RelayLimiter {
  /** Whether one more would be taken from this address. */
  hasRoom(remote: string | undefined): boolean;
  /** Counts a connection; the function that it gives takes that back, once. */
  take(remote: string | undefined): () => void;
}

/**
 * Lets `most` connections be open at a time, and from one place at most half of them (rounded up), so that one device of
 * many does not use them all up. This machine's own addresses are no one place: a reverse proxy has them, or the browser.
 */
export function createRelayLimiter(most: number): RelayLimiter {
  const mostOfOne = Math.ceil(most / 2);
  const counts = new Map<string, number>();
  let open = 0;
  return {
    hasRoom(remote) {
      const place = findPlace(remote);
      return open < most && (place === undefined || (counts.get(place) ?? 0) < mostOfOne);
    },
    take(remote) {
      const place = findPlace(remote);
      let isTaken = true;
      const count = (step: 1 | -1): void => {
        open += step;
        if (place === undefined) return;
        const now = (counts.get(place) ?? 0) + step;
        if (now === 0) counts.delete(place);
        else counts.set(place, now);
      };
      count(1);
      return () => {
        if (isTaken) count(-1);
        isTaken = false;
      };
    },
  };
}

/** One customer has a whole /64 of IPv6 (RFC 6177). Undefined for this machine. */
function findPlace(remote: string | undefined): string | undefined {
  const address = (remote ?? '').replace(/^::ffff:/i, '').replace(/%.*$/, '');
  if (address === '' || address === '::1' || (isIPv4(address) && address.startsWith('127.'))) return undefined;
  return isIPv6(address) ? readGroups(address).slice(0, 4).join(':') : address;
}
