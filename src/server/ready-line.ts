import type { Cloud } from '#cloud/cloud';
import type { OpenLan } from './lan/open-lan.ts';

/** The ports that a server listens at; null where a port was not asked for. */
export interface Ports {
  readonly http: number;
  readonly https: number | null;
  readonly mqtts: number | null;
}

/** What of a server the line says. */
interface ReadyServer {
  readonly ports: Ports;
  readonly caFile: string | null;
  readonly lan: Pick<OpenLan, 'origins' | 'caFile' | 'fingerprint'> | undefined;
}

/**
 * Prints the one line that `--json` promises to scripts. Its shape is fixed: fields may be added, never changed. The token
 * that pairs browsers of the local network is not in it: that is for the eyes of a person.
 */
export function printReadyLine(cloud: Cloud, { ports, caFile, lan }: ReadyServer): string {
  const { host, hubs, idScope, operatorToken, enrollmentGroups, ...strings } = cloud.describe();
  return JSON.stringify({
    host,
    hubs,
    idScope,
    ca: caFile,
    ports,
    lan: lan === undefined ? null : { origins: lan.origins, ca: lan.caFile, fingerprint: lan.fingerprint },
    enrollmentGroups,
    operatorToken,
    ...strings,
  });
}
