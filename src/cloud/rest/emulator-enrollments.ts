import { isJsonObject, memberOf, type JsonObject } from '#core/bytes/json';
import type { RestResponse } from '#core/ports/rest';
import type { CloudContext } from '../cloud-context.ts';
import { deleteEntry, INDIVIDUAL, putEntry } from '../services/enrollment-control.ts';
import { tellEntry } from '../services/enrollments.ts';
import { EntryFault } from '../services/entry-fault.ts';
import { makeEtag } from '../services/random.ts';
import { readClientCertificates } from '../services/read-x509-attestation.ts';
import type { IndividualEnrollment } from '../state/cloud-state.ts';
import { answerEntryFault } from './central-entry-fault.ts';
import { describeEntryAttestation } from './emulator-attestation.ts';
import { answerError, answerJson, answerNothing } from './rest-response.ts';
import { withBody, type Route, type RouteRequest } from './route.ts';

const PATH = '/_emu/enrollments/:id';

/**
 * Individual enrollments for the operator's page. Their bodies are those of the service API of DPS, which has the same
 * for back ends; here the operator's token is enough.
 */
export const emulatorEnrollmentRoutes: readonly Route[] = [
  { method: 'GET', path: '/_emu/enrollments', handle: list },
  { method: 'PUT', path: PATH, handle: withBody(put) },
  { method: 'PATCH', path: PATH, handle: withEnrollment(patch) },
  { method: 'DELETE', path: PATH, handle: remove },
  { method: 'GET', path: `${PATH}/keys`, handle: withEnrollment(answerKeys) },
];

function withEnrollment(
  handle: (
    context: CloudContext,
    enrollment: IndividualEnrollment,
    request: RouteRequest,
  ) => RestResponse | Promise<RestResponse>,
): Route['handle'] {
  return (context, request) => {
    const id = request.params['id'] ?? '';
    const enrollment = context.enrollments.findIndividual(id);
    if (enrollment !== undefined) return handle(context, enrollment, request);
    return answerError(context, 404, 'NotFound', `There is no individual enrollment ${id}.`);
  };
}

async function list(context: CloudContext): Promise<RestResponse> {
  const all = context.enrollments.individuals().map((enrollment) => describe(context, enrollment));
  return answerJson(200, { value: await Promise.all(all) });
}

/** Makes one; there must be none of this registration ID yet. */
async function put(context: CloudContext, body: JsonObject, { params }: RouteRequest): Promise<RestResponse> {
  const registrationId = params['id'] ?? '';
  const made = putEntry(context, INDIVIDUAL, registrationId, { ...body, registrationId }, undefined);
  return made instanceof EntryFault ? answerEntryFault(context, made) : answerJson(200, await describe(context, made));
}

/** Changes whether devices may come by it, its certificates, or both. A certificate that is told by no more than `{}` stays. */
async function patch(
  context: CloudContext,
  enrollment: IndividualEnrollment,
  { body }: RouteRequest,
): Promise<RestResponse> {
  const change = readChange(enrollment, body);
  if (change instanceof EntryFault) return answerEntryFault(context, change);
  if (typeof change === 'string') return answerError(context, 400, 'InvalidBody', change);
  Object.assign(enrollment, change, { etag: makeEtag(context.crypto), updatedAt: context.now() });
  context.changed('individualEnrollments', enrollment.registrationId);
  tellEntry(context, { kind: 'individual', enrollment }, 'put');
  return answerJson(200, await describe(context, enrollment));
}

type EnrollmentChange = Partial<Pick<IndividualEnrollment, 'enabled' | 'attestation'>>;

function readChange(
  { attestation: known }: IndividualEnrollment,
  body: RouteRequest['body'],
): EnrollmentChange | EntryFault | string {
  const enabled = memberOf(body, 'enabled');
  const x509 = memberOf(memberOf(body, 'attestation'), 'x509');
  if (enabled === undefined && x509 === undefined) return 'The body must have enabled or attestation.x509.';
  if (enabled !== undefined && typeof enabled !== 'boolean') return 'enabled must be a boolean.';
  const switched = enabled === undefined ? {} : { enabled };
  if (x509 === undefined) return switched;
  if (!isJsonObject(x509)) return 'attestation.x509 must be an object.';
  const attestation = readClientCertificates(known, x509);
  return attestation instanceof EntryFault ? attestation : { ...switched, attestation };
}

function remove(context: CloudContext, { params }: RouteRequest): RestResponse {
  const fault = deleteEntry(context, INDIVIDUAL, params['id'] ?? '', () => true);
  return fault === undefined ? answerNothing() : answerEntryFault(context, fault);
}

function answerKeys(context: CloudContext, { registrationId, attestation }: IndividualEnrollment): RestResponse {
  if (attestation.type === 'x509') {
    return answerError(context, 404, 'NotFound', `The individual enrollment ${registrationId} has certificates.`);
  }
  const { primaryKey, secondaryKey } = attestation;
  return answerJson(200, { primaryKey, secondaryKey });
}

async function describe(context: CloudContext, enrollment: IndividualEnrollment): Promise<object> {
  const { registrationId, deviceId, enabled, iotEdge } = enrollment;
  const attestation = await describeEntryAttestation(context, enrollment.attestation);
  return {
    registrationId,
    deviceId: deviceId ?? registrationId,
    enabled,
    type: iotEdge ? 'iotEdge' : 'iot',
    attestation,
  };
}
