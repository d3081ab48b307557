import { isJsonObject, memberOf, type Json, type JsonObject } from '#core/bytes/json';
import { refuseArgument, type HubFault } from './hub-fault.ts';
import type { Identity } from './identity.ts';
import type { TwinPatch } from './twins.ts';

/** What stands there is patched, null takes all away, and what does not stand there stays. */
export function readTwinPatch(body: JsonObject, { state }: Pick<Identity, 'state'>): TwinPatch | HubFault {
  const { tags, desired } = pickSections(body);
  const wrong = findWrongTwin(body);
  if (wrong !== undefined) return refuseArgument(wrong);
  return {
    ...(tags === undefined ? {} : { tags: isJsonObject(tags) ? tags : dropAll(state.twin.tags) }),
    ...(desired === undefined
      ? {}
      : { desired: isJsonObject(desired) ? dropMarks(desired) : dropAll(state.twin.desired) }),
  };
}

/** What does not stand there is empty from now on. */
export function readTwinSections(body: JsonObject): Required<TwinPatch> | HubFault {
  const { tags, desired } = pickSections(body);
  const wrong = findWrongTwin(body);
  if (wrong !== undefined) return refuseArgument(wrong);
  return {
    tags: isJsonObject(tags) ? tags : {},
    desired: isJsonObject(desired) ? dropMarks(desired) : {},
  };
}

/** Says in words what is wrong with a twin's sections, or gives undefined. */
export function findWrongTwin(body: JsonObject): string | undefined {
  const { tags, desired } = pickSections(body);
  return findWrongSection(tags, desired);
}

function pickSections(body: JsonObject): { readonly tags: Json | undefined; readonly desired: Json | undefined } {
  return { tags: body['tags'], desired: memberOf(body['properties'], 'desired') };
}

function findWrongSection(tags: Json | undefined, desired: Json | undefined): string | undefined {
  if (!isSection(tags)) return 'tags must be an object.';
  return isSection(desired) ? undefined : 'properties.desired must be an object.';
}

function isSection(section: Json | undefined): boolean {
  return section === undefined || section === null || isJsonObject(section);
}

/** A twin that was read and is sent back holds marks of the hub's own. */
function dropMarks(section: JsonObject): JsonObject {
  const { $metadata: _metadata, $version: _version, ...properties } = section;
  return properties;
}

function dropAll(section: JsonObject): JsonObject {
  return Object.fromEntries(Object.keys(section).map((name) => [name, null]));
}
