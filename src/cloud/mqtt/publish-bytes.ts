import { decodeUtf8 } from '#core/bytes/text';
import type { IncomingPacket } from './packets.ts';

/** Reads a topic's bytes; gives undefined when they are no text that MQTT allows. */
export type TopicReader = (bytes: Uint8Array) => string | undefined;

/** Gives a reader that remembers its last topic: a device publishes to the same one again and again. */
export function createTopicReader(): TopicReader {
  let lastBytes: Uint8Array | undefined;
  let lastText: string | undefined;
  return (bytes) => {
    if (lastBytes !== undefined && sameBytes(lastBytes, bytes)) return lastText;
    const text = decodeUtf8(bytes);
    if (text === undefined || text.includes('\0')) return undefined;
    // Not `slice`: of Node's Buffer, which a host may hand in, that is no copy.
    lastBytes = new Uint8Array(bytes);
    return (lastText = text);
  };
}

/** Reads a PUBLISH (MQTT 3.1.1, 3.3): `first` is its first byte, `body` what follows the fixed header. */
export function decodePublish(first: number, body: Uint8Array, readTopic: TopicReader): IncomingPacket {
  const qos = (first >> 1) & 3;
  if (qos === 3) return malformed('PUBLISH has QoS 3.'); // [MQTT-3.3.1-4]
  const topicEnd = 2 + (body[0] ?? 0) * 256 + (body[1] ?? 0);
  const payloadAt = qos === 0 ? topicEnd : topicEnd + 2;
  if (body.length < payloadAt || topicEnd === 2) return malformed('PUBLISH is too short, or has no topic.'); // [MQTT-4.7.3-1]
  const topic = readTopic(body.subarray(2, topicEnd));
  if (topic === undefined) return malformed('the topic of a PUBLISH is not UTF-8.'); // [MQTT-1.5.3-1], [MQTT-1.5.3-2]
  const packetId = qos === 0 ? 0 : (body[topicEnd] ?? 0) * 256 + (body[topicEnd + 1] ?? 0);
  if (qos > 0 && packetId === 0) return malformed('a PUBLISH has the packet identifier 0.'); // [MQTT-2.3.1-1]
  return {
    type: 'publish',
    topic,
    payload: body.subarray(payloadAt),
    qos: qos as 0 | 1 | 2,
    retain: (first & 1) !== 0,
    duplicate: (first & 8) !== 0,
    packetId,
  };
}

function malformed(detail: string): IncomingPacket {
  return { type: 'malformed', detail };
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  // From the end, where topics of one form differ.
  for (let at = a.length - 1; at >= 0; at -= 1) if (a[at] !== b[at]) return false;
  return true;
}
