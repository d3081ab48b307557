import type { Cloud } from '#cloud/cloud';

/** The ports that a server listens at; null where a port was not asked for. */
export interface Ports {
  readonly http: number;
  readonly https: number | null;
  readonly mqtts: number | null;
}

/** Prints the one line that `--json` promises to scripts. Its shape is fixed: fields may be added, never changed. */
export function printReadyLine(cloud: Cloud, ports: Ports, caFile: string | null): string {
  const { host, hubs, idScope, operatorToken, enrollmentGroups, ...strings } = cloud.describe();
  return JSON.stringify({
    host,
    hubs,
    idScope,
    ca: caFile,
    ports,
    enrollmentGroups,
    operatorToken,
    ...strings,
  });
}
