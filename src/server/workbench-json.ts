import type { Cloud } from '#cloud/cloud';

/** Where the app asks its own origin for a local cloud. */
export const WORKBENCH_JSON_PATH = '/workbench.json';

/** Prints what the app needs to use the local cloud of this server; the static copy of the app ships `{"cloud":null}`. */
export function printWorkbenchJson(cloud: Cloud): string {
  const { host, idScope, operatorToken, enrollmentGroups } = cloud.describe();
  const group = enrollmentGroups.find((one) => one.type === 'symmetricKey');
  return JSON.stringify({
    cloud: { host, idScope, groupId: group?.id ?? '', primaryKey: group?.primaryKey ?? '', operatorToken },
  });
}
