import { createStore, type ReadableStore } from '#core/store';
import type { Services } from '../services.ts';
import { findServerCloud } from '../use-cases/find-local-cloud.ts';
import type { DeviceList } from './device-list.ts';

/**
 * What is known of the cloud of this page's server. `silent`: it was there before, or devices here belong to it, and
 * it does not answer now. `none`: nothing speaks for one.
 */
export type ServerCloudSight = 'unknown' | 'there' | 'silent' | 'none';

export interface ServerCloud {
  readonly sight: ReadableStore<ServerCloudSight>;
  /** Asks the server, which has a second to answer. */
  ask(): Promise<void>;
  /** Notes that the server's cloud has just answered. */
  noteAnswer(): void;
  dispose(): void;
}

type Needs = Pick<Services, 'readWorkbench' | 'clock' | 'origin'>;

/** Gives the memory, for as long as the page lives, of whether its server has a cloud. */
export function createServerCloud(services: Needs, devices: Pick<DeviceList, 'state'>): ServerCloud {
  const sight = createStore<ServerCloudSight>('unknown');
  let answers: boolean | undefined;
  let wasThere = false;
  const judge = (): ServerCloudSight => {
    if (answers === undefined) return 'unknown';
    if (answers) return 'there';
    if (wasThere) return 'silent';
    const list = devices.state.get();
    if (list.kind === 'loading') return 'unknown';
    return list.kind === 'ready' && list.devices.some(({ record }) => record.cloud.kind === 'node') ? 'silent' : 'none';
  };
  const note = (answered: boolean): void => {
    answers = answered;
    wasThere ||= answered;
    sight.set(judge());
  };
  const stop = devices.state.subscribe(() => sight.set(judge()));
  return {
    sight,
    ask: async () => note((await findServerCloud(services)) !== undefined),
    noteAnswer: () => note(true),
    dispose: stop,
  };
}
