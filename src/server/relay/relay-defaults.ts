import type { RelayOptions } from './relay-door.ts';

/** What holds for a relay unless its operator says otherwise. A device in our page pings every two minutes. */
export const RELAY_DEFAULTS: Pick<RelayOptions, 'most' | 'times'> = {
  most: 256,
  times: { connectMs: 10_000, idleMs: 600_000 },
};
