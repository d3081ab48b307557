import type { Clock } from '#core/ports/clock';
import { createCloudOperator } from '../cloud-operator.ts';
import type { LocalCloudAddress, Services, WorkbenchInfo } from '../services.ts';

/** A local cloud with what a device needs to join it. Holds a group key: used at once, never stored. */
export interface LocalCloud {
  readonly address: LocalCloudAddress;
  /** The name that the cloud calls itself. */
  readonly host: string;
  readonly idScope: string;
  readonly groupKey: string;
}

/** A server that has not answered by then counts as gone. */
const SERVER_ANSWER_MS = 1000;

type Needs = Pick<Services, 'operator' | 'readWorkbench' | 'clock' | 'origin'>;

/**
 * Gives the local cloud that new devices join: the one of the server that served the page when it answers within a
 * second, else the one in this browser. Devices that exist are never moved. Errors: `cloud/unreachable`.
 */
export async function findLocalCloud(services: Needs): Promise<LocalCloud> {
  return (await findServerCloud(services)) ?? readTabCloud(services);
}

/** Gives the server's cloud, or undefined when none answers in time. */
export async function findServerCloud(services: Omit<Needs, 'operator'>): Promise<LocalCloud | undefined> {
  const info = await withinTime(services.clock, SERVER_ANSWER_MS, services.readWorkbench);
  const cloud = info?.cloud;
  if (!cloud) return undefined;
  return {
    address: { kind: 'node', origin: services.origin },
    host: cloud.host,
    idScope: cloud.idScope,
    groupKey: cloud.primaryKey,
  };
}

/** Gives the cloud in this browser; starts it when it does not run yet. */
export async function readTabCloud(services: Pick<Services, 'operator'>): Promise<LocalCloud> {
  const address: LocalCloudAddress = { kind: 'tab' };
  const operator = createCloudOperator(services.operator(address));
  const [info, groupKey] = await Promise.all([operator.readInfo(), operator.readGroupKey()]);
  return { address, host: info.host, idScope: info.idScope, groupKey };
}

/** Gives undefined when nothing came in time, or when asking failed: both mean that no server is there. */
function withinTime(
  clock: Clock,
  limitMs: number,
  ask: () => Promise<WorkbenchInfo>,
): Promise<WorkbenchInfo | undefined> {
  return new Promise((resolve) => {
    const timer = clock.after(limitMs, () => resolve(undefined));
    const settle = (info: WorkbenchInfo | undefined): void => {
      timer.cancel();
      resolve(info);
    };
    ask().then(settle, () => settle(undefined));
  });
}
