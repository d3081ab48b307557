import type { ConnectionSettings } from '#core/ports/device-host';
import type { Services } from '../services.ts';
import { followWorker, type Followed, type FollowedState } from './follow-worker.ts';

interface Ready {
  readonly kind: 'ready';
  readonly settings: ConnectionSettings;
}

/** What all devices of this browser share on their way, as far as it is known. */
export type ConnectionsState = FollowedState<Ready>;

export type Connections = Followed<Ready>;

/** Follows the relay and the trusted roots for as long as the page lives. */
export function createConnections({ devices }: Pick<Services, 'devices'>): Connections {
  return followWorker((tell) => devices.watchConnections((settings) => tell({ kind: 'ready', settings })));
}
