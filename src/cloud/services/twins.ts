import { isJsonObject, parseJson, type JsonObject } from '#core/bytes/json';
import { decodeUtf8, encodeUtf8 } from '#core/bytes/text';
import { DESIRED_PATCHES, printDesiredPatch, printTwinResponse, TWIN_RESPONSES } from '#core/wire/hub-topics';
import type { CloudContext } from '../cloud-context.ts';
import type { PropertyUpdate } from '../state/cloud-state.ts';
import { publishTo } from './hub-publish.ts';
import type { Identity } from './identity.ts';
import { mergePatch } from './merge-patch.ts';
import { encodeServiceError, statusOf } from './service-error.ts';
import { fitsTwinSection, judgeTwinPatch } from './twin-limits.ts';

/** Answers a device that reads its twin: the two sections, each with its version, and nothing else. */
export function answerTwinGet(identity: Identity, rid: string): void {
  const { desired, desiredVersion, reported, reportedVersion } = identity.state.twin;
  const twin = {
    desired: { ...desired, $version: desiredVersion },
    reported: { ...reported, $version: reportedVersion },
  };
  respond(identity, { status: 200, rid }, encodeUtf8(JSON.stringify(twin)));
}

/** Takes a device's patch of its reported properties. The new version goes out in the topic alone. */
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
  const update = { version: twin.reportedVersion, at: context.now() };
  twin.reportedUpdates = markUpdates(twin.reportedUpdates, reported, judged.patch, update);
  context.changed();
  tellTwin(context, identity, 'reported', judged.patch, twin.reportedVersion);
  respond(identity, { status: context.settings.reportedPatchStatus, rid, version: twin.reportedVersion }, EMPTY);
}

const EMPTY = new Uint8Array(0);

/**
 * Changes desired properties for an operator and sends the patch to the device if it listens; nothing is replayed
 * later, the device reads its twin. Gives what is wrong with the patch in words, or undefined.
 */
export function patchDesired(context: CloudContext, identity: Identity, patch: JsonObject): string | undefined {
  const judged = judgeTwinPatch(patch);
  if ('wrong' in judged) return judged.wrong;
  const { twin } = identity.state;
  const desired = mergePatch(twin.desired, judged.patch);
  if (!fitsTwinSection(desired)) return 'The desired properties would be beyond 32 KB.';
  twin.desired = desired;
  twin.desiredVersion += 1;
  const version = twin.desiredVersion;
  twin.desiredUpdates = markUpdates(twin.desiredUpdates, desired, judged.patch, { version, at: context.now() });
  context.changed();
  tellTwin(context, identity, 'desired', judged.patch, version);
  const body = encodeUtf8(JSON.stringify({ ...judged.patch, $version: version }));
  publishTo(identity, DESIRED_PATCHES, printDesiredPatch(version), body);
  return undefined;
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
