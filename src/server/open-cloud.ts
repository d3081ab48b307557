import { webcrypto } from 'node:crypto';
import { createCloud, type Cloud, type CloudOptions } from '#cloud/cloud';
import { readCloudState } from '#cloud/state/read-cloud-state';
import type { KeepChanges } from '#cloud/state/kept-change';
import { WorkbenchError } from '#core/errors/workbench-error';
import type { Clock } from '#core/ports/clock';
import { FILE_CONTENT_REASONS, SERVER_NOTES } from '#core/words/en/server-banner';
import type { KeptState } from './kept-state.ts';
import { addModelFiles } from './model-files.ts';
import { postWebhook } from './post-webhook.ts';
import { applyScenario } from './scenario/apply-scenario.ts';
import type { NamedScenario } from './scenario/load-scenario.ts';
import type { ScenarioFault } from './scenario/read-scenario.ts';
import type { Terminal } from './terminal.ts';

/** What a cloud of this machine is opened with. */
export interface CloudRequest extends Pick<
  CloudOptions,
  'parseCsv' | 'host' | 'secondHost' | 'acceptAnyBearer' | 'settings'
> {
  readonly clock: Clock;
  /** Directory of models that the cloud is to have, new or not. */
  readonly modelsDirectory: string | undefined;
  /** What a new cloud begins with. */
  readonly scenario: NamedScenario | undefined;
}

/**
 * Opens a cloud that is forgotten with the process. Throws `terminal/models`, and `terminal/scenario` when the services
 * refuse a part of the scenario.
 */
export async function openFreshCloud(request: CloudRequest): Promise<Cloud> {
  return begin(request, {});
}

/**
 * Opens the cloud that was kept, or a new one, and keeps what becomes of it. Throws `terminal/state-file`,
 * `terminal/models` and `terminal/scenario`, with the state file as it was.
 */
export async function openKeptCloud(request: CloudRequest, kept: KeptState, terminal: Terminal): Promise<Cloud> {
  const { stateFile, file } = kept;
  const earlier = await stateFile.load();
  const state = readCloudState(earlier, webcrypto, request.clock.now());
  if (earlier !== undefined && state === undefined) {
    throw new WorkbenchError('terminal/state-file', { file, detail: FILE_CONTENT_REASONS.notOurs });
  }
  // Not before the cloud is whole: one that began with half of its scenario would go on with half of it.
  let isWhole = false;
  const keep: KeepChanges = (changes, snapshot) => (isWhole ? stateFile.keep(changes, snapshot) : Promise.resolve());
  if (state !== undefined && request.scenario !== undefined) {
    terminal.say(SERVER_NOTES.scenarioPassedOver(request.scenario.name, file));
  }
  const cloud = await begin(state === undefined ? request : { ...request, scenario: undefined }, { state, keep });
  isWhole = true;
  // Before anybody hears of them: keys that were just made must be the same ones next time, even if this run is killed.
  return orDispose(cloud, stateFile.write(cloud.snapshot()));
}

async function begin(request: CloudRequest, kept: Pick<CloudOptions, 'state' | 'keep'>): Promise<Cloud> {
  const { scenario, ...options } = request;
  const cloud = await createCloud({
    ...options,
    ...kept,
    crypto: webcrypto,
    postWebhook,
    idScope: scenario?.idScope,
  });
  return orDispose(cloud, fill(cloud, request));
}

/** Models come first: the devices of a scenario may be of them. */
async function fill(cloud: Cloud, { modelsDirectory, scenario, clock }: CloudRequest): Promise<void> {
  if (modelsDirectory !== undefined) await addModelFiles(cloud, modelsDirectory);
  if (scenario !== undefined) throwFault(scenario.name, await applyScenario(cloud, scenario, clock.now()));
}

function throwFault(file: string, fault: ScenarioFault | undefined): void {
  if (fault === undefined) return;
  const { place, detail } = fault;
  throw new WorkbenchError('terminal/scenario', { file, place, detail });
}

async function orDispose(cloud: Cloud, step: Promise<void>): Promise<Cloud> {
  try {
    await step;
    return cloud;
  } catch (error) {
    cloud.dispose();
    throw error;
  }
}
