import { isJsonObject, memberOf, type Json, type JsonObject } from '../bytes/json.ts';
import { NAMED_SCHEMAS, type EnumValue, type ModelField, type ModelSchema, type NamedSchema } from './model.ts';
import { judgeMembers, readId, readName, readTexts, readTypes, type Dialect, type Reading } from './reading.ts';

/** Levels of a schema: an object of a map of texts has three. */
export const SCHEMA_DEPTH_LIMIT = 5;

/** What is allowed where a schema stands. */
export interface SchemaPlace {
  readonly path: string;
  /** DTDL v2 has no arrays in properties. */
  readonly arrays: boolean;
  /** 1 for a schema that stands in no other. */
  readonly depth: number;
}

/** Reads a schema: a word, an object of its own, or the ID of one of the interface's schemas. */
export function readSchema(
  reading: Reading,
  dialect: Dialect,
  json: Json | undefined,
  place: SchemaPlace,
): ModelSchema | undefined {
  const { path, depth } = place;
  if (depth > SCHEMA_DEPTH_LIMIT) return reading.fail(path, 'schema-depth');
  if (!reading.spend(path)) return undefined;
  if (isJsonObject(json)) return readComplex(reading, dialect, json, place);
  if (typeof json !== 'string') return reading.fail(path, 'schema', json);
  const named = NAMED_SCHEMAS.find((name) => name === json);
  if (named !== undefined) return { kind: 'named', name: named };
  const shared = dialect.schemas.get(json);
  if (isJsonObject(shared)) return readComplex(reading, dialect, shared, place);
  const [, standard] = /^dtmi:(?:standard|iotcentral):schema:(\w+);[23]$/.exec(json) ?? [];
  const name = NAMED_SCHEMAS.find((known) => known === standard);
  return name === undefined ? reading.fail(path, 'schema', json) : { kind: 'named', name };
}

type Complex = (reading: Reading, dialect: Dialect, json: JsonObject, place: SchemaPlace) => ModelSchema | undefined;

const COMPLEX: Readonly<Record<string, Complex>> = {
  Array(reading, dialect, json, place) {
    judgeMembers(reading, dialect, json, ['elementSchema'], place.path);
    if (!place.arrays) return reading.fail(place.path, 'schema-array');
    const element = readSchema(reading, dialect, memberOf(json, 'elementSchema'), inner(place, '.elementSchema'));
    return element === undefined ? undefined : { kind: 'array', element };
  },
  Enum: readEnum,
  Map(reading, dialect, json, place) {
    judgeMembers(reading, dialect, json, ['mapKey', 'mapValue'], place.path);
    const key = memberOf(json, 'mapKey');
    const value = memberOf(json, 'mapValue');
    if (!isJsonObject(key) || !isJsonObject(value)) return reading.fail(place.path, 'schema-members');
    readName(reading, dialect, key, `${place.path}.mapKey`);
    readName(reading, dialect, value, `${place.path}.mapValue`);
    const keySchema = memberOf(key, 'schema');
    if (keySchema !== 'string') return reading.fail(`${place.path}.mapKey.schema`, 'schema-members', keySchema);
    const schema = readSchema(reading, dialect, memberOf(value, 'schema'), inner(place, '.mapValue.schema'));
    return schema === undefined ? undefined : { kind: 'map', value: schema };
  },
  Object: readObject,
};

function readComplex(
  reading: Reading,
  dialect: Dialect,
  json: JsonObject,
  place: SchemaPlace,
): ModelSchema | undefined {
  const kinds = readTypes(json)?.filter((type) => Object.hasOwn(COMPLEX, type)) ?? [];
  const read = kinds.length === 1 ? COMPLEX[kinds[0] ?? ''] : undefined;
  if (read === undefined) return reading.fail(`${place.path}.@type`, 'schema', memberOf(json, '@type'));
  readTexts(reading, dialect, json, place.path);
  const id = memberOf(json, '@id');
  if (id !== undefined) readId(reading, dialect.version, id, `${place.path}.@id`);
  return read(reading, dialect, json, place);
}

