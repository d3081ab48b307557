import { isJsonObject, type Json, type JsonObject } from '#core/bytes/json';

/** Gives `target` changed by `patch`: null removes a member, objects merge, anything else replaces (RFC 7396). */
export function mergePatch(target: JsonObject, patch: JsonObject): JsonObject {
  const merged = new Map<string, Json>(Object.entries(target));
  for (const [name, change] of Object.entries(patch)) {
    if (change === null) merged.delete(name);
    else merged.set(name, mergeValue(merged.get(name), change));
  }
  return Object.fromEntries(merged);
}

function mergeValue(present: Json | undefined, change: Json): Json {
  if (!isJsonObject(change)) return change;
  return mergePatch(isJsonObject(present) ? present : {}, change);
}
