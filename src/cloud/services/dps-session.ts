import { decodeUtf8, encodeUtf8 } from '#core/bytes/text';
import { DPS_RESPONSES, parseDpsRequest, printDpsResponse, type DpsRequest } from '#core/wire/dps-topics';
import type { DpsUserName } from '#core/wire/user-name';
import { makeAttempt, type AttemptFinding } from '../attempts.ts';
import { logAttempt, type CloudContext } from '../cloud-context.ts';
import type { Connection } from '../mqtt/connection.ts';
import type { ConnectPacket, PublishPacket } from '../mqtt/packets.ts';
import { acknowledge } from '../mqtt/publish.ts';
import type { Admission, Session } from '../mqtt/session.ts';
import { bringsNothing, judgeDpsCredentials, type DpsCredentials, type DpsVerdict } from './dps-credentials.ts';
import {
  answerPoll,
  answerRegister,
  keepReply,
  refuseCredentials,
  takeFault,
  type DpsCaller,
  type DpsReply,
} from './dps-requests.ts';

/**
 * Judges a CONNECT to DPS. Keys and certificates are judged here only when the settings say so: Azure accepts the
 * connection and refuses the registration.
 */
export async function admitToDps(
  context: CloudContext,
  connection: Connection,
  packet: ConnectPacket,
  userName: DpsUserName,
): Promise<Admission> {
  const session = new DpsSession(context, connection, packet, userName);
  const fault = context.faults.takeRefusal('dps', session.identity);
  if (fault !== undefined) return session.refuse(makeAttempt('fault-struck', { kind: 'refuse' }), fault.returnCode);
  const { clientId } = packet;
  const expected = userName.registrationId;
  if (clientId.toLowerCase() !== expected.toLowerCase()) {
    return session.refuse(makeAttempt('client-id', { found: clientId, expected }));
  }
  if (session.bringsNothing || context.settings.dpsRejectsAtConnect) {
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
  readonly #credentials: DpsCredentials;
  readonly #caller: DpsCaller;

  constructor(context: CloudContext, connection: Connection, packet: ConnectPacket, userName: DpsUserName) {
    this.identity = userName.registrationId;
    this.#context = context;
    this.#connection = connection;
    this.#credentials = { idScope: userName.idScope, password: packet.password, shown: connection.facts };
    this.#caller = {
      registrationId: this.identity,
      origin: connection.facts,
      unauthorized: 401000,
      apiVersion: userName.apiVersion,
    };
  }

  get bringsNothing(): boolean {
    return bringsNothing(this.#credentials);
  }

  offers(filter: string): boolean {
    return filter === DPS_RESPONSES;
  }

  subscribed(): void {}

  acknowledged(): void {}

  ended(): void {}

  refuse(finding: AttemptFinding, returnCode: 3 | 5 = 5): Admission {
    const { facts } = this.#connection;
    logAttempt(this.#context, { service: 'dps', identity: this.identity, facts }, 'refused', finding);
    return { ok: false, returnCode };
  }

  /** Judges the credentials anew for each request: tokens and certificates end, and entries are changed and removed. */
  judge(): Promise<DpsVerdict> {
    return judgeDpsCredentials(this.#context, this.#caller, this.#credentials);
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
    if (!answer.ok) return refuseCredentials(this.#context, this.#caller, answer);
    if (request.kind === 'poll') return answerPoll(this.#context, this.#caller, request.operationId);
    return answerRegister(this.#context, this.#caller, answer.proof, body);
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
