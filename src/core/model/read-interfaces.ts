import { isJsonObject, memberOf, type Json, type JsonObject } from '../bytes/json.ts';
import type { DtdlVersion, ModelElement, ModelInterface } from './model.ts';
import { judgeModel, type ModelVerdict } from './model-finding.ts';
import { readElement } from './read-element.ts';
import {
  createReading,
  join,
  judgeMembers,
  readId,
  readTexts,
  readTypes,
  type Dialect,
  type Reading,
} from './reading.ts';

/** Elements of one interface (DTDL v2), and of one with all that it extends (v3). */
export const CONTENTS_LIMIT: Readonly<Record<DtdlVersion, number>> = { 2: 300, 3: 100_000 };
/** Interfaces that one interface extends directly. */
const EXTENDS_LIMIT: Readonly<Record<DtdlVersion, number>> = { 2: 2, 3: 1024 };
/** Interfaces within interfaces that are read. */
const INLINE_DEPTH = 10;

/** Interfaces by their ID. The first is the one that the document is about. */
export type Interfaces = ReadonlyMap<string, ModelInterface>;

/**
 * Reads a DTDL document, strictly by version 2 and tolerantly by version 3: an interface or an array of them, with those
 * that stand inside as a component's schema or among `extends`. What they name and do not hold is looked up by
 * `resolveModel`. `context`: what counts where the document has no `@context`, as for the model in a device template.
 */
export function readInterfaces(json: Json | undefined, context?: Json): ModelVerdict<Interfaces> {
  const reading = createReading();
  const found = new Map<string, { readonly read: ModelInterface; readonly text: string }>();
  const documents: readonly Json[] = Array.isArray(json) ? (json as readonly Json[]) : [json ?? null];
  if (documents.length === 0) reading.fail('', 'no-interface');
  for (const [at, document] of documents.entries()) {
    const path = Array.isArray(json) ? `[${at}]` : '';
    readInterface({ reading, found, context, depth: 0 }, document, path);
  }
  return judgeModel(new Map([...found].map(([id, { read }]) => [id, read])), reading.findings);
}

interface Place {
  readonly reading: Reading;
  readonly found: Map<string, { readonly read: ModelInterface; readonly text: string }>;
  readonly context: Json | undefined;
  readonly depth: number;
}

function readInterface(place: Place, json: Json, path: string): void {
  const { reading, found } = place;
  if (!isJsonObject(json)) return reading.fail(path, 'not-an-object');
  if (place.depth > INLINE_DEPTH) return reading.fail(path, 'extends-depth');
  if (!reading.spend(path)) return undefined;
  const context = memberOf(json, '@context') ?? place.context;
  const dialect = readContext(reading, context, json, path);
  if (dialect === undefined) return undefined;
  if (readTypes(json)?.includes('Interface') !== true)
    reading.fail(join(path, '@type'), 'type', memberOf(json, '@type'));
  const id = readId(reading, dialect.version, memberOf(json, '@id'), join(path, '@id'));
  if (id === undefined) return undefined;
  const text = JSON.stringify(json);
  const twin = found.get(id);
  if (twin !== undefined) {
    // IoT Central writes an interface out at every component that has it.
    return twin.text === text ? undefined : reading.fail(join(path, '@id'), 'duplicate-id', id);
  }
  judgeMembers(reading, dialect, json, ['contents', 'extends', 'schemas'], path);
  const displayName = readTexts(reading, dialect, json, path);
  const bases = readExtends(reading, dialect, json, path);
  const read = { id, version: dialect.version, displayName, extends: bases, contents: [] as readonly ModelElement[] };
  // Before what stands inside it, so that the document's own interface is the first.
  found.set(id, { read, text });
  read.contents = readContents(reading, dialect, json, path);
  for (const [inner, at] of listInline(json, path)) {
    readInterface({ ...place, context, depth: place.depth + 1 }, inner, at);
  }
}

const CONTEXT = /^dtmi:dtdl:context;(\d+)/;

/** Reads `@context`: DTDL of version 2 or 3, with any extensions. */
function readContext(reading: Reading, context: Json | undefined, json: JsonObject, path: string): Dialect | undefined {
  const words: readonly Json[] = Array.isArray(context) ? (context as readonly Json[]) : [context ?? null];
  const versions = words.flatMap((word) => (typeof word === 'string' ? (CONTEXT.exec(word)?.[1] ?? []) : []));
  const [version] = versions;
  if (version === undefined) return reading.fail(join(path, '@context'), 'context');
  if (version !== '2' && version !== '3') return reading.fail(join(path, '@context'), 'context-version', version);
  return { version: version === '2' ? 2 : 3, extended: words.length > 1, schemas: collectSchemas(json) };
}

/** Schemas are read where they are used, so that depth and arrays are judged by that place. */
function collectSchemas(json: JsonObject): ReadonlyMap<string, Json> {
  const schemas = memberOf(json, 'schemas');
  const list: readonly Json[] = Array.isArray(schemas) ? (schemas as readonly Json[]) : [schemas ?? null];
  return new Map(
    list.flatMap((schema) => {
      const id = memberOf(schema, '@id');
      return typeof id === 'string' ? [[id, schema] as const] : [];
    }),
  );
}

function readExtends(reading: Reading, { version }: Dialect, json: JsonObject, path: string): readonly string[] {
  const bases = listOf(memberOf(json, 'extends'));
  if (bases.length > EXTENDS_LIMIT[version]) reading.fail(join(path, 'extends'), 'too-many', bases.length);
  return bases.slice(0, EXTENDS_LIMIT[version]).flatMap((base, at) => {
    const id = isJsonObject(base) ? memberOf(base, '@id') : base;
    return readId(reading, version, id, `${join(path, 'extends')}[${at}]`) ?? [];
  });
}

function readContents(reading: Reading, dialect: Dialect, json: JsonObject, path: string): readonly ModelElement[] {
  const found = memberOf(json, 'contents') ?? [];
  const contents = join(path, 'contents');
  if (!Array.isArray(found)) {
    reading.fail(contents, 'value');
    return [];
  }
  if (found.length > CONTENTS_LIMIT[dialect.version]) {
    reading.fail(contents, 'too-many', found.length);
    return [];
  }
  const elements: ModelElement[] = [];
  const names = new Set<string>();
  for (const [at, entry] of (found as readonly Json[]).entries()) {
    const element = readElement(reading, dialect, entry, `${contents}[${at}]`);
    if (element === undefined) continue;
    if (names.has(element.name)) reading.fail(`${contents}[${at}].name`, 'duplicate-name', element.name);
    names.add(element.name);
    elements.push(element);
  }
  return elements;
}

/** Gives the interfaces that stand inside another, with their paths. */
function listInline(json: JsonObject, path: string): readonly (readonly [JsonObject, string])[] {
  const bases = listOf(memberOf(json, 'extends')).map((base, at) => [base, `${join(path, 'extends')}[${at}]`] as const);
  const parts = listOf(memberOf(json, 'contents')).flatMap((element, at) => {
    const isPart = isJsonObject(element) && readTypes(element)?.includes('Component') === true;
    return isPart ? [[memberOf(element, 'schema') ?? null, `${join(path, 'contents')}[${at}].schema`] as const] : [];
  });
  return [...bases, ...parts].flatMap(([inner, at]) => (isJsonObject(inner) ? [[inner, at] as const] : []));
}

function listOf(json: Json | undefined): readonly Json[] {
  if (json === undefined) return [];
  return Array.isArray(json) ? (json as readonly Json[]) : [json];
}
