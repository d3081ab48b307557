import { isJsonObject, memberOf, type Json, type JsonObject } from '#core/bytes/json';
import { mergePatch } from './merge-patch.ts';

const ROOT = 'properties.desired';

/** Says in words what is wrong with the content of a configuration, or gives undefined. */
export function findWrongContent(content: Json | undefined): string | undefined {
  if (!isJsonObject(content)) return 'content must be an object.';
  if (content['modulesContent'] !== undefined || content['moduleContent'] !== undefined) {
    return 'The local cloud runs no IoT Edge and no module configurations: content holds deviceContent alone.';
  }
  const { deviceContent } = content;
  if (!isJsonObject(deviceContent)) return 'content.deviceContent must be an object.';
  const entries = Object.entries(deviceContent);
  const bad = entries.find(([path]) => path !== ROOT && !/^properties\.desired(\.[^.]+)+$/.test(path))?.[0];
  if (bad !== undefined) return `${bad.slice(0, 64)} is no path to desired properties: it begins with ${ROOT}.`;
  const isBare = entries.some(([path, value]) => path === ROOT && !isJsonObject(value));
  return isBare ? `${ROOT} must be an object.` : undefined;
}

/**
 * Gives desired properties as they are with a configuration's content: what stands at a path is replaced, and null takes
 * it away.
 */
export function applyContent(desired: JsonObject, content: JsonObject): JsonObject {
  let applied = desired;
  for (const [path, value] of Object.entries(content)) {
    const names = path.split('.').slice(2);
    if (names.length > 0) applied = setAt(applied, names, value);
    else for (const [name, inner] of Object.entries(value as JsonObject)) applied = setAt(applied, [name], inner);
  }
  return applied;
}

function setAt(section: JsonObject, [name = '', ...rest]: readonly string[], value: Json): JsonObject {
  const before = memberOf(section, name);
  const inner = rest.length === 0 ? dropNulls(value) : setAt(isJsonObject(before) ? before : {}, rest, value);
  const others = Object.entries(section).filter(([other]) => other !== name);
  return Object.fromEntries(inner === null ? others : [...others, [name, inner]]);
}

/** No twin holds null, which would be a difference at every look. */
function dropNulls(value: Json): Json {
  return isJsonObject(value) ? mergePatch({}, value) : value;
}

/** Gives the merge patch that makes `after` of `before`, of what differs alone; empty where nothing does. */
export function findDifference(before: JsonObject, after: JsonObject): JsonObject {
  const changes: [string, Json][] = [];
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [old, value] = [memberOf(before, name), memberOf(after, name)];
    if (value === undefined) changes.push([name, null]);
    else if (isJsonObject(old) && isJsonObject(value)) {
      const inner = findDifference(old, value);
      if (Object.keys(inner).length > 0) changes.push([name, inner]);
    } else if (JSON.stringify(old) !== JSON.stringify(value)) changes.push([name, value]);
  }
  return Object.fromEntries(changes);
}
