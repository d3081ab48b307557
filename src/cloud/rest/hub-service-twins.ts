import { isJsonObject, memberOf, type Json, type JsonObject } from '#core/bytes/json';
import type { RestResponse } from '#core/ports/rest';
import type { CloudContext } from '../cloud-context.ts';
import { HubFault, refuseArgument } from '../services/hub-fault.ts';
import type { Identity } from '../services/identity.ts';
import { patchTwin, replaceTwin, type TwinPatch } from '../services/twins.ts';
import { answerHubFault, answerTagged } from './hub-service-answers.ts';
import { readCondition, withHubIdentity, type HubRoute } from './hub-service-route.ts';
import { describeHubTwin } from './hub-service-shapes.ts';
import type { RouteRequest } from './route.ts';

const permission = 'ServiceConnect';

/** Twins of devices and modules: each answer holds the whole twin. */
export const hubTwinRoutes: readonly HubRoute[] = ['/twins/:id', '/twins/:id/modules/:moduleId'].flatMap((path) => [
  { method: 'GET', path, permission, handle: withHubIdentity('message', answerTwin) },
  { method: 'PATCH', path, permission, handle: withHubIdentity('message', changeBy(patchTwin, readPatch)) },
  { method: 'PUT', path, permission, handle: withHubIdentity('message', changeBy(replaceTwin, readSections)) },
]);

function answerTwin(context: CloudContext, identity: Identity): RestResponse {
  return answerTagged(describeHubTwin(context, identity));
}

function changeBy<Change>(
  change: (context: CloudContext, identity: Identity, wanted: Change) => string | undefined,
  read: (body: JsonObject, identity: Identity) => Change | HubFault,
): (context: CloudContext, identity: Identity, request: RouteRequest) => RestResponse {
  return (context, identity, { body, headers }) => {
    const condition = readCondition(headers);
    if (condition !== undefined && condition !== '*' && condition !== identity.state.twin.etag) {
      const message = 'Precondition failed: the ETag of the request is not that of the twin';
      return answerHubFault(context, new HubFault('PreconditionFailed', message), 'message');
    }
    const wanted = isJsonObject(body) ? read(body, identity) : refuseArgument('The body must be a JSON object.');
    if (wanted instanceof HubFault) return answerHubFault(context, wanted, 'message');
    const wrong = change(context, identity, wanted);
    if (wrong !== undefined) return answerHubFault(context, refuseArgument(wrong), 'message');
    return answerTwin(context, identity);
  };
}

/** What stands there is patched, null takes all away, and what does not stand there stays. */
function readPatch(body: JsonObject, { state }: Identity): TwinPatch | HubFault {
  const { tags, desired } = pickSections(body);
  const wrong = findWrongSection(tags, desired);
  if (wrong !== undefined) return refuseArgument(wrong);
  return {
    ...(tags === undefined ? {} : { tags: isJsonObject(tags) ? tags : dropAll(state.twin.tags) }),
    ...(desired === undefined
      ? {}
      : { desired: isJsonObject(desired) ? dropMarks(desired) : dropAll(state.twin.desired) }),
  };
}

/** What does not stand there is empty from now on. */
function readSections(body: JsonObject): Required<TwinPatch> | HubFault {
  const { tags, desired } = pickSections(body);
  const wrong = findWrongSection(tags, desired);
  if (wrong !== undefined) return refuseArgument(wrong);
  return {
    tags: isJsonObject(tags) ? tags : {},
    desired: isJsonObject(desired) ? dropMarks(desired) : {},
  };
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
