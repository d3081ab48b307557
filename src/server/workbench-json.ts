import type { Cloud } from '#cloud/cloud';
import { RELAY_PATH } from './relay/relay-path.ts';

/** Where the app asks its own origin for a local cloud. */
export const WORKBENCH_JSON_PATH = '/workbench.json';

/**
 * Prints what the app needs to use the local cloud of this server, and its relay, if there is one; the static copy of the
 * app ships null for both.
 */
export function printWorkbenchJson(cloud: Cloud, relayToken: string | undefined): string {
  const { host, idScope, operatorToken, enrollmentGroups } = cloud.describe();
  const group = enrollmentGroups.find((one) => one.type === 'symmetricKey');
  return JSON.stringify({
    cloud: { host, idScope, groupId: group?.id ?? '', primaryKey: group?.primaryKey ?? '', operatorToken },
    relay: relayToken === undefined ? null : { token: relayToken, path: RELAY_PATH },
  });
}
