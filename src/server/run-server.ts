import { webcrypto } from 'node:crypto';
import { createCloud, type Cloud } from '#cloud/cloud';
import { readCloudState } from '#cloud/state/read-cloud-state';
import { WorkbenchError } from '#core/errors/workbench-error';
import { FILE_CONTENT_REASONS, printBanner } from '#core/words/en/server-banner';
import { printAddress } from './connection-facts.ts';
import { printReadyLine } from './ready-line.ts';
import { createStateFile, type StateFile } from './state-file.ts';
import { openServer, type OpenServer, type ServerRequest } from './workbench-server.ts';

/** What a run of the server is made of. */
export interface RunRequest extends Omit<ServerRequest, 'cloud'> {
  /** The preload that brings an unmodified SDK here, as a path to print. */
  readonly preloadFile: string;
}

/** A server that is ready. */
export interface RunningServer {
  readonly cloud: Cloud;
  readonly ports: OpenServer['ports'];
  /** Ends every connection, saves the state and closes the ports. */
  dispose(): Promise<void>;
}

/**
 * Starts the cloud with the state that was kept, opens its ports and says that it is ready. Throws codes of `terminal/…`,
 * with nothing left open.
 */
export async function runServer(request: RunRequest): Promise<RunningServer> {
  const stateFile = openStateFile(request);
  const cloud = await startCloud(request, stateFile);
  const server = await openServer({ ...request, cloud }).catch((error: unknown) => {
    cloud.dispose();
    throw error;
  });
  // Keys that were just made must be the same ones next time, even if this run is killed.
  stateFile?.save(cloud.snapshot());
  request.terminal.print(printReady(request, cloud, server));
  return {
    cloud,
    ports: server.ports,
    async dispose() {
      stateFile?.save(cloud.snapshot());
      cloud.dispose();
      await Promise.all([server.dispose(), stateFile?.flush()]);
    },
  };
}

function openStateFile({ options, terminal }: RunRequest): StateFile | undefined {
  if (options.stateFile === undefined) return undefined;
  return createStateFile(options.stateFile, (error) => terminal.explain(error.finding));
}

async function startCloud({ options, clock }: RunRequest, stateFile: StateFile | undefined): Promise<Cloud> {
  const settings = { clock, crypto: webcrypto, host: options.host };
  if (stateFile === undefined || options.stateFile === undefined) return createCloud(settings);
  const kept = await stateFile.load();
  const state = readCloudState(kept);
  if (kept !== undefined && state === undefined) {
    throw new WorkbenchError('terminal/state-file', { file: options.stateFile, detail: FILE_CONTENT_REASONS.notOurs });
  }
  return createCloud({
    ...settings,
    ...(state === undefined ? {} : { state }),
    onStateChange: (next) => stateFile.save(next),
  });
}

function printReady({ options, preloadFile }: RunRequest, cloud: Cloud, server: OpenServer): string {
  if (options.json) return printReadyLine(cloud, server.ports, server.caFile);
  const { host, idScope, enrollmentGroups } = cloud.describe();
  const group = enrollmentGroups.find(({ type }) => type === 'symmetricKey');
  const address = `http://${printAddress(findReachableHost(options.bind), server.ports.http)}`;
  return printBanner({
    appAddress: server.servesApp ? address : undefined,
    cloudAddress: address,
    host,
    idScope,
    groupId: group?.id ?? '',
    groupKey: group?.primaryKey ?? '',
    caFile: server.caFile ?? undefined,
    httpsPort: server.ports.https ?? undefined,
    mqttsPort: server.ports.mqtts ?? undefined,
    preloadFile,
  });
}

/** `localhost`, unless the server listens where that name does not lead. */
function findReachableHost(bind: string | undefined): string {
  const isAtLocalhost = bind === undefined || ['127.0.0.1', '::1', '0.0.0.0', '::', 'localhost'].includes(bind);
  return isAtLocalhost ? 'localhost' : bind;
}
