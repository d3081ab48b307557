import { judgeId } from '#core/identity/device-id';
import type { JsonObject } from '#core/bytes/json';
import type { RestResponse } from '#core/ports/rest';
import type { CloudContext } from '../cloud-context.ts';
import { approveDevice, blockDevice, unblockDevice } from '../services/device-access.ts';
import { addRegisteredDevice, removeIdentity, tellDevice } from '../services/device-control.ts';
import { makeCredentials } from '../services/device-credentials.ts';
import { touchIdentity } from '../services/device-state.ts';
import { mayConnect } from '../services/device-status.ts';
import { removeEntry } from '../services/entry-removal.ts';
import type { Identity } from '../services/identity.ts';
import { migrateDevice } from '../services/template-assignment.ts';
import { findTemplate } from '../services/templates.ts';
import { describeX509 } from './central-attestation.ts';
import { answerCollection, SEARCHED } from './central-collection.ts';
import { findWrongOrganizations, readOrganizations } from './central-organizations.ts';
import { isStale } from './etag.ts';
import { answerError, answerJson, answerNothing } from './rest-response.ts';
import { withBody, withDevice, withIdentity, type Route, type RouteRequest } from './route.ts';

/** Devices, as in IoT Central's REST API of 2022-07-31. A PUT answers 200 also when it creates. */
export const centralDeviceRoutes: readonly Route[] = [
  { method: 'GET', path: '/api/devices', handle: listDevices },
  {
    method: 'GET',
    path: '/api/devices/:id',
    handle: withIdentity((_context, identity) => answerJson(200, describeDevice(identity))),
  },
  { method: 'PUT', path: '/api/devices/:id', handle: withBody(putDevice) },
  { method: 'PATCH', path: '/api/devices/:id', handle: withIdentity(patchDevice) },
  {
    method: 'DELETE',
    path: '/api/devices/:id',
    handle: withIdentity(deleteDevice),
  },
  { method: 'GET', path: '/api/devices/:id/credentials', handle: withDevice(readCredentials) },
];

/** Gives a device as IoT Central shows it. */
export function describeDevice({ state }: Identity): object {
  return {
    id: state.deviceId,
    etag: state.etag,
    displayName: state.displayName,
    ...(state.template === null ? {} : { template: state.template }),
    simulated: state.simulated,
    provisioned: state.provisioned,
    enabled: mayConnect(state),
    ...(state.organizations.length === 0 ? {} : { organizations: state.organizations }),
  };
}

function listDevices(context: CloudContext, request: RouteRequest): RestResponse {
  const devices = context.registry.list().filter(({ state }) => state.moduleId === undefined);
  return answerCollection(context, request, devices.map(describeDevice), SEARCHED);
}

async function putDevice(context: CloudContext, body: JsonObject, request: RouteRequest): Promise<RestResponse> {
  const id = request.params['id'] ?? '';
  const wrong = findWrong(context, body);
  if (wrong !== undefined) return answerError(context, 400, 'InvalidBody', wrong);
  const known = context.registry.find(id);
  if (known !== undefined) return changeFresh(context, known, body, request);
  if (!judgeId(id, 'central').ok) {
    return answerError(context, 400, 'InvalidId', 'A device ID has at most 128 letters, digits and - . _ :');
  }
  const sameInDps = context.registry.findRegistration(id);
  if (sameInDps !== undefined) {
    const message = `There is a device ${sameInDps.id}, and DPS does not tell upper from lower case.`;
    return answerError(context, 409, 'Conflict', message);
  }
  // Whatever ETag the body was read with elsewhere, this device had none before.
  return changeDevice(context, await addRegisteredDevice(context, id), body);
}

function patchDevice(
  context: CloudContext,
  identity: Identity,
  request: RouteRequest,
): RestResponse | Promise<RestResponse> {
  return withBody((_context, body) => {
    const wrong = findWrong(context, body);
    if (wrong !== undefined) return answerError(context, 400, 'InvalidBody', wrong);
    return changeFresh(context, identity, body, request);
  })(context, request);
}

/** Changes a device unless it has changed since the client read it. */
function changeFresh(
  context: CloudContext,
  identity: Identity,
  body: JsonObject,
  { headers }: RouteRequest,
): RestResponse {
  if (isStale(identity.state.etag, body['etag'], headers)) return answerStale(context);
  return changeDevice(context, identity, body);
}

function changeDevice(context: CloudContext, identity: Identity, body: JsonObject): RestResponse {
  const { state } = identity;
  const { displayName, template, enabled, simulated, organizations } = body;
  if (typeof displayName === 'string') state.displayName = displayName;
  if (template === null || typeof template === 'string') migrateDevice(context, identity, template);
  if (typeof simulated === 'boolean') state.simulated = simulated;
  if (organizations !== undefined) state.organizations = readOrganizations(organizations);
  if (typeof enabled === 'boolean' && enabled !== mayConnect(state)) switchDevice(context, identity, enabled);
  touchIdentity(context, state);
  tellDevice(context, identity, 'changed');
  return answerJson(200, describeDevice(identity));
}

/** IoT Central has one switch for a block and an approval: enabling takes away whatever keeps the device out. */
function switchDevice(context: CloudContext, identity: Identity, enabled: boolean): void {
  if (!enabled) return blockDevice(context, identity);
  unblockDevice(context, identity);
  approveDevice(context, identity);
}

const FIELDS: Readonly<Record<string, string>> = { displayName: 'string', enabled: 'boolean', simulated: 'boolean' };

function findWrong(context: CloudContext, body: JsonObject): string | undefined {
  for (const [name, type] of Object.entries(FIELDS)) {
    if (body[name] !== undefined && typeof body[name] !== type) return `${name} must be a ${type}.`;
  }
  const { template = null, organizations } = body;
  if (template !== null && typeof template !== 'string') return 'template must be the ID of a device template.';
  if (template !== null && findTemplate(context, template) === undefined) {
    return `There is no device template ${template}.`;
  }
  return findWrongOrganizations(organizations);
}

function answerStale(context: CloudContext): RestResponse {
  return answerError(context, 412, 'PreconditionFailed', 'The device has changed since its etag was read.');
}

/** A device's own attestation is a part of it in IoT Central, and goes with it. */
function deleteDevice(context: CloudContext, identity: Identity, { headers }: RouteRequest): RestResponse {
  if (isStale(identity.state.etag, undefined, headers)) return answerStale(context);
  removeIdentity(context, identity);
  const { moduleId, registrationId, deviceId } = identity.state;
  const enrollment = context.enrollments.findIndividual(registrationId ?? deviceId);
  if (moduleId === undefined && enrollment !== undefined) removeEntry(context, { kind: 'individual', enrollment });
  return answerNothing();
}

/**
 * The keys, or the certificates of its own, that the device registers with; those it has at its hub are the same once it
 * has registered. A device of a group with certificates has nothing that this cloud knows before it shows it.
 */
async function readCredentials(context: CloudContext, { state }: Identity): Promise<RestResponse> {
  const { idScope } = context;
  const credentials = await makeCredentials(context, state);
  if (credentials.type === 'sas') {
    const { primaryKey, secondaryKey } = credentials;
    return answerJson(200, { idScope, symmetricKey: { primaryKey, secondaryKey } });
  }
  const enrollment = context.enrollments.findIndividual(state.registrationId ?? state.deviceId);
  if (enrollment?.attestation.type !== 'x509') return answerJson(200, { idScope });
  const x509 = await describeX509(context, enrollment.attestation);
  return answerJson(200, { idScope, x509 });
}
