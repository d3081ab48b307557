import { isJsonObject, memberOf, parseJson, type JsonObject } from '#core/bytes/json';
import { decodeUtf8, encodeUtf8 } from '#core/bytes/text';
import { DESIRED_PATCHES, printDesiredPatch, printTwinResponse, TWIN_RESPONSES } from '#core/wire/hub-topics';
import type { CloudContext } from '../cloud-context.ts';
import type { PropertyUpdate } from '../state/cloud-state.ts';
import { publishTo } from './hub-publish.ts';
import type { Identity } from './identity.ts';
import { mergePatch } from './merge-patch.ts';
import { rememberProperties } from './property-history.ts';
import { makeEtag } from './random.ts';
import { encodeServiceError, statusOf } from './service-error.ts';
import { fitsTwinSection, judgeTwinPatch, TWIN_SECTION_LIMIT_BYTES, TWIN_TAGS_LIMIT_BYTES } from './twin-limits.ts';

/** Answers a device that reads its twin: the two sections, each with its version, and nothing else. */
export function answerTwinGet(identity: Identity, rid: string): void {
  const { desired, desiredVersion, reported, reportedVersion } = identity.state.twin;
  const twin = {
    desired: { ...desired, $version: desiredVersion },
    reported: { ...reported, $version: reportedVersion },
  };
  respond(identity, { status: 200, rid }, encodeUtf8(JSON.stringify(twin)));
}

/**
 * Takes a device's patch of its reported properties, and acknowledges it once it is kept. The new version goes out in the
 * topic alone.
 */
export function answerReportedPatch(
  context: CloudContext,
  identity: Identity,
  request: { readonly rid: string; readonly version?: number },
  payload: Uint8Array,
): void {
  const { rid, version } = request;
  const { twin } = identity.state;
  if (context.settings.reportedVersionChecked && version !== undefined && version !== twin.reportedVersion) {
    return respond(identity, { status: statusOf(412001), rid }, encodeServiceError(context, 412001));
  }
  const judged = judgeTwinPatch(parseJson(decodeUtf8(payload) ?? ''));
  if ('wrong' in judged) {
    return respond(identity, { status: 400, rid }, encodeServiceError(context, 400004, judged.wrong));
  }
  const reported = mergePatch(twin.reported, judged.patch);
  if (!fitsTwinSection(reported)) {
    const code = context.settings.oversizeTwinStatus === 413 ? 413001 : 400004;
    const message = 'The reported properties would be beyond 32 KB.';
    return respond(identity, { status: statusOf(code), rid }, encodeServiceError(context, code, message));
  }
  twin.reported = reported;
  twin.reportedVersion += 1;
  twin.version += 1;
  const update = { version: twin.reportedVersion, at: context.now() };
  twin.reportedUpdates = markUpdates(twin.reportedUpdates, reported, judged.patch, update);
  rememberProperties(context, identity, judged.patch, {
    section: 'reported',
    by: 'device',
    version: twin.reportedVersion,
  });
  context.changed('identities', identity.id);
  tellTwin(context, identity, 'reported', judged.patch, twin.reportedVersion);
  const accepted = { status: context.settings.reportedPatchStatus, rid, version: twin.reportedVersion };
  if (context.keeping === undefined) return respond(identity, accepted, EMPTY);
  const { connection } = identity;
  void context.keeping.kept().then((isKept) => {
    // The answer is for who asked, not for a newer connection of the same device.
    if (identity.connection !== connection) return;
    if (isKept) respond(identity, accepted, EMPTY);
    else respond(identity, { status: statusOf(503000), rid }, encodeServiceError(context, 503000));
  });
}

const EMPTY = new Uint8Array(0);

/** Patches of the sections that services write; a section that is left out stays as it is. */
export interface TwinPatch {
  readonly tags?: JsonObject;
  readonly desired?: JsonObject;
}

/**
 * Changes desired properties for an operator, or for what `by` names. Gives what is wrong with the patch in words, or
 * undefined.
 */
export function patchDesired(
  context: CloudContext,
  identity: Identity,
  patch: JsonObject,
  by = 'operator',
): string | undefined {
  return patchTwin(context, identity, { desired: patch }, by);
}

/**
 * Changes tags and desired properties together or not at all, and sends the desired ones to the device if it listens;
 * nothing is replayed later, the device reads its twin. Gives what is wrong with the patch in words, or undefined.
 */
