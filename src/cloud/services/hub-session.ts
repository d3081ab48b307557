import {
  DESIRED_PATCHES,
  messagesFilter,
  METHOD_REQUESTS,
  namesIdentity,
  parseHubTopic,
  printEventsTopic,
  TWIN_RESPONSES,
  type EventsTopic,
} from '#core/wire/hub-topics';
import { decodePercent } from '#core/wire/percent';
import { printPropertyBag } from '#core/wire/property-bag';
import type { HubUserName } from '#core/wire/user-name';
import { printName } from '#core/x509/certificate';
import { makeAttempt, type AttemptFinding } from '../attempts.ts';
import { logAttempt, type CloudContext } from '../cloud-context.ts';
import type { Connection } from '../mqtt/connection.ts';
import type { ConnectPacket, PublishPacket, Will } from '../mqtt/packets.ts';
import { acknowledge } from '../mqtt/publish.ts';
import type { Admission, Session } from '../mqtt/session.ts';
import { judgeHubConnect, nameOf, type HubProof } from './hub-admission.ts';
import type { Identity } from './identity.ts';
import { completeMessage, deliverMessages, purgeMessages, resumeMessages } from './messages.ts';
import { abandonCalls, endCall, METHOD_LIMIT_BYTES } from './methods.ts';
import { storeTelemetry } from './store-telemetry.ts';
import { announceModel } from './template-assignment.ts';
import { measureTelemetry, TELEMETRY_LIMIT_BYTES } from './telemetry.ts';
import { answerReportedPatch, answerTwinGet } from './twins.ts';

/** A token that lives longer than any SDK's makes one think of the device's clock. */
const LONG_TOKEN_DAYS = 7;
const DAY_MS = 86_400_000;

/** Judges a CONNECT to the hub and gives the session of the device or module. */
export async function admitToHub(
  context: CloudContext,
  connection: Connection,
  packet: ConnectPacket,
  userName: HubUserName,
): Promise<Admission> {
  const head = { service: 'hub', identity: nameOf(userName), facts: connection.facts } as const;
  const { clientId, password } = packet;
  const caller = { clientId, password, shown: connection.facts };
  const verdict = await judgeHubConnect(context, caller, userName);
  if (!verdict.ok) {
    logAttempt(context, head, 'refused', verdict.finding);
    return { ok: false, returnCode: verdict.returnCode };
  }
  const { identity, proof } = verdict;
  const announced = userName.modelId ?? identity.state.modelId;
  const note = announced === null ? undefined : announceModel(context, identity, announced);
  if (note !== undefined) logAttempt(context, head, 'accepted', note);
  logAttempt(context, head, 'accepted', describeConnect(context, proof));
  const sessionPresent = !packet.cleanSession && identity.keptSubscriptions !== undefined; // [MQTT-3.2.2-1..3]
  const session = new HubSession(context, connection, identity, packet, endOf(proof));
  return { ok: true, session, sessionPresent, opened: () => session.open(packet.cleanSession, sessionPresent) };
}

/** A connection by a certificate outlives it: nothing is known of hubs that would end one. */
function endOf(proof: HubProof): number | undefined {
  return proof.kind === 'token' ? proof.expiresAt : undefined;
}

function describeConnect(context: CloudContext, proof: HubProof): AttemptFinding {
  if (proof.kind === 'certificate') {
    const { subject, notAfter } = proof.leaf;
    return makeAttempt('hub-connected-certificate', { certificate: printName(subject), until: notAfter });
  }
  const { expiresAt } = proof;
  const key = proof.key.label;
  const leftMs = expiresAt - context.now();
  const days = Math.floor(leftMs / DAY_MS);
  if (days > LONG_TOKEN_DAYS) return makeAttempt('hub-connected-long-token', { key, days });
  return makeAttempt('hub-connected', { key, minutes: Math.max(0, Math.round(leftMs / 60_000)) });
}

