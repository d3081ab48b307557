import type { Json, JsonObject } from '../bytes/json.ts';
import { CONTENTS_LIMIT } from './read-interfaces.ts';
import { collectValues, inferSchema, isModelName, type InferenceFault } from './infer-schema.ts';

/** What a device, or a component of it, was seen to have. */
export interface SeenCapabilities {
  /** Bodies of its messages that are objects. */
  readonly telemetry: readonly JsonObject[];
  /** Values by name, of the properties that it reports. */
  readonly reported: JsonObject;
  /** The same of those that somebody wishes, which are writable. */
  readonly desired: JsonObject;
  /** Names of reported properties that the device acknowledged, so they are writable too. */
  readonly acknowledged: ReadonlySet<string>;
}

/** Something that was seen and has no place in a model. */
export interface LeftOut {
  readonly component: string | null;
  readonly name: string;
  readonly why: InferenceFault;
}

/** A model made of what was seen. */
export interface SuggestedModel {
  readonly capabilityModel: JsonObject;
  readonly leftOut: readonly LeftOut[];
}

const CONTEXT = ['dtmi:iotcentral:context;2', 'dtmi:dtdl:context;2'];

/** Suggests a model for a device that has none, from what it sent. `components`: by their names; without the root. */
export function suggestModel(
  id: string,
  displayName: string,
  root: SeenCapabilities,
  components: ReadonlyMap<string, SeenCapabilities>,
): SuggestedModel {
  const leftOut: LeftOut[] = [];
  const parts: Json[] = [];
  for (const [name, seen] of components) {
    if (!isModelName(name)) {
      leftOut.push({ component: name, name, why: 'name' });
      continue;
    }
    if (parts.length === CONTENTS_LIMIT[2]) {
      leftOut.push({ component: name, name, why: 'too-many' });
      continue;
    }
    const contents = listContents(name, seen, leftOut, CONTENTS_LIMIT[2]);
    const schema = { '@id': appendSegment(id, name), '@type': 'Interface', displayName: name, contents };
    parts.push({ '@type': 'Component', name, schema });
  }
  const contents = [...listContents(null, root, leftOut, CONTENTS_LIMIT[2] - parts.length), ...parts];
  return { capabilityModel: { '@id': id, '@type': 'Interface', '@context': CONTEXT, displayName, contents }, leftOut };
}

function listContents(
  component: string | null,
  seen: SeenCapabilities,
  leftOut: LeftOut[],
  limit: number,
): readonly JsonObject[] {
  const contents = new Map<string, JsonObject>();
  const add = (name: string, values: readonly Json[], kind: JsonObject, arrays: boolean): void => {
    const inferred = isModelName(name) ? inferSchema(values, arrays) : { ok: false as const, fault: 'name' as const };
    if (!inferred.ok) leftOut.push({ component, name, why: inferred.fault });
    // A name stands for one thing in an interface; what the device keeps goes before what it sends.
    else if (contents.has(name)) return;
    else if (contents.size === limit) leftOut.push({ component, name, why: 'too-many' });
    else contents.set(name, { ...kind, name, schema: inferred.schema });
  };
  const writable = new Set([...Object.keys(seen.desired), ...seen.acknowledged]);
  for (const [name, values] of collectValues([seen.reported, seen.desired])) {
    add(name, values, writable.has(name) ? { '@type': 'Property', writable: true } : { '@type': 'Property' }, false);
  }
  for (const [name, values] of collectValues(seen.telemetry)) add(name, values, { '@type': 'Telemetry' }, true);
  return [...contents.values()];
}

/** Gives the ID of an interface that belongs to another: `dtmi:a:b;1` and `part` give `dtmi:a:b:part;1`. */
function appendSegment(id: string, segment: string): string {
  const [path = '', version = '1'] = id.split(';');
  return `${path}:${segment};${version}`;
}
