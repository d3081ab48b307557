import { encodeHex } from '#core/bytes/hex';
import { memberOf } from '#core/bytes/json';
import type { RegistrationRequest, RegistrationState } from '#core/wire/registration';
import type { SigningRequest } from '#core/x509/signing-request';
import { makeThumbprint } from '#core/x509/thumbprint';
import { makeAttempt, type AttemptFinding } from '../attempts.ts';
import type { CloudContext } from '../cloud-context.ts';
import type { HubAuthentication, IdentityState } from '../state/cloud-state.ts';
import { makeIdentityState, makeTwin, touchIdentity } from './device-state.ts';
import type { EntryProof } from './dps-proof.ts';
import { makeHubAuthentication, nameEntry, type EnrollmentEntry } from './enrollments.ts';
import { hubNameOf } from './hubs.ts';
import type { Identity } from './identity.ts';
import { issueCertificate, type IssuedCertificate } from './issuance.ts';
import { makeGuid, makeRandomBytes } from './random.ts';
import { makeAssigned, makeFailed, makeRecord } from './registration-record.ts';
import { reprovision } from './reprovisioning.ts';
import { announceModel } from './template-assignment.ts';

/** One registration from its first answer to its result. */
export interface Operation {
  readonly operationId: string;
  readonly registrationId: string;
  readonly proof: EntryProof;
  /** What the device proves itself with at its hub. */
  readonly authentication: HubAuthentication;
  /** The certificate that it asked for with the registration. */
  readonly issued: IssuedCertificate | undefined;
  readonly modelId: string | undefined;
  /** Milliseconds since the Unix epoch; a poll before it does not count. */
  dueAt: number;
  assigningLeft: number;
  result: OperationResult | undefined;
}

/** How a registration ended, and the line for the log. */
export interface OperationResult {
  readonly state: RegistrationState;
  readonly finding: AttemptFinding;
}

/** How long an operation can be asked for. */
const OPERATION_LIFE_MS = 3_600_000;
/** A timer of the client may fire a little early by this clock. */
const EARLY_MS = 25;

/** What a registration asks for, judged. */
interface StartRequest {
  readonly registration: RegistrationRequest;
  /** For a certificate of this cloud. */
  readonly signingRequest: SigningRequest | undefined;
}

/** Starts a registration with a proof that was found right; a newer one of the same device replaces it. */
export async function startOperation(
  context: CloudContext,
  registrationId: string,
  proof: EntryProof,
  { registration, signingRequest }: StartRequest,
): Promise<Operation> {
  const issues = signingRequest !== undefined && proof.entry.enrollment.enabled;
  const issued = issues ? await issueCertificate(context, registrationId, signingRequest) : undefined;
  const authentication = await authenticationOf(context, proof, registrationId);
  const operation: Operation = {
    operationId: `4.${encodeHex(makeRandomBytes(context.crypto, 8))}.${makeGuid(context.crypto)}`,
    registrationId,
    proof,
    authentication,
    modelId: findModelId(registration),
    issued,
    dueAt: context.now() + context.settings.retryAfterSeconds * 1000,
    assigningLeft: context.settings.intermediateAssigning,
    result: undefined,
  };
  forgetOld(context);
  const name = registrationId.toLowerCase();
  context.operations.delete(name);
  context.operations.set(name, operation);
  return operation;
}

/** Insertion order is age, so the old ones are in front. */
function forgetOld(context: CloudContext): void {
  for (const [name, operation] of context.operations) {
    if (operation.dueAt > context.now() - OPERATION_LIFE_MS) return;
    context.operations.delete(name);
  }
}

/**
 * Answers a poll: undefined while the registration goes on. Polls that come before `retry-after` has passed do not
 * bring the result nearer.
 */
export function pollOperation(context: CloudContext, operation: Operation): OperationResult | undefined {
  if (operation.result !== undefined) return operation.result;
  if (context.now() < operation.dueAt - EARLY_MS) return undefined;
  if (operation.assigningLeft > 0) {
    operation.assigningLeft -= 1;
    operation.dueAt = context.now() + context.settings.retryAfterSeconds * 1000;
    return undefined;
  }
  return (operation.result = settle(context, operation));
}

/** Seconds until a poll counts. */
export function secondsUntilDue(context: CloudContext, operation: Operation): number {
  return Math.max(0, Math.ceil((operation.dueAt - context.now()) / 1000));
}

function settle(context: CloudContext, operation: Operation): OperationResult {
  const { registrationId: id } = operation;
  const { entry } = operation.proof;
  if (!entry.enrollment.enabled) {
    const state = { ...recordOf(context, operation, undefined), status: 'disabled' as const };
    return { state, finding: describeDisabled(entry) };
  }
  const identity = findOrAdd(context, operation);
  const failed = ({ state }: Identity): RegistrationState => makeFailed(recordOf(context, operation, state));
  if (!identity.state.enabled) {
    return { state: failed(identity), finding: makeAttempt('device-blocked', { id }, 400209) };
  }
  if (identity.state.approval === 'waiting') {
    return { state: failed(identity), finding: makeAttempt('waiting-for-approval', { id }, 400209) };
  }
  return assign(context, operation, identity);
}