export function patchTwin(
  context: CloudContext,
  identity: Identity,
  patch: TwinPatch,
  by = 'back end',
): string | undefined {
  const { twin } = identity.state;
  const tags = mergeSection(twin.tags, patch.tags, { name: 'tags', limitBytes: TWIN_TAGS_LIMIT_BYTES });
  if ('wrong' in tags) return tags.wrong;
  const desired = mergeSection(twin.desired, patch.desired, {
    name: 'desired properties',
    limitBytes: TWIN_SECTION_LIMIT_BYTES,
  });
  if ('wrong' in desired) return desired.wrong;
  if (patch.tags === undefined && patch.desired === undefined) return undefined;
  twin.tags = tags.merged;
  twin.version += 1;
  twin.etag = makeEtag(context.crypto);
  if (patch.desired !== undefined) setDesired(context, identity, desired.merged, patch.desired, by);
  context.changed('identities', identity.id);
  return undefined;
}

/** Replaces tags and desired properties. The device is sent what is new, and null for what is gone. */
export function replaceTwin(
  context: CloudContext,
  identity: Identity,
  sections: Required<TwinPatch>,
  by = 'back end',
): string | undefined {
  const { tags, desired } = identity.state.twin;
  const patch = { tags: makeReplacement(tags, sections.tags), desired: makeReplacement(desired, sections.desired) };
  return patchTwin(context, identity, patch, by);
}

function mergeSection(
  section: JsonObject,
  patch: JsonObject | undefined,
  { name, limitBytes }: { readonly name: string; readonly limitBytes: number },
): { readonly merged: JsonObject } | { readonly wrong: string } {
  if (patch === undefined) return { merged: section };
  const judged = judgeTwinPatch(patch);
  if ('wrong' in judged) return judged;
  const merged = mergePatch(section, judged.patch);
  if (fitsTwinSection(merged, limitBytes)) return { merged };
  return { wrong: `The ${name} would be beyond ${limitBytes / 1024} KB.` };
}

function setDesired(
  context: CloudContext,
  identity: Identity,
  desired: JsonObject,
  patch: JsonObject,
  by: string,
): void {
  const { twin } = identity.state;
  twin.desired = desired;
  twin.desiredVersion += 1;
  const version = twin.desiredVersion;
  rememberProperties(context, identity, patch, { section: 'desired', by, version });
  twin.desiredUpdates = markUpdates(twin.desiredUpdates, desired, patch, { version, at: context.now() });
  tellTwin(context, identity, 'desired', patch, version);
  const body = encodeUtf8(JSON.stringify({ ...patch, $version: version }));
  publishTo(identity, DESIRED_PATCHES, printDesiredPatch(version), body);
}

/** Gives the merge patch that makes `after` out of `before`. */
function makeReplacement(before: JsonObject, after: JsonObject): JsonObject {
  const gone = Object.keys(before).filter((name) => !Object.hasOwn(after, name));
  const kept = Object.entries(after).map(([name, value]) => {
    const old = memberOf(before, name);
    return [name, isJsonObject(old) && isJsonObject(value) ? makeReplacement(old, value) : value] as const;
  });
  return Object.fromEntries([...gone.map((name) => [name, null] as const), ...kept]);
}

function respond(
  identity: Identity,
  head: { readonly status: number; readonly rid: string; readonly version?: number },
  payload: Uint8Array,
): void {
  publishTo(identity, TWIN_RESPONSES, printTwinResponse(head), payload);
}

function tellTwin(
  context: CloudContext,
  identity: Identity,
  section: 'desired' | 'reported',
  patch: JsonObject,
  version: number,
): void {
  context.events.tell({ type: 'twin', at: context.clock.now(), deviceId: identity.id, section, patch, version });
}

/** Notes when the properties of a patch changed, a component's one by one, and forgets those that are gone. */
function markUpdates(
  before: Readonly<Record<string, PropertyUpdate>>,
  section: JsonObject,
  patch: JsonObject,
  update: PropertyUpdate,
): Record<string, PropertyUpdate> {
  const touched = new Set<string>();
  for (const [name, value] of Object.entries(patch)) {
    touched.add(name);
    if (isJsonObject(value)) for (const inner of Object.keys(value)) touched.add(`${name}/${inner}`);
  }
  const updates = new Map<string, PropertyUpdate>();
  for (const [name, value] of Object.entries(section)) {
    const inner = isJsonObject(value) ? Object.keys(value).map((property) => `${name}/${property}`) : [];
    for (const path of [name, ...inner]) {
      const found = touched.has(path) || !Object.hasOwn(before, path) ? update : before[path];
      if (found !== undefined) updates.set(path, found);
    }
  }
  return Object.fromEntries(updates);
}
