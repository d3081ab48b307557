import { decodeUtf8 } from '#core/bytes/text';
import type { IncomingPacket } from './packets.ts';

/** Where one packet stands among the bytes that came. */
export interface Frame {
  readonly bytes: Uint8Array;
  readonly at: number;
  /** Behind the fixed header. */
  readonly bodyAt: number;
  readonly end: number;
}

/** Reads the topic in `bytes` from one place to another; gives undefined when it is no text that MQTT allows. */
export type TopicReader = (bytes: Uint8Array, from: number, to: number) => string | undefined;

/** Gives a reader that remembers its last topic: a device publishes to the same one again and again. */
export function createTopicReader(): TopicReader {
  let lastBytes = new Uint8Array(0);
  let lastText: string | undefined;
  return (bytes, from, to) => {
    if (lastText !== undefined && holds(bytes, from, to, lastBytes)) return lastText;
    const own = bytes.slice(from, to);
    const text = decodeUtf8(own);
    if (text === undefined || text.includes('\0')) return undefined;
    lastBytes = own;
    return (lastText = text);
  };
}

/** Reads a PUBLISH (MQTT 3.1.1, 3.3). */
export function decodePublish({ bytes, at, bodyAt, end }: Frame, readTopic: TopicReader): IncomingPacket {
  const flags = bytes[at] ?? 0;
  const qos = (flags >> 1) & 3;
  if (qos === 3) return malformed('PUBLISH has QoS 3.'); // [MQTT-3.3.1-4]
  const topicAt = bodyAt + 2;
  const topicEnd = topicAt + readNumber(bytes, bodyAt);
  const payloadAt = qos === 0 ? topicEnd : topicEnd + 2;
  if (end < payloadAt || topicEnd === topicAt) return malformed('PUBLISH is too short, or has no topic.'); // [MQTT-4.7.3-1]
  const topic = readTopic(bytes, topicAt, topicEnd);
  if (topic === undefined) return malformed('the topic of a PUBLISH is not UTF-8.'); // [MQTT-1.5.3-1], [MQTT-1.5.3-2]
  const packetId = qos === 0 ? 0 : readNumber(bytes, topicEnd);
  if (qos > 0 && packetId === 0) return malformed('a PUBLISH has the packet identifier 0.'); // [MQTT-2.3.1-1]
  return {
    type: 'publish',
    topic,
    payload: bytes.subarray(payloadAt, end),
    qos: qos as 0 | 1 | 2,
    retain: (flags & 1) !== 0,
    duplicate: (flags & 8) !== 0,
    packetId,
  };
}

function malformed(detail: string): IncomingPacket {
  return { type: 'malformed', detail };
}

function readNumber(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0);
}

function holds(bytes: Uint8Array, from: number, to: number, wanted: Uint8Array): boolean {
  if (to - from !== wanted.length) return false;
  // From the end, where topics of one form differ.
  for (let at = wanted.length - 1; at >= 0; at -= 1) if (bytes[from + at] !== wanted[at]) return false;
  return true;
}
