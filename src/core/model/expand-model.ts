import { isJsonObject, memberOf, type Json, type JsonObject } from '../bytes/json.ts';

/** Interfaces within interfaces that are written out; a resolved model has no more. */
const DEPTH_LIMIT = 12;

/**
 * Writes the interfaces that a document names into it, where they are named first, so that it stands by itself.
 * `find` gives the documents that are at hand; names of others stay as they are.
 */
export function expandModel(document: JsonObject, find: (id: string) => JsonObject | undefined): JsonObject {
  const written = new Set<string>();
  collectIds(document, written, 0);
  return expand(document, { find, written }, 0);
}

interface Expansion {
  readonly find: (id: string) => JsonObject | undefined;
  /** IDs of the interfaces that the result holds already. */
  readonly written: Set<string>;
}

function expand(document: JsonObject, expansion: Expansion, depth: number): JsonObject {
  if (depth > DEPTH_LIMIT) return document;
  const replace = (json: Json): Json => {
    if (isJsonObject(json)) return expand(json, expansion, depth + 1);
    if (typeof json !== 'string' || expansion.written.has(json)) return json;
    const found = expansion.find(json);
    if (found === undefined) return json;
    expansion.written.add(json);
    return expand(found, expansion, depth + 1);
  };
  const entries = Object.entries(document).map(([name, value]): readonly [string, Json] => {
    if (name === 'extends') return [name, mapList(value, replace)];
    return name === 'contents' ? [name, mapList(value, (element) => expandElement(element, replace))] : [name, value];
  });
  return Object.fromEntries(entries);
}

function expandElement(element: Json, replace: (json: Json) => Json): Json {
  const schema = memberOf(element, 'schema');
  if (!isJsonObject(element) || schema === undefined || !isComponent(element)) return element;
  return { ...element, schema: replace(schema) };
}

function collectIds(document: Json, written: Set<string>, depth: number): void {
  if (!isJsonObject(document) || depth > DEPTH_LIMIT) return;
  const id = memberOf(document, '@id');
  if (typeof id === 'string') written.add(id);
  const inner: Json[] = [];
  mapList(memberOf(document, 'extends') ?? [], (base) => inner.push(base));
  mapList(memberOf(document, 'contents') ?? [], (element) => {
    return isJsonObject(element) && isComponent(element) ? inner.push(memberOf(element, 'schema') ?? null) : 0;
  });
  for (const json of inner) collectIds(json, written, depth + 1);
}

function isComponent(element: JsonObject): boolean {
  const type = memberOf(element, '@type');
  return type === 'Component' || (Array.isArray(type) && type.includes('Component'));
}

function mapList(json: Json, map: (json: Json) => Json): Json {
  return Array.isArray(json) ? (json as readonly Json[]).map(map) : map(json);
}
