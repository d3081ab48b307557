import { decodeUtf8, encodeUtf8 } from '#core/bytes/text';
import { DPS_RESPONSES, parseDpsRequest, printDpsResponse, type DpsRequest } from '#core/wire/dps-topics';
import type { DpsUserName } from '#core/wire/user-name';
import { makeAttempt, type AttemptFinding } from '../attempts.ts';
import type { SasAnswer } from '../auth/sas.ts';
import { logAttempt, type CloudContext } from '../cloud-context.ts';
import type { Connection } from '../mqtt/connection.ts';
import type { ConnectPacket, PublishPacket } from '../mqtt/packets.ts';
import { acknowledge } from '../mqtt/publish.ts';
import type { Admission, Session } from '../mqtt/session.ts';
import {
  answerPoll,
  answerRegister,
  judgeRegistrationToken,
  keepReply,
  refuseCredentials,
  takeFault,
  type DpsCaller,
  type DpsReply,
} from './dps-requests.ts';
import type { EnrollmentKey } from './enrollments.ts';

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
  readonly #caller: DpsCaller;
  #answer: Promise<SasAnswer<EnrollmentKey>> | undefined;

  constructor(context: CloudContext, connection: Connection, packet: ConnectPacket, userName: DpsUserName) {
    this.identity = userName.registrationId;
    this.#context = context;
    this.#connection = connection;
    this.#packet = packet;
    this.#idScope = userName.idScope;
    this.#caller = { registrationId: this.identity, origin: connection.facts, unauthorized: 401000 };
  }

  offers(filter: string): boolean {
    return filter === DPS_RESPONSES;
  }

  subscribed(): void {}

  acknowledged(): void {}

  ended(): void {}

  refuse(finding: AttemptFinding): Admission {
    const { facts } = this.#connection;
    logAttempt(this.#context, { service: 'dps', identity: this.identity, facts }, 'refused', finding);
    return { ok: false, returnCode: 5 };
  }

  /** Judges the key once, and the end of its token each time. */
  async judge(): Promise<SasAnswer<EnrollmentKey>> {
    const { password } = this.#packet;
    this.#answer ??= judgeRegistrationToken(this.#context, this.#caller, { idScope: this.#idScope, password });
    const answer = await this.#answer;
    const { tokenGraceSeconds } = this.#context.settings;
    if (!answer.ok || answer.expiresAt + tokenGraceSeconds * 1000 > this.#context.now()) return answer;
    const secondsAgo = Math.floor((this.#context.now() - answer.expiresAt) / 1000);
    return { ok: false, finding: makeAttempt('token-expired', { secondsAgo }, 401002) };
  }

  async published(packet: PublishPacket): Promise<void> {
    const request = parseDpsRequest(packet.topic);
    if (request === undefined) return this.#connection.fail(makeAttempt('publish-topic', { topic: packet.topic }));
    const body = decodeUtf8(packet.payload);
    acknowledge(this.#connection, packet);
    this.#send(request, await keepReply(this.#context, this.#caller, await this.#replyTo(request, body)));
  }

  async #replyTo(request: DpsRequest, body: string | undefined): Promise<DpsReply> {
    const fault = takeFault(this.#context, this.#caller);
    if (fault !== undefined) return fault;
    const answer = await this.judge();
    if (!answer.ok) return refuseCredentials(this.#context, this.#caller, answer.finding);
    if (request.kind === 'poll') return answerPoll(this.#context, this.#caller, request.operationId);
    return answerRegister(this.#context, this.#caller, answer.key, body);
  }

  #send({ rid }: DpsRequest, { status, body, retryAfterSeconds }: DpsReply): void {
    const qos = this.subscriptions.get(DPS_RESPONSES);
    // Who has not subscribed is not answered, as with any broker.
    if (qos === undefined) return;
    const retry = retryAfterSeconds === undefined ? {} : { retryAfterSeconds };
    const topic = printDpsResponse({ status, rid, ...retry });
    const payload = encodeUtf8(JSON.stringify(body));
    this.#connection.send({ type: 'publish', topic, payload, qos, packetId: this.#takePacketId() });
  }

  #lastPacketId = 0;

  #takePacketId(): number {
    return (this.#lastPacketId = (this.#lastPacketId % 65_535) + 1);
  }
}
