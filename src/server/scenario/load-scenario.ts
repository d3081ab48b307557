import { readFile } from 'node:fs/promises';
import { parseJson, type Json } from '#core/bytes/json';
import { WorkbenchError } from '#core/errors/workbench-error';
import { describeJsonFault, describeReadReason } from '../file-reason.ts';
import { readScenario, ScenarioFault, type Scenario } from './read-scenario.ts';

/** A scenario and what it is called: its file. */
export interface NamedScenario extends Scenario {
  readonly name: string;
}

/** Reads the scenario of a file. Throws `terminal/scenario`, with the place in the file where something is wrong. */
export async function loadScenario(file: string): Promise<NamedScenario> {
  const read = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw refuse(file, '', describeReadReason(cause), cause);
  });
  const text = read.replace(/^\uFEFF/, '');
  const json = parseJson(text);
  if (json === undefined) throw refuse(file, '', describeJsonFault(text));
  return nameScenario(file, json);
}

/** Reads a scenario that is called `name`. Throws `terminal/scenario`. */
export function nameScenario(name: string, json: Json): NamedScenario {
  const scenario = readScenario(json);
  if (scenario instanceof ScenarioFault) throw refuse(name, scenario.place, scenario.detail);
  return { ...scenario, name };
}

function refuse(file: string, place: string, detail: string, cause?: unknown): WorkbenchError<'terminal/scenario'> {
  return new WorkbenchError('terminal/scenario', { file, place, detail }, { cause });
}
