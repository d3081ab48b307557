import type { RestResponse } from '#core/ports/rest';
import { judgeId } from '#core/identity/device-id';
import type { CloudContext } from '../cloud-context.ts';
import { makeEnrollment, tellEntry } from '../services/enrollments.ts';
import { removeEntry } from '../services/entry-removal.ts';
import type { Identity } from '../services/identity.ts';
import { makeEtag } from '../services/random.ts';
import type { IndividualEnrollment } from '../state/cloud-state.ts';
import { describeAttestation, readAttestation, type SentKeys } from './central-attestation.ts';
import { answerError, answerJson, answerNothing } from './rest-response.ts';
import { withDevice, type Route, type RouteRequest } from './route.ts';

const PATH = '/api/devices/:id/attestation';

/**
 * A device's own attestation, as in IoT Central: it is the device's individual enrollment, and wins over the groups.
 * The keys that the device has at its hub change when it registers again.
 */
export const centralDeviceAttestationRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: PATH,
    handle: withOwnEnrollment((_context, { attestation }) => answerJson(200, describeAttestation(attestation))),
  },
  { method: 'PUT', path: PATH, handle: withDevice(putAttestation) },
  { method: 'PATCH', path: PATH, handle: withOwnEnrollment(patchAttestation) },
  {
    method: 'DELETE',
    path: PATH,
    handle: withOwnEnrollment((context, enrollment) => {
      removeEntry(context, { kind: 'individual', enrollment });
      return answerNothing();
    }),
  },
];

function withOwnEnrollment(
  handle: (context: CloudContext, enrollment: IndividualEnrollment, request: RouteRequest) => RestResponse,
): Route['handle'] {
  return withDevice((context, identity, request) => {
    const enrollment = context.enrollments.findIndividual(registrationIdOf(identity));
    if (enrollment !== undefined) return handle(context, enrollment, request);
    const message = `The device ${identity.id} has no attestation of its own: it comes by an enrollment group.`;
    return answerError(context, 404, 'NotFound', message);
  });
}

function putAttestation(context: CloudContext, identity: Identity, { body }: RouteRequest): RestResponse {
  const sent = readAttestation(body, true);
  if (typeof sent === 'string') return answerError(context, 400, 'InvalidBody', sent);
  const { primaryKey, secondaryKey } = sent;
  if (primaryKey === undefined || secondaryKey === undefined) {
    return answerError(context, 400, 'InvalidBody', 'symmetricKey must have a primaryKey and a secondaryKey.');
  }
  const registrationId = registrationIdOf(identity);
  const known = context.enrollments.findIndividual(registrationId);
  if (known !== undefined) return setKeys(context, known, sent);
  if (!judgeId(registrationId, 'dps').ok) {
    const message = `DPS takes no registration ID like ${registrationId}, so the device cannot be enrolled.`;
    return answerError(context, 400, 'InvalidId', message);
  }
  const { deviceId, iotEdge } = identity.state;
  const enrollment: IndividualEnrollment = {
    ...makeEnrollment(context.crypto, context.now()),
    registrationId,
    deviceId: deviceId === registrationId ? null : deviceId,
    iotEdge,
  };
  context.enrollments.putIndividual(enrollment);
  return setKeys(context, enrollment, sent);
}

function patchAttestation(
  context: CloudContext,
  enrollment: IndividualEnrollment,
  { body }: RouteRequest,
): RestResponse {
  const sent = readAttestation(body, false);
  if (typeof sent === 'string') return answerError(context, 400, 'InvalidBody', sent);
  return setKeys(context, enrollment, sent);
}

function setKeys(context: CloudContext, enrollment: IndividualEnrollment, sent: SentKeys): RestResponse {
  const known = enrollment.attestation;
  const { attestation: made } = makeEnrollment(context.crypto, context.now());
  enrollment.attestation = { ...(known.type === 'symmetricKey' ? known : made), ...sent };
  Object.assign(enrollment, { etag: makeEtag(context.crypto), updatedAt: context.now() });
  context.changed('individualEnrollments', enrollment.registrationId);
  tellEntry(context, { kind: 'individual', enrollment }, 'put');
  return answerJson(200, describeAttestation(enrollment.attestation));
}

function registrationIdOf({ state }: Identity): string {
  return state.registrationId ?? state.deviceId;
}
