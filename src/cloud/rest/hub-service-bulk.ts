import { isJsonObject, memberOf, type Json, type JsonObject } from '#core/bytes/json';
import type { RestResponse } from '#core/ports/rest';
import type { CloudContext } from '../cloud-context.ts';
import { HubFault, refuseArgument } from '../services/hub-fault.ts';
import { findHubIdentity, putHubIdentity, refuseUnknown, removeHubIdentity } from '../services/hub-registry.ts';
import { readIdentityWish, type HubName } from '../services/identity-wish.ts';
import { answerHubFault } from './hub-service-answers.ts';
import { answerJson } from './rest-response.ts';
import type { RouteRequest } from './route.ts';

/** Devices that one request may change. */
const BULK_LIMIT = 100;

type Change = (context: CloudContext, name: HubName, entry: JsonObject) => HubFault | undefined;

/** What `importMode` asks for, by its lower-case name. */
const CHANGES: Readonly<Record<string, Change>> = {
  create: (context, name, entry) => put(context, name, entry, undefined),
  createorupdate: (context, name, entry) => put(context, name, entry, '*'),
  update: (context, name, entry) => putKnown(context, name, entry, '*'),
  updateifmatchetag: (context, name, entry) => putKnown(context, name, entry, readTag(entry)),
  delete: (context, name) => removeHubIdentity(context, name, '*'),
  deleteifmatchetag: (context, name, entry) => removeHubIdentity(context, name, readTag(entry)),
};

/**
 * Changes up to 100 devices and modules one by one; each that fails is told, the others stand. Twins cannot be given
 * along yet: such an entry fails.
 */
export function changeDevicesInBulk(context: CloudContext, { body }: RouteRequest): RestResponse {
  if (!Array.isArray(body) || body.length === 0 || body.length > BULK_LIMIT) {
    const fault = refuseArgument(`The body must be an array of 1 to ${BULK_LIMIT} devices.`);
    return answerHubFault(context, fault, 'message');
  }
  const errors = (body as readonly Json[]).flatMap((entry) => {
    const fault = changeOne(context, entry);
    return fault === undefined ? [] : [describeError(entry, fault)];
  });
  const isSuccessful = errors.length === 0;
  const status = isSuccessful ? 200 : context.settings.bulkFailureStatus;
  return answerJson(status, { isSuccessful, errors, warnings: [] });
}

function changeOne(context: CloudContext, entry: Json): HubFault | undefined {
  const name = readName(entry);
  if (name === undefined || !isJsonObject(entry)) return refuseArgument('An entry needs an id, which is a string.');
  const mode = entry['importMode'] ?? 'createOrUpdate';
  const key = typeof mode === 'string' ? mode.toLowerCase() : '';
  const change = Object.hasOwn(CHANGES, key) ? CHANGES[key] : undefined;
  if (change === undefined) {
    return refuseArgument(
      'importMode is create, createOrUpdate, update, updateIfMatchETag, delete or deleteIfMatchETag.',
    );
  }
  return change(context, name, entry);
}

function put(
  context: CloudContext,
  name: HubName,
  entry: JsonObject,
  condition: string | undefined,
): HubFault | undefined {
  if ('tags' in entry || 'properties' in entry) {
    return refuseArgument('The local cloud does not take tags and properties in bulk yet, only devices.');
  }
  const wish = readIdentityWish(entry, name);
  if (wish instanceof HubFault) return wish;
  const done = putHubIdentity(context, name, wish, condition);
  return done instanceof HubFault ? done : undefined;
}

function putKnown(context: CloudContext, name: HubName, entry: JsonObject, condition: string): HubFault | undefined {
  if (findHubIdentity(context, name) === undefined) return refuseUnknown(context, name);
  return put(context, name, entry, condition);
}

function readName(entry: Json): HubName | undefined {
  const [deviceId, moduleId] = [memberOf(entry, 'id'), memberOf(entry, 'moduleId')];
  if (typeof deviceId !== 'string' || (moduleId !== undefined && typeof moduleId !== 'string')) return undefined;
  return moduleId === undefined ? { deviceId } : { deviceId, moduleId };
}

/** SDKs name it `etag` in a device and `eTag` in a file of devices. Without one nothing can match. */
function readTag(entry: JsonObject): string {
  const tag = entry['eTag'] ?? entry['etag'];
  return typeof tag === 'string' ? tag.replace(/^"(.*)"$/s, '$1') : '';
}

function describeError(entry: Json, { name, message }: HubFault): JsonObject {
  const { deviceId = '', moduleId } = readName(entry) ?? {};
  return { deviceId, ...(moduleId === undefined ? {} : { moduleId }), errorCode: name, errorStatus: message };
}
