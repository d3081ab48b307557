import type { GroupKeys } from '#core/ports/key-maker';
import { createCloudOperator } from '../cloud-operator.ts';
import type { Services } from '../services.ts';
import type { LocalCloud } from './find-local-cloud.ts';

/** Gives both keys of a local cloud's group; the primary alone, which is known already, when its operator does not answer. */
export async function readGroupKeys(services: Pick<Services, 'operator'>, cloud: LocalCloud): Promise<GroupKeys> {
  try {
    return await createCloudOperator(services.operator(cloud.address)).readGroupKeys();
  } catch {
    return { primaryKey: cloud.groupKey };
  }
}
