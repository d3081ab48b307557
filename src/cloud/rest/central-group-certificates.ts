import { isJsonObject, memberOf } from '#core/bytes/json';
import type { RestResponse } from '#core/ports/rest';
import type { CloudContext } from '../cloud-context.ts';
import { EntryFault } from '../services/entry-fault.ts';
import { generateGroupCode, verifyGroupCertificate, type GroupCertificate } from '../services/group-proof.ts';
import { makeSigningCertificates, replaceSigning, SLOTS, type SigningWish } from '../services/signing-certificates.ts';
import type { EnrollmentGroup, SigningCertificate } from '../state/cloud-state.ts';
import { describeSigningCertificate } from './central-attestation.ts';
import { readSigningCertificate, withGroup } from './central-enrollment-groups.ts';
import { answerEntryFault } from './central-entry-fault.ts';
import { isStale } from './etag.ts';
import { answerError, answerJson, answerNothing } from './rest-response.ts';
import type { Route, RouteRequest } from './route.ts';

const PATH = '/api/enrollmentGroups/:id/certificates/:entry';

/** The primary and the secondary CA certificate of a group, and the proof of possession of each, as in IoT Central. */
export const centralGroupCertificateRoutes: readonly Route[] = [
  { method: 'GET', path: PATH, handle: withCertificate((context, { signing }) => answerSigning(context, signing)) },
  { method: 'PUT', path: PATH, handle: withSlot(putCertificate) },
  { method: 'DELETE', path: PATH, handle: withCertificate(deleteCertificate) },
  { method: 'POST', path: `${PATH}/generateVerificationCode`, handle: withCertificate(generate) },
  { method: 'POST', path: `${PATH}/verify`, handle: withCertificate(verify) },
];

/** A place for a certificate. */
type Place = Omit<GroupCertificate, 'signing'>;

type Handle<Asked> = (
  context: CloudContext,
  asked: Asked,
  request: RouteRequest,
) => RestResponse | Promise<RestResponse>;

function withSlot(handle: Handle<Place>): Route['handle'] {
  return withGroup((context, group, request) => {
    const { entry = '' } = request.params;
    const slot = SLOTS.find((one) => one === entry.toLowerCase());
    if (slot === undefined) return answerError(context, 404, 'NotFound', `A group has no certificate ${entry}.`);
    if (hasCertificates(group)) return handle(context, { group, slot }, request);
    const message = `The enrollment group ${group.id} has keys. Change its attestation to x509 first.`;
    return answerError(context, 400, 'InvalidBody', message);
  });
}

function hasCertificates(group: EnrollmentGroup): group is Place['group'] {
  return group.attestation.type === 'x509';
}

function withCertificate(handle: Handle<GroupCertificate>): Route['handle'] {
  return withSlot((context, { group, slot }, request) => {
    const signing = group.attestation[slot];
    if (signing !== null) return handle(context, { group, slot, signing }, request);
    return answerError(context, 404, 'NotFound', `The enrollment group ${group.id} has no ${slot} certificate.`);
  });
}

function putCertificate(
  context: CloudContext,
  { group, slot }: Place,
  { body, headers }: RouteRequest,
): RestResponse | Promise<RestResponse> {
  if (!isJsonObject(body)) return answerError(context, 400, 'InvalidBody', 'The body must be a JSON object.');
  const wish = readSigningCertificate(body, slot);
  if (typeof wish === 'string') return answerError(context, 400, 'InvalidBody', wish);
  const known = group.attestation[slot];
  if (known?.kind === 'own' && isStale(known.etag, body['etag'], headers)) return answerStale(context, slot);
  const fault = change(context, { group, slot }, wish);
  if (fault !== undefined) return answerEntryFault(context, fault);
  return answerSigning(context, group.attestation[slot]);
}

function deleteCertificate(
  context: CloudContext,
  { group, slot, signing }: GroupCertificate,
  { headers }: RouteRequest,
): RestResponse {
  if (signing.kind === 'own' && isStale(signing.etag, undefined, headers)) return answerStale(context, slot);
  const fault = change(context, { group, slot }, null);
  return fault === undefined ? answerNothing() : answerEntryFault(context, fault);
}

function change(context: CloudContext, { group, slot }: Place, wish: SigningWish | null): EntryFault | undefined {
  const wishes = { primary: undefined, secondary: undefined, [slot]: wish };
  const attestation = makeSigningCertificates(context, group.id, group.attestation, wishes);
  if (attestation instanceof EntryFault) return attestation;
  replaceSigning(context, group, attestation);
  return undefined;
}

function generate(context: CloudContext, place: GroupCertificate): RestResponse {
  const verificationCode = generateGroupCode(context, place);
  if (verificationCode instanceof EntryFault) return answerEntryFault(context, verificationCode);
  return answerJson(200, { verificationCode });
}

async function verify(context: CloudContext, place: GroupCertificate, { body }: RouteRequest): Promise<RestResponse> {
  const fault = await verifyGroupCertificate(context, place, memberOf(body, 'certificate'));
  return fault === undefined ? answerNothing() : answerEntryFault(context, fault);
}

async function answerSigning(context: CloudContext, signing: SigningCertificate | null): Promise<RestResponse> {
  return answerJson(200, signing === null ? {} : await describeSigningCertificate(context, signing));
}

function answerStale(context: CloudContext, slot: string): RestResponse {
  const message = `The ${slot} certificate has changed since its etag was read.`;
  return answerError(context, 412, 'PreconditionFailed', message);
}