function readObject(reading: Reading, dialect: Dialect, json: JsonObject, place: SchemaPlace): ModelSchema | undefined {
  judgeMembers(reading, dialect, json, ['fields'], place.path);
  const found = memberOf(json, 'fields');
  const path = `${place.path}.fields`;
  if (!Array.isArray(found) || found.length === 0) return reading.fail(path, 'schema-members');
  if (dialect.version === 2 && found.length > 30) return reading.fail(path, 'too-many', found.length);
  const fields: ModelField[] = [];
  for (const [at, entry] of (found as readonly Json[]).entries()) {
    const field = readField(reading, dialect, entry, { ...place, path: `${path}[${at}]` });
    if (field === undefined) continue;
    if (fields.some(({ name }) => name === field.name))
      reading.fail(`${path}[${at}].name`, 'duplicate-name', field.name);
    fields.push(field);
  }
  return { kind: 'object', fields };
}

function readField(reading: Reading, dialect: Dialect, json: Json, place: SchemaPlace): ModelField | undefined {
  if (!isJsonObject(json)) return reading.fail(place.path, 'not-an-object');
  judgeMembers(reading, dialect, json, ['name', 'schema'], place.path);
  readTexts(reading, dialect, json, place.path);
  const name = readName(reading, dialect, json, place.path);
  const schema = readSchema(reading, dialect, memberOf(json, 'schema'), inner(place, '.schema'));
  return name === undefined || schema === undefined ? undefined : { name, schema };
}

function readEnum(reading: Reading, dialect: Dialect, json: JsonObject, place: SchemaPlace): ModelSchema | undefined {
  judgeMembers(reading, dialect, json, ['valueSchema', 'enumValues'], place.path);
  const of = memberOf(json, 'valueSchema');
  if (of !== 'integer' && of !== 'string') return reading.fail(`${place.path}.valueSchema`, 'schema-members', of);
  const found = memberOf(json, 'enumValues');
  const path = `${place.path}.enumValues`;
  if (!Array.isArray(found) || found.length === 0) return reading.fail(path, 'schema-members');
  if (dialect.version === 2 && found.length > 100) return reading.fail(path, 'too-many', found.length);
  const values: EnumValue[] = [];
  const names = new Set<string>();
  const taken = new Set<number | string>();
  for (const [at, entry] of (found as readonly Json[]).entries()) {
    const read = readEnumValue(reading, dialect, entry, of, `${path}[${at}]`);
    if (read === undefined) continue;
    if (names.has(read.name)) reading.fail(`${path}[${at}].name`, 'duplicate-name', read.name);
    if (taken.has(read.value)) reading.fail(`${path}[${at}].enumValue`, 'duplicate-name', read.value);
    names.add(read.name);
    taken.add(read.value);
    values.push(read);
  }
  return { kind: 'enum', of, values };
}

function readEnumValue(
  reading: Reading,
  dialect: Dialect,
  json: Json,
  of: 'integer' | 'string',
  path: string,
): EnumValue | undefined {
  if (!reading.spend(path)) return undefined;
  if (!isJsonObject(json)) return reading.fail(path, 'not-an-object');
  judgeMembers(reading, dialect, json, ['name', 'enumValue'], path);
  readTexts(reading, dialect, json, path);
  const name = readName(reading, dialect, json, path);
  const value = memberOf(json, 'enumValue');
  const fits = of === 'string' ? typeof value === 'string' : Number.isInteger(value);
  if (!fits) return reading.fail(`${path}.enumValue`, 'schema-members', value);
  return name === undefined ? undefined : { name, value: value as number | string };
}

function inner(place: SchemaPlace, member: string): SchemaPlace {
  return { ...place, path: place.path + member, depth: place.depth + 1 };
}

const NUMERIC: ReadonlySet<NamedSchema> = new Set<NamedSchema>(['double', 'float', 'integer', 'long']);

/** Whether values of a schema can be measured in a unit. */
export function isNumeric(schema: ModelSchema): boolean {
  if (schema.kind === 'named') return NUMERIC.has(schema.name) || schema.name === 'vector';
  return schema.kind === 'enum' && schema.of === 'integer';
}
