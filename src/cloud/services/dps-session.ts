import { isJsonObject, parseJson } from '#core/bytes/json';
import { decodeUtf8, encodeUtf8 } from '#core/bytes/text';
import { judgeId } from '#core/identity/device-id';
import { DPS_RESPONSES, parseDpsRequest, printDpsResponse, type DpsRequest } from '#core/wire/dps-topics';
import { parseRegistrationRequest, type RegistrationRequest } from '#core/wire/registration';
import type { DpsUserName } from '#core/wire/user-name';
import { makeAttempt, type AttemptFinding } from '../attempts.ts';
import { judgeSas, type SasAnswer } from '../auth/sas.ts';
import { logAttempt, type CloudContext } from '../cloud-context.ts';
import type { Connection } from '../mqtt/connection.ts';
import type { ConnectPacket, PublishPacket } from '../mqtt/packets.ts';
import { acknowledge } from '../mqtt/publish.ts';
import type { Admission, Session } from '../mqtt/session.ts';
import { listDeviceKeys, type EnrollmentKey } from './enrollments.ts';
import { describeDisabled, pollOperation, secondsUntilDue, startOperation, type Operation } from './provisioning.ts';
import { encodeServiceError, SERVICE_ERRORS, statusOf, type ServiceErrorCode } from './service-error.ts';

/**
 * Judges a CONNECT to DPS. The key is judged here only when the settings say so: Azure accepts the connection and
 * refuses the registration.
 */
export async function admitToDps(
  context: CloudContext,
  connection: Connection,
  packet: ConnectPacket,
  userName: DpsUserName,
): Promise<Admission> {
  const session = new DpsSession(context, connection, packet, userName);
  const { clientId, password } = packet;
  const expected = userName.registrationId;
  if (clientId.toLowerCase() !== expected.toLowerCase()) {
    return session.refuse(makeAttempt('client-id', { found: clientId, expected }));
  }
  if (password === undefined) return session.refuse(makeAttempt('no-password', {}, 401000));
  if (context.settings.dpsRejectsAtConnect) {
    const answer = await session.judge();
    if (!answer.ok) return session.refuse(answer.finding);
  }
  return { ok: true, session, sessionPresent: false, opened: () => undefined };
}

/** A device that registers. DPS keeps no session, so all of it ends with the connection. */
class DpsSession implements Session {
  readonly service = 'dps';
  readonly identity: string;
  readonly subscriptions = new Map<string, 0 | 1>();
  readonly expiresAt = undefined;
  readonly #context: CloudContext;
  readonly #connection: Connection;
  readonly #packet: ConnectPacket;
  readonly #idScope: string;
  #answer: Promise<SasAnswer<EnrollmentKey>> | undefined;

  constructor(context: CloudContext, connection: Connection, packet: ConnectPacket, userName: DpsUserName) {
    this.identity = userName.registrationId;
    this.#context = context;
    this.#connection = connection;
    this.#packet = packet;
    this.#idScope = userName.idScope;
  }

  offers(filter: string): boolean {
    return filter === DPS_RESPONSES;
  }

  subscribed(): void {}

  acknowledged(): void {}

  ended(): void {}

  refuse(finding: AttemptFinding): Admission {
    this.#log('refused', finding);
    return { ok: false, returnCode: 5 };
  }

