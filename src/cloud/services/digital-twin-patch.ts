import { isJsonObject, memberOf, type Json, type JsonObject } from '#core/bytes/json';
import type { TwinState } from '../state/cloud-state.ts';
import { isMarked } from './template-capabilities.ts';

/**
 * Reads a JSON Patch (RFC 6902) of a digital twin, which is `add`, `replace` and `remove` of a property, of a component,
 * or of a component's property. Gives the patch of desired properties that comes to the same, or what is wrong in words.
 */
export function readDigitalTwinPatch(
  twin: TwinState,
  operations: Json | undefined,
): { readonly desired: JsonObject } | { readonly wrong: string } {
  if (!Array.isArray(operations) || operations.length === 0) {
    return { wrong: 'The body must be a JSON Patch: an array of operations.' };
  }
  let desired: JsonObject = {};
  for (const operation of operations as readonly Json[]) {
    const read = readOperation(twin, operation);
    if (typeof read === 'string') return { wrong: read };
    desired = compose(desired, read);
  }
  return { desired };
}

/** Gives the patch of one operation, or what is wrong with it in words. */
function readOperation(twin: TwinState, operation: Json): JsonObject | string {
  const [op, path, value] = ['op', 'path', 'value'].map((name) => memberOf(operation, name));
  const names = typeof path === 'string' ? readPointer(path) : undefined;
  if (names === undefined) return 'path is a JSON Pointer to a property, a component, or a property of a component.';
  if (op !== 'add' && op !== 'replace' && op !== 'remove') return 'op is add, replace or remove.';
  if (op !== 'remove' && (value === undefined || value === null)) return `${op} needs a value.`;
  const [name = '', property] = names;
  const wanted = op === 'remove' ? null : (value ?? null);
  if (property === undefined) return { [name]: readValue(wanted) };
  return { [name]: markComponent(twin, name, { [property]: wanted }) };
}

/** RFC 6901, sections 3 and 4. */
function readPointer(path: string): readonly string[] | undefined {
  const [root, ...names] = path.split('/');
  if (root !== '' || names.length === 0 || names.length > 2) return undefined;
  const read = names.map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'));
  return read.some((name) => name === '' || name.startsWith('$')) ? undefined : read;
}

/** A whole component holds `$metadata`, which may be empty. */
function readValue(value: Json): Json {
  if (!isJsonObject(value) || !('$metadata' in value)) return value;
  const { $metadata: _metadata, ...properties } = value;
  return { ...properties, __t: 'c' };
}

/** A property that is known to be an object, and no component, has fields of its own. */
function markComponent(twin: TwinState, name: string, patch: JsonObject): JsonObject {
  const isObject = [twin.reported, twin.desired].some((section) => isJsonObject(memberOf(section, name)));
  return isObject && !isMarked(twin, name) ? patch : { ...patch, __t: 'c' };
}

/** Gives the patch that does what `first` and then `second` do. */
function compose(first: JsonObject, second: JsonObject): JsonObject {
  const merged = new Map(Object.entries(first));
  for (const [name, value] of Object.entries(second)) {
    const before = merged.get(name);
    merged.set(name, isJsonObject(before) && isJsonObject(value) ? compose(before, value) : value);
  }
  return Object.fromEntries(merged);
}
