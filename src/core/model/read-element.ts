import { isJsonObject, memberOf, type Json, type JsonObject } from '../bytes/json.ts';
import type { ModelElement, ModelField, ModelSchema } from './model.ts';
import { isNumeric, readSchema } from './read-schema.ts';
import { judgeMembers, readId, readName, readTexts, readTypes, type Dialect, type Reading } from './reading.ts';

/** What the kinds of element have in common once it is read. */
type Head = Pick<ModelElement, 'name' | 'displayName' | 'semanticTypes'>;
type ReadKind = (reading: Reading, dialect: Dialect, json: JsonObject, path: string, head: Head) => Read;
type Read = ModelElement | undefined;

const KINDS: Readonly<Record<string, ReadKind>> = {
  Telemetry(reading, dialect, json, path, head) {
    judgeMembers(reading, dialect, json, ['name', 'schema', 'unit'], path);
    const schema = readSchema(reading, dialect, memberOf(json, 'schema'), schemaPlace(path, true));
    const unit = readUnit(reading, head, schema, memberOf(json, 'unit'), path);
    return schema === undefined ? undefined : { kind: 'telemetry', ...head, schema, unit };
  },
  Property(reading, dialect, json, path, head) {
    judgeMembers(reading, dialect, json, ['name', 'schema', 'unit', 'writable'], path);
    const arrays = dialect.version > 2;
    const schema = readSchema(reading, dialect, memberOf(json, 'schema'), schemaPlace(path, arrays));
    const unit = readUnit(reading, head, schema, memberOf(json, 'unit'), path);
    const writable = readYesNo(reading, json, 'writable', path);
    if (schema === undefined) return undefined;
    return { kind: 'property', ...head, schema, unit, writable, cloud: head.semanticTypes.includes('Cloud') };
  },
  Command(reading, dialect, json, path, head) {
    judgeMembers(reading, dialect, json, ['name', 'commandType', 'durable', 'request', 'response'], path);
    const request = readPayload(reading, dialect, memberOf(json, 'request'), `${path}.request`);
    const response = readPayload(reading, dialect, memberOf(json, 'response'), `${path}.response`);
    const durable = readYesNo(reading, json, 'durable', path);
    return { kind: 'command', ...head, request, response, durable };
  },
  Component(reading, dialect, json, path, head) {
    judgeMembers(reading, dialect, json, ['name', 'schema'], path);
    const schema = memberOf(json, 'schema');
    const id = readId(
      reading,
      dialect.version,
      isJsonObject(schema) ? memberOf(schema, '@id') : schema,
      `${path}.schema`,
    );
    return id === undefined ? undefined : { kind: 'component', ...head, schema: id };
  },
  // What a relationship says of other twins is nothing that a device does.
  Relationship: (_reading, _dialect, _json, _path, head) => ({ kind: 'relationship', ...head }),
};

/** Reads one entry of an interface's `contents`. */
export function readElement(reading: Reading, dialect: Dialect, json: Json, path: string): Read {
  if (!reading.spend(path)) return undefined;
  if (!isJsonObject(json)) return reading.fail(path, 'not-an-object');
  const types = readTypes(json) ?? [];
  const kinds = types.filter((type) => Object.hasOwn(KINDS, type));
  const [kind = ''] = kinds;
  if (kinds.length !== 1) return reading.fail(`${path}.@type`, 'type', memberOf(json, '@type'));
  const id = memberOf(json, '@id');
  if (id !== undefined) readId(reading, dialect.version, id, `${path}.@id`);
  const displayName = readTexts(reading, dialect, json, path);
  const name = readName(reading, dialect, json, path);
  if (name === undefined) return undefined;
  const head = { name, displayName, semanticTypes: types.filter((type) => type !== kind) };
  return KINDS[kind]?.(reading, dialect, json, path, head);
}

function schemaPlace(path: string, arrays: boolean): { path: string; arrays: boolean; depth: number } {
  return { path: `${path}.schema`, arrays, depth: 1 };
}

/** A unit needs a semantic type that says what is measured, and a schema that holds a number. */
function readUnit(
  reading: Reading,
  { semanticTypes }: Head,
  schema: ModelSchema | undefined,
  unit: Json | undefined,
  path: string,
): string | null {
  if (unit === undefined) return null;
  const fits = typeof unit === 'string' && semanticTypes.length > 0 && (schema === undefined || isNumeric(schema));
  if (!fits) reading.fail(`${path}.unit`, 'unit', unit);
  return typeof unit === 'string' ? unit : null;
}

/** Reads the request or the response of a command. */
function readPayload(reading: Reading, dialect: Dialect, json: Json | undefined, path: string): ModelField | null {
  if (json === undefined) return null;
  if (!isJsonObject(json)) {
    reading.fail(path, 'not-an-object');
    return null;
  }
  judgeMembers(reading, dialect, json, ['name', 'schema', 'nullable'], path);
  readTexts(reading, dialect, json, path);
  const name = readName(reading, dialect, json, path);
  const schema = readSchema(reading, dialect, memberOf(json, 'schema'), schemaPlace(path, true));
  return name === undefined || schema === undefined ? null : { name, schema };
}

function readYesNo(reading: Reading, json: JsonObject, name: string, path: string): boolean {
  const value = memberOf(json, name) ?? false;
  if (typeof value !== 'boolean') reading.fail(`${path}.${name}`, 'value', value);
  return value === true;
}
