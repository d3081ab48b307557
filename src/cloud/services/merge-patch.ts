import { isJsonObject, type Json, type JsonObject } from '#core/bytes/json';

/** Applies a JSON merge patch (RFC 7396, section 2): null takes a member away, objects are merged, all else replaces. */
export function mergePatch(target: JsonObject, patch: JsonObject): JsonObject {
  const merged = new Map<string, Json>(Object.entries(target));
  for (const [name, value] of Object.entries(patch)) {
    const before = merged.get(name);
    if (value === null) merged.delete(name);
    else if (isJsonObject(value)) merged.set(name, mergePatch(isJsonObject(before) ? before : {}, value));
    else merged.set(name, value);
  }
  // `fromEntries` defines its members, so a property called __proto__ stays a property.
  return Object.fromEntries(merged);
}