  /** Judges the key once, and the end of its token each time. */
  async judge(): Promise<SasAnswer<EnrollmentKey>> {
    this.#answer ??= this.#judgeOnce();
    const answer = await this.#answer;
    const { tokenGraceSeconds } = this.#context.settings;
    if (!answer.ok || answer.expiresAt + tokenGraceSeconds * 1000 > this.#context.now()) return answer;
    const secondsAgo = Math.floor((this.#context.now() - answer.expiresAt) / 1000);
    return { ok: false, finding: makeAttempt('token-expired', { secondsAgo }, 401002) };
  }

  async #judgeOnce(): Promise<SasAnswer<EnrollmentKey>> {
    const expected = this.#context.idScope;
    if (this.#idScope.toLowerCase() !== expected.toLowerCase()) {
      return { ok: false, finding: makeAttempt('unknown-id-scope', { found: this.#idScope, expected }, 401000) };
    }
    return judgeSas(this.#context, {
      id: this.identity,
      password: this.#packet.password,
      resource: `${this.#idScope}/registrations/${this.identity}`,
      compare: 'ignore-case',
      policy: 'registration',
      candidates: await listDeviceKeys(this.#context, this.identity),
      codes: { unauthorized: 401000, expired: 401002 },
    });
  }

  async published(packet: PublishPacket): Promise<void> {
    const request = parseDpsRequest(packet.topic);
    if (request === undefined) return this.#connection.fail(makeAttempt('publish-topic', { topic: packet.topic }));
    const body = decodeUtf8(packet.payload);
    acknowledge(this.#connection, packet);
    if (this.#injectFault(request)) return;
    const answer = await this.judge();
    if (!answer.ok) {
      const code = answer.finding.code === 401002 ? 401002 : 401000;
      return this.#refuseRequest(request, code, answer.finding);
    }
    if (request.kind === 'poll') return this.#poll(request, request.operationId);
    const registration = this.#readRegistration(request, body);
    if (registration === undefined) return;
    const operation = await startOperation(this.#context, this.identity, answer.key, registration);
    this.#startAnswer(request, operation);
  }

  #startAnswer(request: DpsRequest, operation: Operation): void {
    const { entry } = operation.key;
    if (!entry.enrollment.enabled && this.#context.settings.dpsDisabledAnswer === 'unauthorized') {
      return this.#refuseRequest(request, 401000, describeDisabled(entry, 401000));
    }
    const retryAfterSeconds = secondsUntilDue(this.#context, operation);
    this.#respond(request, 202, { operationId: operation.operationId, status: 'assigning' }, retryAfterSeconds);
  }

  #readRegistration(request: DpsRequest, body: string | undefined): RegistrationRequest | undefined {
    const registration = body === undefined ? undefined : parseRegistrationRequest(body);
    const json = parseJson(body ?? '');
    const found = registration?.registrationId ?? this.identity;
    if (registration === undefined) {
      this.#refuseRequest(request, 400004, makeAttempt('registration-body', {}, 400004));
    } else if (!judgeId(this.identity, 'dps').ok) {
      this.#refuseRequest(request, 400004, makeAttempt('registration-id-form', { id: this.identity }, 400004));
    } else if (isJsonObject(json) && 'csr' in json) {
      this.#refuseRequest(request, 400004, makeAttempt('registration-csr', {}, 400004));
    } else if (found.toLowerCase() !== this.identity.toLowerCase()) {
      const facts = { found, expected: this.identity };
      this.#refuseRequest(request, 400004, makeAttempt('registration-contradicts', facts, 400004));
    } else {
      return registration;
    }
    return undefined;
  }

  #poll(request: DpsRequest, operationId: string): void {
    const operation = this.#context.operations.get(this.identity.toLowerCase());
    if (operation?.operationId !== operationId) {
      return this.#refuseRequest(request, 404203, makeAttempt('operation-unknown', {}, 404203));
    }
    const known = operation.result;
    const result = pollOperation(this.#context, operation);
    if (result === undefined) {
      const registrationState = { registrationId: operation.registrationId, status: 'assigning' };
      const reply = { operationId, status: 'assigning', registrationState };
      return this.#respond(request, 202, reply, secondsUntilDue(this.#context, operation));
    }
    const { state, finding } = result;
    if (known === undefined) this.#log(state.status === 'assigned' ? 'accepted' : 'refused', finding);
    this.#respond(request, 200, { operationId, status: state.status, registrationState: state });
  }

  #injectFault(request: DpsRequest): boolean {
    const fault = this.#context.settings.dpsFault;
    if (fault === null) return false;
    const times = fault.times - 1;
    this.#context.changeSettings({ dpsFault: times > 0 ? { ...fault, times } : null });
    const code = Object.keys(SERVICE_ERRORS)
      .map(Number)
      .find((known) => Math.floor(known / 1000) === fault.status);
    const retryAfterSeconds = fault.status >= 429 ? fault.retryAfterSeconds : undefined;
    const finding = makeAttempt('injected-fault', { status: fault.status }, code ?? null);
    this.#refuseRequest(request, code as ServiceErrorCode, finding, retryAfterSeconds);
    return true;
  }

  #refuseRequest(
    request: DpsRequest,
    code: ServiceErrorCode,
    finding: AttemptFinding,
    retryAfterSeconds?: number,
  ): void {
    this.#log('refused', finding);
    this.#send(request, statusOf(code), encodeServiceError(this.#context, code), retryAfterSeconds);
  }

  #respond(request: DpsRequest, status: number, body: object, retryAfterSeconds?: number): void {
    this.#send(request, status, encodeUtf8(JSON.stringify(body)), retryAfterSeconds);
  }

  #send(request: DpsRequest, status: number, payload: Uint8Array, retryAfterSeconds: number | undefined): void {
    const qos = this.subscriptions.get(DPS_RESPONSES);
    // Who has not subscribed is not answered, as with any broker.
    if (qos === undefined) return;
    const retry = retryAfterSeconds === undefined ? {} : { retryAfterSeconds };
    const topic = printDpsResponse({ status, rid: request.rid, ...retry });
    this.#connection.send({ type: 'publish', topic, payload, qos, packetId: this.#takePacketId() });
  }

  #lastPacketId = 0;

  #takePacketId(): number {
    return (this.#lastPacketId = (this.#lastPacketId % 65_535) + 1);
  }

  #log(outcome: 'accepted' | 'refused', finding: AttemptFinding): void {
    const { facts } = this.#connection;
    logAttempt(this.#context, { service: 'dps', identity: this.identity, facts }, outcome, finding);
  }
}