function findOrAdd(context: CloudContext, operation: Operation): Identity {
  const known = context.registry.findRegistration(operation.registrationId);
  if (known !== undefined) return known;
  const { entry } = operation.proof;
  const deviceId = deviceIdOf(operation);
  const ofHub = context.registry.find(deviceId);
  if (ofHub !== undefined) {
    context.registry.adopt(ofHub, operation.registrationId);
    ofHub.state.substatus = null;
    return ofHub;
  }
  // Whoever enrolled a device by its own entry has approved it.
  const approved = entry.kind === 'individual' || (context.settings.autoApprove && entry.enrollment.autoApprove);
  const state = makeIdentityState(context, {
    deviceId,
    registrationId: operation.registrationId,
    source: entry.kind,
    groupId: groupOf(entry),
    iotEdge: entry.enrollment.iotEdge,
    twin: makeTwin(context, entry.enrollment.initialTwin),
    approval: approved ? 'approved' : 'waiting',
    authentication: operation.authentication,
  });
  const identity = context.registry.add(state);
  context.changed('identities', identity.id);
  context.events.tell({ type: 'device', at: context.clock.now(), deviceId: state.deviceId, change: 'added' });
  return identity;
}

function assign(context: CloudContext, operation: Operation, known: Identity): OperationResult {
  const { proof } = operation;
  const { entry, label } = proof;
  const identity = reprovision(context, known, entry, deviceIdOf(operation));
  const { state } = identity;
  Object.assign(state, {
    authentication: authenticationAt(operation, known.state),
    source: entry.kind,
    groupId: groupOf(entry),
    provisioned: true,
    toldHub: state.hub,
  });
  // Whatever a device says of its model, it is provisioned; the log tells at the hub what became of it.
  if (operation.modelId !== undefined) announceModel(context, identity, operation.modelId);
  touchIdentity(context, state);
  context.events.tell({ type: 'device', at: context.clock.now(), deviceId: state.deviceId, change: 'changed' });
  return {
    state: makeAssigned(context, recordOf(context, operation, state), state),
    finding: makeAttempt('dps-assigned', {
      entry: nameEntry(entry),
      hub: hubNameOf(context, state),
      deviceId: state.deviceId,
      key: label,
    }),
  };
}

/** A device that came by a certificate is known at its hub by that very one ("x509Thumbprint", SHA-256). */
async function authenticationOf(
  context: CloudContext,
  { entry, leaf }: EntryProof,
  registrationId: string,
): Promise<HubAuthentication> {
  if (leaf === undefined) return makeHubAuthentication(context, entry, registrationId);
  const primaryThumbprint = await makeThumbprint(context.crypto.subtle, leaf.der, 'SHA-256');
  return { type: 'selfSigned', primaryThumbprint, secondaryThumbprint: null };
}

/**
 * A device that was issued a certificate proves itself by that at its hub, and by the one before it as long as it has not
 * changed over. It needs no other when it registers again with what it asked for that one with.
 */
function authenticationAt(
  { authentication, issued, proof }: Operation,
  { authentication: before }: IdentityState,
): HubAuthentication {
  if (issued === undefined) return hasIssued(proof, authentication, before) ? before : authentication;
  const secondaryThumbprint = before.type === 'selfSigned' ? before.primaryThumbprint : null;
  return { type: 'selfSigned', primaryThumbprint: issued.thumbprint, secondaryThumbprint };
}

/** Nobody but an issuer gives a device of an entry with keys a thumbprint, or one with a certificate a second one. */
function hasIssued({ entry }: EntryProof, asked: HubAuthentication, before: HubAuthentication): boolean {
  if ((entry.enrollment.issuance?.policyName ?? null) === null || before.type !== 'selfSigned') return false;
  return asked.type === 'selfSigned' ? before.secondaryThumbprint === asked.primaryThumbprint : asked.type === 'sas';
}

function recordOf(context: CloudContext, operation: Operation, device: IdentityState | undefined): RegistrationState {
  const { registrationId, proof } = operation;
  const { type } = proof.entry.enrollment.attestation;
  return makeRecord(context, { registrationId, groupId: groupOf(proof.entry), attestation: type }, device);
}

function groupOf(entry: EnrollmentEntry): string | null {
  return entry.kind === 'group' ? entry.enrollment.id : null;
}

/** An individual enrollment may give its device another ID at the hub. */
function deviceIdOf({ proof, registrationId }: Operation): string {
  const { entry } = proof;
  return (entry.kind === 'individual' ? entry.enrollment.deviceId : null) ?? registrationId;
}

/** Gives the line of the log for an entry that is disabled. */
export function describeDisabled(entry: EnrollmentEntry, code: number | null = null): AttemptFinding {
  if (entry.kind === 'group') return makeAttempt('group-disabled', { group: entry.enrollment.id }, code);
  return makeAttempt('enrollment-disabled', { id: entry.enrollment.registrationId }, code);
}

/** Finds the model ID in the payload's current form, or in one of the older ones. */
function findModelId({ payload, data }: RegistrationRequest): string | undefined {
  const found = [
    memberOf(payload, 'modelId'),
    memberOf(payload, 'iotcModelId'),
    memberOf(memberOf(payload, '__iot:interfaces'), 'CapabilityModelId'),
    memberOf(data, 'iotcModelId'),
  ].find((value) => typeof value === 'string');
  return typeof found === 'string' ? found : undefined;
}
