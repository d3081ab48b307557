import { isJsonObject, memberOf, type Json, type JsonObject } from '../bytes/json.ts';
import { SCHEMA_DEPTH_LIMIT } from './read-schema.ts';

/** Fields of an object in DTDL v2. */
const FIELDS_LIMIT = 30;
const NAME = /^[a-z](?:\w{0,62}[a-z0-9])?$/i;
const DATE_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/i;
const LONGEST_INTEGER = 2 ** 31;

/** Why values have no place in a model: of several kinds, too deep, or of a kind that DTDL has no word for. */
export type InferenceFault = 'name' | 'mixed' | 'depth' | 'no-value' | 'array' | 'fields' | 'too-many';

/** A schema as it is written in DTDL, or why there is none. */
export type InferredSchema =
  { readonly ok: true; readonly schema: Json } | { readonly ok: false; readonly fault: InferenceFault };

/** Says whether DTDL v2 takes a name. */
export function isModelName(name: string): boolean {
  return NAME.test(name);
}

/**
 * Finds the schema that all these values have, as IoT Central’s “auto-create template” does. `arrays`: whether they are
 * allowed where the schema goes, which properties of DTDL v2 do not.
 */
export function inferSchema(values: readonly Json[], arrays: boolean): InferredSchema {
  return infer(
    values.filter((value) => value !== null),
    { arrays, depth: 1 },
  );
}

interface Place {
  readonly arrays: boolean;
  readonly depth: number;
}

function infer(values: readonly Json[], place: Place): InferredSchema {
  if (place.depth > SCHEMA_DEPTH_LIMIT) return { ok: false, fault: 'depth' };
  const kinds = new Set(values.map(kindOf));
  const [kind] = kinds;
  if (kind === undefined) return { ok: false, fault: 'no-value' };
  if (kinds.size > 1) return inferMixed(kinds);
  if (kind === 'array') return inferArray(values as readonly (readonly Json[])[], place);
  return kind === 'object' ? inferObject(values as readonly JsonObject[], place) : { ok: true, schema: kind };
}

type Kind =
  'boolean' | 'integer' | 'long' | 'double' | 'string' | 'dateTime' | 'geopoint' | 'vector' | 'object' | 'array';

function kindOf(value: Json): Kind {
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'number') return numberKind(value);
  if (typeof value === 'string') return DATE_TIME.test(value) ? 'dateTime' : 'string';
  if (!isJsonObject(value)) return 'array';
  if (hasNumbers(value, ['lat', 'lon'], ['alt'])) return 'geopoint';
  return hasNumbers(value, ['x', 'y', 'z'], []) ? 'vector' : 'object';
}

function numberKind(value: number): Kind {
  if (!Number.isInteger(value)) return 'double';
  return Math.abs(value) < LONGEST_INTEGER ? 'integer' : 'long';
}

function hasNumbers(value: JsonObject, needed: readonly string[], allowed: readonly string[]): boolean {
  const isNumber = (name: string): boolean => typeof memberOf(value, name) === 'number';
  return (
    needed.every(isNumber) &&
    Object.keys(value).every((name) => isNumber(name) && [...needed, ...allowed].includes(name))
  );
}

/** Numbers of several kinds have the widest one; times among other texts are texts. */
function inferMixed(kinds: ReadonlySet<Kind>): InferredSchema {
  const all = (...wanted: readonly Kind[]): boolean => [...kinds].every((kind) => wanted.includes(kind));
  if (all('integer', 'long')) return { ok: true, schema: 'long' };
  if (all('integer', 'long', 'double')) return { ok: true, schema: 'double' };
  return all('string', 'dateTime') ? { ok: true, schema: 'string' } : { ok: false, fault: 'mixed' };
}

function inferArray(values: readonly (readonly Json[])[], place: Place): InferredSchema {
  if (!place.arrays) return { ok: false, fault: 'array' };
  const elements = values.flat().filter((value) => value !== null);
  const element = infer(elements as readonly Json[], { ...place, depth: place.depth + 1 });
  return element.ok ? { ok: true, schema: { '@type': 'Array', elementSchema: element.schema } } : element;
}

function inferObject(values: readonly JsonObject[], place: Place): InferredSchema {
  const byName = collectValues(values);
  if (byName.size === 0) return { ok: false, fault: 'no-value' };
  if (byName.size > FIELDS_LIMIT) return { ok: false, fault: 'fields' };
  const fields: Json[] = [];
  for (const [name, found] of byName) {
    if (!isModelName(name)) return { ok: false, fault: 'name' };
    const field = infer(found, { ...place, depth: place.depth + 1 });
    if (!field.ok) return field;
    fields.push({ name, schema: field.schema });
  }
  return { ok: true, schema: { '@type': 'Object', fields } };
}

/** Gathers what each name stands for, in the order in which the names appear. */
export function collectValues(objects: readonly JsonObject[]): ReadonlyMap<string, readonly Json[]> {
  const byName = new Map<string, Json[]>();
  for (const object of objects) {
    for (const [name, value] of Object.entries(object)) {
      if (value === null) continue;
      const values = byName.get(name);
      if (values === undefined) byName.set(name, [value]);
      else values.push(value);
    }
  }
  return byName;
}
