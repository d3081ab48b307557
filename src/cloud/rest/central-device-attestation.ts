import type { Json, JsonObject } from '#core/bytes/json';
import { judgeId } from '#core/identity/device-id';
import { isSameRegistration } from '#core/identity/same-registration';
import type { RestResponse } from '#core/ports/rest';
import { commonNameOf, printName, type Certificate } from '#core/x509/certificate';
import type { CloudContext } from '../cloud-context.ts';
import { readCertificateUpload } from '../services/certificate-upload.ts';
import { makeClientCertificates, type ClientWish } from '../services/client-certificates.ts';
import { makeEnrollment, tellEntry } from '../services/enrollments.ts';
import { EntryFault } from '../services/entry-fault.ts';
import { removeEntry } from '../services/entry-removal.ts';
import type { Identity } from '../services/identity.ts';
import { makeEtag } from '../services/random.ts';
import { readSlotCertificate } from '../services/read-x509-attestation.ts';
import type { Slot } from '../services/signing-certificates.ts';
import type { ClientAttestation, IndividualEnrollment } from '../state/cloud-state.ts';
import { describeAttestation, readAttestation, type SentAttestation } from './central-attestation.ts';
import { answerEntryFault } from './central-entry-fault.ts';
import { answerError, answerJson, answerNothing } from './rest-response.ts';
import { withDevice, type Route, type RouteRequest } from './route.ts';

const PATH = '/api/devices/:id/attestation';

/**
 * A device's own attestation, as in IoT Central: it is the device's individual enrollment, and wins over the groups.
 * What the device has at its hub changes when it registers again.
 */
export const centralDeviceAttestationRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: PATH,
    handle: withOwnEnrollment(answerAttestation),
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
  handle: (
    context: CloudContext,
    enrollment: IndividualEnrollment,
    request: RouteRequest,
  ) => RestResponse | Promise<RestResponse>,
): Route['handle'] {
  return withDevice((context, identity, request) => {
    const enrollment = context.enrollments.findIndividual(registrationIdOf(identity));
    if (enrollment !== undefined) return handle(context, enrollment, request);
    const message = `The device ${identity.id} has no attestation of its own: it comes by an enrollment group.`;
    return answerError(context, 404, 'NotFound', message);
  });
}

async function answerAttestation(context: CloudContext, { attestation }: IndividualEnrollment): Promise<RestResponse> {
  return answerJson(200, await describeAttestation(context, attestation));
}

function putAttestation(
  context: CloudContext,
  identity: Identity,
  { body }: RouteRequest,
): RestResponse | Promise<RestResponse> {
  const registrationId = registrationIdOf(identity);
  const known = context.enrollments.findIndividual(registrationId);
  const sent = readSent(context, registrationId, known?.attestation.type ?? 'symmetricKey', body, true);
  if (typeof sent === 'string') return answerError(context, 400, 'InvalidBody', sent);
  if (sent.type === 'symmetricKey' && (sent.primaryKey === undefined || sent.secondaryKey === undefined)) {
    return answerError(context, 400, 'InvalidBody', 'symmetricKey must have a primaryKey and a secondaryKey.');
  }
  if (known !== undefined) return changeAttestation(context, known, sent);
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
  return changeAttestation(context, enrollment, sent);
}

function patchAttestation(
  context: CloudContext,
  enrollment: IndividualEnrollment,
  { body }: RouteRequest,
): RestResponse | Promise<RestResponse> {
  const sent = readSent(context, enrollment.registrationId, enrollment.attestation.type, body, false);
  if (typeof sent === 'string') return answerError(context, 400, 'InvalidBody', sent);
  return changeAttestation(context, enrollment, sent);
}

type DeviceWish = SentAttestation<ClientWish>;

function readSent(
  context: CloudContext,
  registrationId: string,
  known: ClientAttestation['type'],
  body: Json | undefined,
  whole: boolean,
): DeviceWish | string {
  const readCertificate = (value: JsonObject, slot: Slot): ClientWish | string =>
    readSlotCertificate(value, slot, (certificate) => readOwnCertificate(context, registrationId, certificate));
  return readAttestation(body, { known, whole, list: 'clientCertificates', readCertificate });
}

/**
 * In IoT Central the issuer and the subject of a device's own certificate are both the device ("Device authentication
 * concepts in IoT Central"); its how-to has a secondary certificate of another name, which contradicts that.
 */
function readOwnCertificate(
  { settings }: CloudContext,
  registrationId: string,
  sent: Json | undefined,
): Certificate | string {
  const read = readCertificateUpload(sent);
  if (typeof read === 'string' || settings.ownCertificateNames === 'any') return read;
  const isOfDevice = [read.subject, read.issuer].every((name) => {
    return isSameRegistration(commonNameOf(name) ?? '', registrationId);
  });
  if (isOfDevice) return read;
  return `The subject of this certificate is ${printName(read.subject)} and its issuer ${printName(read.issuer)}. In IoT Central the common name of both must be the device ID, ${registrationId}, for the primary and the secondary certificate. Where Azure takes other names, change the setting ownCertificateNames of this cloud.`;
}

/** Changes an enrollment, or puts a new one on the list; with anything wrong, nothing is changed. */
function changeAttestation(
  context: CloudContext,
  enrollment: IndividualEnrollment,
  sent: DeviceWish,
): RestResponse | Promise<RestResponse> {
  const attestation = makeAttestation(context, enrollment, sent);
  if (attestation instanceof EntryFault) return answerEntryFault(context, attestation);
  Object.assign(enrollment, { attestation, etag: makeEtag(context.crypto), updatedAt: context.now() });
  context.enrollments.putIndividual(enrollment);
  context.changed('individualEnrollments', enrollment.registrationId);
  tellEntry(context, { kind: 'individual', enrollment }, 'put');
  return answerAttestation(context, enrollment);
}

/** Keys and certificates of a device that now has the other kind are gone; one key that is missing is made. */
function makeAttestation(
  context: CloudContext,
  { attestation: known }: IndividualEnrollment,
  sent: DeviceWish,
): ClientAttestation | EntryFault {
  if (sent.type === 'symmetricKey') {
    const { attestation: made } = makeEnrollment(context.crypto, context.now());
    return { ...(known.type === 'symmetricKey' ? known : made), ...sent };
  }
  const made = makeClientCertificates(known, sent);
  if (made instanceof EntryFault || made.primary !== null) return made;
  return new EntryFault(400004, 'clientCertificates must have a primary certificate.');
}

function registrationIdOf({ state }: Identity): string {
  return state.registrationId ?? state.deviceId;
}
