import { isJsonObject, parseJson, type Json } from '#core/bytes/json';
import { judgeId } from '#core/identity/device-id';
import { parseRegistrationRequest, type RegistrationRequest } from '#core/wire/registration';
import { makeAttempt, type AttemptFinding, type AttemptOrigin } from '../attempts.ts';
import { logAttempt, type CloudContext } from '../cloud-context.ts';
import type { EntryProof } from './dps-proof.ts';
import { judgeCsr } from './issuance.ts';
import { describeDisabled, pollOperation, secondsUntilDue, startOperation } from './provisioning.ts';
import { describeRegistration } from './registration-record.ts';
import { describeServiceError, SERVICE_ERRORS, statusOf, type ServiceErrorCode } from './service-error.ts';

/** A device that asks DPS, whichever way it came. */
export interface DpsCaller {
  readonly registrationId: string;
  readonly origin: AttemptOrigin;
  /** The code that refuses its credentials: 401000 was seen over MQTT, 401002 over HTTPS. */
  readonly unauthorized: 401000 | 401002;
  /** Empty when it named none. */
  readonly apiVersion: string;
}

/** What DPS answers, before a topic or a status line is made of it. */
export interface DpsReply {
  readonly status: number;
  readonly body: object;
  readonly retryAfterSeconds?: number;
  /** Only of an error. */
  readonly errorCode?: ServiceErrorCode;
  /** Only of a registration that was taken. */
  readonly operationId?: string;
}

/** Gives the error that DPS was told to answer with; undefined when there is none. */
export function takeFault(context: CloudContext, caller: DpsCaller): DpsReply | undefined {
  const fault = context.faults.find('dps-error', caller.registrationId);
  if (fault === undefined) return undefined;
  context.faults.strike(fault);
  const code = Object.keys(SERVICE_ERRORS)
    .map(Number)
    .find((known) => Math.floor(known / 1000) === fault.status) as ServiceErrorCode;
  const reply = refuseRequest(context, caller, code, makeAttempt('injected-fault', { status: fault.status }, code));
  return fault.status >= 429 ? { ...reply, retryAfterSeconds: fault.retryAfterSeconds } : reply;
}

/** Refuses credentials. The wire never tells more than that they are wrong. `said`: in the place of Azure's usual words. */
export function refuseCredentials(
  context: CloudContext,
  caller: DpsCaller,
  { finding, said }: { readonly finding: AttemptFinding; readonly said?: string },
): DpsReply {
  const code = finding.code === 401002 ? 401002 : caller.unauthorized;
  return refuseRequest(context, caller, code, finding, said);
}

/** Starts a registration with a proof that was found right: 202, and how long to wait. `body`: undefined for no UTF-8. */
export async function answerRegister(
  context: CloudContext,
  caller: DpsCaller,
  proof: EntryProof,
  body: string | undefined,
): Promise<DpsReply> {
  const read = readRegistration(caller, body);
  if ('finding' in read) return refuseRequest(context, caller, 400004, read.finding, read.message);
  const { entry } = proof;
  const { registrationId, apiVersion } = caller;
  const asked =
    read.csr === undefined ? undefined : await judgeCsr(context, read.csr, { registrationId, apiVersion, entry });
  if (asked !== undefined && 'finding' in asked)
    return refuseRequest(context, caller, 400004, asked.finding, asked.message);
  const operation = await startOperation(context, registrationId, proof, { ...read, signingRequest: asked });
  if (!entry.enrollment.enabled && context.settings.dpsDisabledAnswer === 'unauthorized') {
    return refuseRequest(context, caller, caller.unauthorized, describeDisabled(entry, caller.unauthorized));
  }
  const { operationId } = operation;
  const retryAfterSeconds = secondsUntilDue(context, operation);
  return { status: 202, body: { operationId, status: 'assigning' }, retryAfterSeconds, operationId };
}

