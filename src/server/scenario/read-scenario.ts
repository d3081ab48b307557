import { isJsonObject, type Json, type JsonObject } from '#core/bytes/json';
import { judgeIdScope } from '#core/identity/id-scope';
import { quoteInput } from '#core/identity/quote-input';
import { SCENARIO_FAULTS } from '#core/words/en/scenario';
import { ANYTHING, SECTIONS, type Members, type Section } from './sections.ts';

/** What a cloud is to begin with: a fixed ID scope, and the requests that the rest of it comes to. */
export interface Scenario {
  readonly idScope: string | undefined;
  readonly steps: readonly ScenarioStep[];
}

/** A request, and the place in the file that asks for it, such as `devices[2]`. */
export interface ScenarioStep extends Pick<Section, 'service'> {
  readonly place: string;
  readonly method: Section['method'] | 'PATCH';
  readonly path: string;
  readonly body: JsonObject;
}

/** What is wrong with a scenario, in words, and where. */
export class ScenarioFault {
  readonly place: string;
  readonly detail: string;

  constructor(place: string, detail: string) {
    this.place = place;
    this.detail = detail;
  }
}

const SECTION_NAMES = Object.keys(SECTIONS) as readonly (keyof typeof SECTIONS)[];
const TOP_NAMES: readonly string[] = ['idScope', ...SECTION_NAMES, 'settings'];

/**
 * Reads a scenario. Every name in it must be one that is known, for a mistyped one would leave a key or a setting as it
 * is by chance; whether the values are right, the services themselves say when they are asked.
 */
export function readScenario(json: Json): Scenario | ScenarioFault {
  if (!isJsonObject(json)) return new ScenarioFault('', SCENARIO_FAULTS.object);
  const { idScope, settings = {} } = json;
  const unknown = findUnknown(json, Object.fromEntries(TOP_NAMES.map((name) => [name, ANYTHING])), '');
  if (unknown !== undefined) return unknown;
  const scope = typeof idScope === 'string' ? judgeIdScope(idScope) : undefined;
  if (idScope !== undefined && scope?.ok !== true) return new ScenarioFault('idScope', SCENARIO_FAULTS.idScope);
  const steps: ScenarioStep[] = [];
  for (const name of SECTION_NAMES) {
    const found = readSection(name, json[name] ?? []);
    if (found instanceof ScenarioFault) return found;
    steps.push(...found);
  }
  if (!isJsonObject(settings)) return new ScenarioFault('settings', SCENARIO_FAULTS.object);
  if (Object.keys(settings).length > 0) {
    steps.push({ place: 'settings', service: 'operator', method: 'PATCH', path: '/_emu/settings', body: settings });
  }
  return { idScope: scope?.ok === true ? scope.value : undefined, steps };
}

function readSection(name: keyof typeof SECTIONS, json: Json): readonly ScenarioStep[] | ScenarioFault {
  const section: Section = SECTIONS[name];
  if (!Array.isArray(json)) return new ScenarioFault(name, SCENARIO_FAULTS.list);
  const steps: ScenarioStep[] = [];
  const ids = new Set<string>();
  for (const [at, entry] of (json as readonly Json[]).entries()) {
    const place = `${name}[${at}]`;
    const step = readEntry(section, entry, place);
    if (step instanceof ScenarioFault) return step;
    if (section.id !== undefined && ids.has(step.path)) {
      return new ScenarioFault(`${place}.${section.id}`, SCENARIO_FAULTS.twice);
    }
    ids.add(step.path);
    steps.push(step);
  }
  return steps;
}

function readEntry(section: Section, entry: Json, place: string): ScenarioStep | ScenarioFault {
  const { service, method, id, members } = section;
  if (!isJsonObject(entry)) return new ScenarioFault(place, SCENARIO_FAULTS.object);
  const unknown = members === undefined ? undefined : findUnknown(entry, members, place);
  if (unknown !== undefined) return unknown;
  if (id === undefined) return { place, service, method, path: section.path, body: entry };
  const { [id]: value, ...others } = entry;
  if (typeof value !== 'string' || value === '') return new ScenarioFault(`${place}.${id}`, SCENARIO_FAULTS.id);
  const path = `${section.path}/${encodeURIComponent(value)}`;
  // All but IoT Central's devices have their ID in the body, too.
  return { place, service, method, path, body: id === 'id' ? others : entry };
}

/** Finds the first name that is none of `members`, at any depth. */
function findUnknown(json: JsonObject, members: Members, place: string): ScenarioFault | undefined {
  for (const [name, value] of Object.entries(json)) {
    const at = `${place}${place === '' ? '' : '.'}${quoteInput(name)}`;
    const inner = Object.hasOwn(members, name) ? members[name] : undefined;
    if (inner === undefined) return new ScenarioFault(at, SCENARIO_FAULTS.unknown(Object.keys(members)));
    const fault = inner !== ANYTHING && isJsonObject(value) ? findUnknown(value, inner, at) : undefined;
    if (fault !== undefined) return fault;
  }
  return undefined;
}
