import type { Cloud, CloudOptions } from '#cloud/cloud';
import type { WorkbenchError } from '#core/errors/workbench-error';
import type { DrawQr } from '#core/ports/qr-drawer';
import { printBanner, SERVER_NOTES } from '#core/words/en/server-banner';
import { printAddress } from './connection-facts.ts';
import { openKeptState, type KeptState } from './kept-state.ts';
import { describeLan } from './lan/describe-lan.ts';
import { openFreshCloud, openKeptCloud } from './open-cloud.ts';
import { postWebhook } from './post-webhook.ts';
import { printReadyLine } from './ready-line.ts';
import { loadScenario } from './scenario/load-scenario.ts';
import { openTelemetrySinks, type TelemetrySinks } from './telemetry-sinks.ts';
import { openServer, type OpenServer, type ServerRequest } from './workbench-server.ts';

/** What a run of the server is made of. */
export interface RunRequest extends Omit<ServerRequest, 'cloud'>, Pick<CloudOptions, 'parseCsv'> {
  /** The preload that brings an unmodified SDK here, as a path to print. */
  readonly preloadFile: string;
  readonly drawQr: DrawQr;
  /** Whether standard output is a terminal, and not a file or another program. */
  readonly isTerminal: boolean;
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
  const kept = await openKeptState(request.options, request.terminal);
  try {
    return await runKept(request, kept);
  } catch (error) {
    await kept?.release();
    throw error;
  }
}

async function runKept(request: RunRequest, kept: KeptState | undefined): Promise<RunningServer> {
  const cloud = await openCloud(request, kept);
  const { terminal } = request;
  const { sinks, server } = await openDoors(request, cloud).catch((error: unknown) => {
    cloud.dispose();
    throw error;
  });
  const ready = await printReady(request, cloud, server, kept).catch(async (error: unknown) => {
    cloud.dispose();
    await Promise.all([server.dispose(), sinks.dispose()]);
    throw error;
  });
  terminal.print(ready);
  return {
    cloud,
    ports: server.ports,
    async dispose() {
      const last = cloud.snapshot();
      cloud.dispose();
      const written = kept?.stateFile.write(last).catch((error: WorkbenchError) => terminal.explain(error.finding));
      await Promise.all([server.dispose(), sinks.dispose(), written]);
      await kept?.release();
    },
  };
}

/** Telemetry goes on from before the first device can come. */
async function openDoors(
  request: RunRequest,
  cloud: Cloud,
): Promise<{ readonly sinks: TelemetrySinks; readonly server: OpenServer }> {
  const { options, clock, terminal } = request;
  const sinks = await openTelemetrySinks(options, { cloud, clock, terminal, post: postWebhook });
  try {
    return { sinks, server: await openServer({ ...request, cloud }) };
  } catch (error) {
    await sinks.dispose();
    throw error;
  }
}

async function openCloud(request: RunRequest, kept: KeptState | undefined): Promise<Cloud> {
  const { options, clock, parseCsv, terminal } = request;
  const { host, secondHost, scenarioFile: name, modelsDirectory, acceptAnyBearer } = options;
  const scenario = name === undefined ? undefined : await loadScenario(name);
  if (acceptAnyBearer) terminal.say(SERVER_NOTES.anyBearer);
  const second = secondHost === undefined ? {} : { secondHost };
  const settings = { clock, parseCsv, host, ...second, acceptAnyBearer, modelsDirectory, scenario };
  return kept === undefined ? openFreshCloud(settings) : openKeptCloud(settings, kept, terminal);
}

async function printReady(request: RunRequest, cloud: Cloud, server: OpenServer, kept?: KeptState): Promise<string> {
  const { options, preloadFile } = request;
  if (options.json) return printReadyLine(cloud, server);
  const { host, hubs, idScope, enrollmentGroups } = cloud.describe();
  const group = enrollmentGroups.find((one) => one.type === 'symmetricKey');
  const address = `http://${printAddress(findReachableHost(options.bind), server.ports.http)}`;
  return printBanner({
    appAddress: server.servesApp ? address : undefined,
    cloudAddress: address,
    host,
    hubs,
    idScope,
    groupId: group?.id ?? '',
    groupKey: group?.primaryKey ?? '',
    stateFile: kept?.file,
    caFile: server.caFile ?? undefined,
    httpsPort: server.ports.https ?? undefined,
    mqttsPort: server.ports.mqtts ?? undefined,
    preloadFile,
    lan: server.lan && (await describeLan(server.lan, request.isTerminal || options.lanCode, request.drawQr)),
  });
}

/** `localhost`, unless the server listens where that name does not lead. */
function findReachableHost(bind: string | undefined): string {
  const isAtLocalhost = bind === undefined || ['127.0.0.1', '::1', '0.0.0.0', '::', 'localhost'].includes(bind);
  return isAtLocalhost ? 'localhost' : bind;
}