/** Tells how far a registration is: 202 while it goes on, then 200 with its result, however that is. */
export function answerPoll(context: CloudContext, caller: DpsCaller, operationId: string): DpsReply {
  const operation = context.operations.get(caller.registrationId.toLowerCase());
  if (operation?.operationId !== operationId) {
    return refuseRequest(context, caller, 404203, makeAttempt('operation-unknown', {}, 404203));
  }
  const known = operation.result;
  const result = pollOperation(context, operation);
  if (result === undefined) {
    const registrationState = { registrationId: operation.registrationId, status: 'assigning' };
    const body = { operationId, status: 'assigning', registrationState };
    return { status: 202, body, retryAfterSeconds: secondsUntilDue(context, operation) };
  }
  const { state, finding } = result;
  const { issued } = operation;
  const isIssued = issued !== undefined && state.status === 'assigned';
  if (known === undefined) {
    const id = operation.registrationId;
    if (isIssued) log(context, caller, 'accepted', makeAttempt('certificate-issued', { id, until: issued.until }));
    log(context, caller, state.status === 'assigned' ? 'accepted' : 'refused', finding);
  }
  const registrationState = isIssued ? { ...state, issuedCertificateChain: issued.chain } : state;
  return { status: 200, body: { operationId, status: state.status, registrationState } };
}

/** Tells a device what DPS knows of its registration, and changes nothing. Only HTTPS has this. */
export function answerLookUp(context: CloudContext, caller: DpsCaller, body: string | undefined): DpsReply {
  const read = readRegistration(caller, body);
  if ('finding' in read) return refuseRequest(context, caller, 400004, read.finding, read.message);
  if (read.csr !== undefined) {
    return refuseRequest(context, caller, 400004, makeAttempt('csr-look-up', {}, 400004), CSR_LOOK_UP);
  }
  const { registrationId } = caller;
  const state = describeRegistration(context, registrationId);
  if (state !== undefined) return { status: 200, body: state };
  return refuseRequest(context, caller, 404202, makeAttempt('registration-unknown', { id: registrationId }, 404202));
}

/** Refuses a request with a code, and writes the true cause to the log. `message`: said in the place of Azure's words. */
export function refuseRequest(
  context: CloudContext,
  caller: DpsCaller,
  errorCode: ServiceErrorCode,
  finding: AttemptFinding,
  message?: string,
): DpsReply {
  log(context, caller, 'refused', finding);
  return { status: statusOf(errorCode), body: describeServiceError(context, errorCode, message), errorCode };
}

/** Gives a reply once what it tells is kept: a device that was told of its hub must be known there ever after. */
export async function keepReply(context: CloudContext, caller: DpsCaller, reply: DpsReply): Promise<DpsReply> {
  if (context.keeping === undefined || (await context.keeping.kept())) return reply;
  return refuseRequest(context, caller, 503000, makeAttempt('not-kept', {}, 503000));
}

/** Said on the wire: these are no mistakes of the device, but things that this cloud cannot do. */
export const NO_TPM = 'This local cloud does not serve TPM attestation. Use a symmetric key.';
const CSR_LOOK_UP = 'csr belongs into a registration, not into the look-up of one.';

type ReadRegistration =
  | { readonly registration: RegistrationRequest; readonly csr?: Json }
  | { readonly finding: AttemptFinding; readonly message?: string };

function readRegistration({ registrationId }: DpsCaller, body: string | undefined): ReadRegistration {
  const registration = body === undefined ? undefined : parseRegistrationRequest(body);
  if (registration === undefined) return { finding: makeAttempt('registration-body', {}, 400004) };
  if (!judgeId(registrationId, 'dps').ok) {
    return { finding: makeAttempt('registration-id-form', { id: registrationId }, 400004) };
  }
  const json = parseJson(body ?? '');
  if (isJsonObject(json) && 'tpm' in json) {
    return { finding: makeAttempt('registration-tpm', {}, 400004), message: NO_TPM };
  }
  const found = registration.registrationId ?? registrationId;
  if (found.toLowerCase() !== registrationId.toLowerCase()) {
    return { finding: makeAttempt('registration-contradicts', { found, expected: registrationId }, 400004) };
  }
  const csr = isJsonObject(json) ? json['csr'] : undefined;
  return csr === undefined ? { registration } : { registration, csr };
}

function log(context: CloudContext, caller: DpsCaller, outcome: 'accepted' | 'refused', finding: AttemptFinding): void {
  const head = { service: 'dps', identity: caller.registrationId, facts: caller.origin } as const;
  logAttempt(context, head, outcome, finding);
}
