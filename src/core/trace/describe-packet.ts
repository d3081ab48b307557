import type { MqttPacketSeen } from '../ports/mqtt-client.ts';
import { DPS_RESPONSES } from '../wire/dps-topics.ts';
import { DESIRED_PATCHES, METHOD_REQUESTS, TWIN_RESPONSES } from '../wire/hub-topics.ts';
import { parseUserName } from '../wire/user-name.ts';
import { traceFields, traceWords } from '../words/en/trace.ts';
import { describePublication } from './describe-publication.ts';
import type { PrintedBody } from './print-body.ts';
import type { PacketOfService, TraceEntry } from './trace-entry.ts';

type Fields = TraceEntry['fields'];

/** What a packet other than a PUBLISH means. */
interface Meaning {
  readonly words: string;
  readonly fields?: Fields;
  readonly failed?: boolean;
}

/** Gives the trace row of one MQTT 3.1.1 packet; `number` is the row's own. The password of a CONNECT is in none. */
export function describePacket(seen: PacketOfService, number: number): TraceEntry {
  const { service, at, packet } = seen;
  const head = { number, at, direction: packet.direction, service, type: packet.type.toUpperCase() } as const;
  const { bytes } = packet;
  if (packet.type === 'publish') return { ...head, ...describePublish(service, packet), bytes };
  const { words, fields = [], failed = false } = describeControl(service, packet);
  const topic = packet.subscriptions?.map((one) => one.topic).join(', ') ?? '';
  return { ...head, words, topic, bytes, body: '', fields: [...fields, ...packetIdField(packet)], failed };
}

/** Gives the trace row of a step between packets: a road that was taken, a reason to reconnect, a change of state. */
export function describeNote(
  note: {
    readonly at: number;
    readonly service: 'dps' | 'hub';
    readonly words: string;
    readonly failed?: boolean;
    readonly fields?: Fields;
  },
  number: number,
): TraceEntry {
  const { at, service, words, failed = false, fields = [] } = note;
  return { number, at, direction: 'note', service, type: 'NOTE', words, topic: '', bytes: 0, body: '', fields, failed };
}

function describePublish(service: 'dps' | 'hub', packet: MqttPacketSeen) {
  const { topic = '', payload = new Uint8Array() } = packet;
  const { words, fields, failed, body } = describePublication(service, packet.direction, topic, payload);
  return { words, topic, body: body.text, fields: [...fields, ...deliveryFields(packet), ...bodyFields(body)], failed };
}

function describeControl(service: 'dps' | 'hub', packet: MqttPacketSeen): Meaning {
  switch (packet.type) {
    case 'connect':
      return describeConnect(packet);
    case 'connack':
      return describeConnack(service, packet);
    case 'subscribe':
      return describeSubscribe(packet);
    case 'suback':
      return describeSuback(packet);
    case 'unsubscribe':
      return { words: traceWords.unsubscribes };
    case 'unsuback':
      return { words: traceWords.unsubscribed };
    case 'puback':
      return { words: traceWords[packet.direction === 'sent' ? 'acknowledges' : 'acknowledged'](packet.packetId) };
    case 'pubrec':
    case 'pubrel':
    case 'pubcomp':
      return { words: traceWords.exactlyOnce(packet.type.toUpperCase()), failed: true };
    case 'pingreq':
      return { words: traceWords.keepAlive };
    case 'pingresp':
      return { words: traceWords.keepAliveAnswered };
    case 'disconnect':
      return { words: traceWords.ends };
    default:
      return { words: traceWords.otherPacket(packet.type.toUpperCase()), failed: true };
  }
}

function describeConnect(packet: MqttPacketSeen): Meaning {
  const { clientId = '', userName = '', cleanSession = false, keepAliveSeconds = 0 } = packet;
  const fields: Fields = [
    [traceFields.clientId, clientId],
    [traceFields.userName, userName],
    [traceFields.session, cleanSession ? traceFields.sessionNew : traceFields.sessionKept],
    [traceFields.keepAlive, traceFields.keepAliveSeconds(keepAliveSeconds)],
  ];
  const name = parseUserName(userName);
  if (name === undefined) return { words: traceWords.connectWithoutForm, fields };
  return { words: traceWords[name.service === 'dps' ? 'connectToDps' : 'connectToHub'](clientId), fields };
}

function describeConnack(service: 'dps' | 'hub', packet: MqttPacketSeen): Meaning {
  const { returnCode = 0, sessionPresent = false } = packet;
  const fields: Fields = [
    [traceFields.returnCode, String(returnCode)],
    [traceFields.sessionPresent, sessionPresent ? traceFields.yes : traceFields.no],
  ];
  if (returnCode !== 0) return { words: traceWords.refused(returnCode), fields, failed: true };
  // DPS keeps no sessions, so there is nothing to say of one.
  if (service === 'dps' && !sessionPresent) return { words: traceWords.accepted, fields };
  return { words: sessionPresent ? traceWords.acceptedSessionKept : traceWords.acceptedNewSession, fields };
}

function describeSubscribe(packet: MqttPacketSeen): Meaning {
  const subscriptions = packet.subscriptions ?? [];
  return {
    words: traceWords.subscribes(subscriptions.map(({ topic }) => nameFilter(topic))),
    fields: subscriptions.map(({ topic, qos }) => [topic, `${traceFields.qos} ${qos}`] as const),
  };
}

const FILTERS: Readonly<Record<string, string>> = {
  [DPS_RESPONSES]: traceWords.filters.dpsAnswers,
  [METHOD_REQUESTS]: traceWords.filters.commands,
  [TWIN_RESPONSES]: traceWords.filters.twinAnswers,
  [DESIRED_PATCHES]: traceWords.filters.desired,
};

function nameFilter(topic: string): string {
  if (/^devices\/[^/]+\/messages\/devicebound\/#$/.test(topic)) return traceWords.filters.messages;
  return FILTERS[topic] ?? traceWords.filters.other(topic);
}

const SUBSCRIPTION_REFUSED = 0x80;

function describeSuback(packet: MqttPacketSeen): Meaning {
  const granted = packet.granted ?? [];
  const refused = granted.filter((qos) => qos >= SUBSCRIPTION_REFUSED).length;
  const list = granted.map((qos) => (qos >= SUBSCRIPTION_REFUSED ? traceFields.refused : String(qos)));
  const fields: Fields = [[traceFields.granted, list.join(', ')]];
  if (refused === 0) return { words: traceWords.subscribed, fields };
  return { words: traceWords.subscriptionsRefused(refused, granted.length), fields, failed: true };
}

function deliveryFields(packet: MqttPacketSeen): Fields {
  return [
    [traceFields.qos, traceFields.qosAsked(packet.qos ?? 0)],
    ...(packet.duplicate === true ? [[traceFields.duplicate, traceFields.yes] as const] : []),
    ...packetIdField(packet),
  ];
}

function bodyFields(body: PrintedBody): Fields {
  return [
    ...(body.kind === 'binary' ? [[traceFields.bodyFormat, traceFields.bodyHex] as const] : []),
    ...(body.cut ? [[traceFields.bodyFormat, traceFields.bodyCut(body.bytes)] as const] : []),
  ];
}

function packetIdField(packet: MqttPacketSeen): Fields {
  return packet.packetId === undefined ? [] : [[traceFields.packetId, String(packet.packetId)]];
}