/** A device or module that is online. It sees its own topics and no others. */
class HubSession implements Session {
  readonly service = 'hub';
  readonly identity: string;
  readonly subscriptions: Map<string, 0 | 1>;
  readonly expiresAt: number | undefined;
  readonly #context: CloudContext;
  readonly #connection: Connection;
  readonly #identity: Identity;
  readonly #will: Will | undefined;
  readonly #eventsTopic: string;
  /** The newest telemetry topic: devices use the same one again and again. */
  #lastTopic: string | undefined;
  #lastBagText = '';

  constructor(
    context: CloudContext,
    connection: Connection,
    identity: Identity,
    packet: ConnectPacket,
    expiresAt: number | undefined,
  ) {
    this.identity = identity.id;
    this.expiresAt = expiresAt;
    this.#context = context;
    this.#connection = connection;
    this.#identity = identity;
    this.#eventsTopic = printEventsTopic(identity.state);
    this.#will = this.#judgeWill(packet.will);
    if (packet.cleanSession)
      identity.keptSubscriptions = undefined; // [MQTT-3.1.2-6]
    else identity.keptSubscriptions ??= new Map(); // [MQTT-3.1.2-4]
    this.subscriptions = identity.keptSubscriptions ?? new Map();
  }

  /** Takes the identity over from an older connection, which ends without a word (MQTT 3.1.1 has none for it). */
  open(cleanSession: boolean, resumed: boolean): void {
    const identity = this.#identity;
    const older = identity.connection;
    identity.connection = undefined;
    older?.fail(makeAttempt('taken-over', {}, 400027)); // [MQTT-3.1.4-2]
    if (this.#context.registry.find(identity.id) !== identity || !identity.state.enabled) {
      return this.#connection.close('disconnect');
    }
    identity.connection = this.#connection;
    identity.connectedSince = this.#context.clock.now();
    identity.lastActivityAt = identity.connectedSince;
    identity.state.connectionUpdatedAt = identity.connectedSince;
    this.#context.events.tell({ type: 'connected', at: identity.connectedSince, deviceId: identity.id });
    if (cleanSession) purgeMessages(this.#context, identity);
    else if (resumed) resumeMessages(this.#context, identity);
  }

  offers(filter: string): boolean {
    if (filter === METHOD_REQUESTS || filter === TWIN_RESPONSES || filter === DESIRED_PATCHES) return true;
    const { deviceId, moduleId } = this.#identity.state;
    if (moduleId !== undefined) return false;
    return filter === messagesFilter(deviceId) || filter === `devices/${deviceId}/messages/devicebound/#`;
  }

  subscribed(): void {
    deliverMessages(this.#context, this.#identity);
    for (const waiter of this.#identity.subscriptionWaiters) waiter.look();
  }

  acknowledged(packetId: number): void {
    completeMessage(this.#context, this.#identity, packetId);
  }

  published(packet: PublishPacket): void {
    if (packet.topic === this.#lastTopic) return this.#takeTelemetry(packet, this.#lastBagText);
    if (packet.topic.startsWith(this.#eventsTopic)) {
      const bagText = packet.topic.slice(this.#eventsTopic.length);
      // Read when somebody looks; until then it is enough that it can be.
      if (decodePercent(bagText) !== undefined)
        return this.#takeTelemetry(packet, this.#remember(packet.topic, bagText));
    }
    const topic = parseHubTopic(packet.topic);
    switch (topic?.kind) {
      case 'events':
        return this.#takeOddTelemetry(packet, topic);
      case 'twin-get':
        acknowledge(this.#connection, packet);
        return answerTwinGet(this.#identity, topic.rid);
      case 'reported-patch':
        acknowledge(this.#connection, packet);
        return answerReportedPatch(this.#context, this.#identity, topic, packet.payload);
      case 'method-response':
        return this.#takeMethodResponse(packet, topic.rid, topic.status);
      default:
        return this.#connection.fail(this.#describeStrange(packet.topic));
    }
  }

  ended(how: 'lost' | 'disconnect'): void {
    const identity = this.#identity;
    if (how === 'lost' && this.#will !== undefined) this.#storeWill(this.#will);
    if (identity.connection !== this.#connection && identity.connection !== undefined) return;
    const wasOnline = identity.connectedSince !== undefined;
    identity.connection = undefined;
    identity.connectedSince = undefined;
    identity.state.lastActivityAt = identity.lastActivityAt;
    identity.state.connectionUpdatedAt = this.#context.clock.now();
    abandonCalls(identity);
    if (wasOnline) {
      this.#context.events.tell({ type: 'disconnected', at: this.#context.clock.now(), deviceId: identity.id });
    }
  }

  #remember(topic: string, bagText: string): string {
    this.#lastTopic = topic;
    return (this.#lastBagText = bagText);
  }

  /** `bagText`: what stands in the topic behind `events/`. */
  #takeTelemetry(packet: PublishPacket, bagText: string): void {
    // Measured only when the limit can be near: the topic holds the bag in a longer form.
    if (packet.payload.length + packet.topic.length > TELEMETRY_LIMIT_BYTES) {
      const bytes = measureTelemetry(packet.payload, bagText);
      const limit = TELEMETRY_LIMIT_BYTES;
      if (bytes > limit) return this.#connection.fail(makeAttempt('message-too-large', { bytes, limit }, 413001));
    }
    storeTelemetry(this.#context, this.#identity, packet.payload, {
      bagText,
      stamp: packet.retain ? { 'mqtt-retain': 'true' } : undefined,
    });
    // A PUBACK says that the hub has the message.
    acknowledge(this.#connection, packet);
  }

  /** Takes telemetry whose topic spells the ID in another way, or is another device's. */
  #takeOddTelemetry(packet: PublishPacket, topic: EventsTopic): void {
    if (namesIdentity(topic, this.#identity.state)) return this.#takeTelemetry(packet, printPropertyBag(topic.bag));
    this.#connection.fail(makeAttempt('publish-other-device', { topic: packet.topic, id: this.identity }));
  }

  #takeMethodResponse(packet: PublishPacket, rid: string, status: number): void {
    if (packet.payload.length > METHOD_LIMIT_BYTES) {
      const facts = { bytes: packet.payload.length, limit: METHOD_LIMIT_BYTES };
      return this.#connection.fail(makeAttempt('message-too-large', facts, 413001));
    }
    acknowledge(this.#connection, packet);
    endCall(this.#identity, rid, status, packet.payload);
  }

  #describeStrange(topic: string): AttemptFinding {
    const known = /^\$iothub\/(twin\/GET|twin\/PATCH\/properties\/reported|methods\/res\/\d+)(\/|$)/.test(topic);
    return makeAttempt(known ? 'publish-without-rid' : 'publish-topic', { topic });
  }

  /** A will for any other topic is dropped; the CONNECT stands. */
  #judgeWill(will: Will | undefined): Will | undefined {
    if (will === undefined) return undefined;
    const topic = parseHubTopic(will.topic);
    if (topic?.kind === 'events' && namesIdentity(topic, this.#identity.state)) return will;
    const head = { service: 'hub', identity: this.identity, facts: this.#connection.facts } as const;
    logAttempt(this.#context, head, 'accepted', makeAttempt('will-topic', { topic: will.topic }));
    return undefined;
  }

  #storeWill(will: Will): void {
    const topic = parseHubTopic(will.topic);
    if (topic?.kind !== 'events') return;
    storeTelemetry(this.#context, this.#identity, will.payload, {
      bagText: printPropertyBag(topic.bag),
      stamp: { 'iothub-MessageType': 'Will', ...(will.retain ? { 'mqtt-retain': 'true' } : {}) },
    });
  }
}
