import type { Packet } from 'mqtt';
import { encodeUtf8 } from '#core/bytes/text';
import type { MqttPacketSeen } from '#core/ports/mqtt-client';

/** Gives the size of a received packet from its remaining length (MQTT 3.1.1, 2.2.3). */
export function packetSize(remainingLength: number): number {
  const lengthBytes = remainingLength < 128 ? 1 : remainingLength < 16_384 ? 2 : remainingLength < 2_097_152 ? 3 : 4;
  return 1 + lengthBytes + remainingLength;
}

/** Gives a packet of mqtt.js in our own words: plain data, without its password. */
export function describeSeen(direction: 'sent' | 'received', packet: Packet, bytes: number): MqttPacketSeen {
  const head = { direction, type: packet.cmd, bytes };
  switch (packet.cmd) {
    case 'connect':
      return {
        ...head,
        clientId: packet.clientId,
        ...(packet.username === undefined ? {} : { userName: packet.username }),
        cleanSession: packet.clean ?? true,
        keepAliveSeconds: packet.keepalive ?? 0,
      };
    case 'connack':
      return { ...head, returnCode: packet.returnCode ?? 0, sessionPresent: packet.sessionPresent };
    case 'publish':
      return {
        ...head,
        topic: packet.topic,
        payload: direction === 'sent' ? ownPayload(packet.payload) : copyPayload(packet.payload),
        qos: packet.qos,
        duplicate: packet.dup ?? false,
        ...(packet.qos === 0 ? {} : packetIdOf(packet)),
      };
    case 'subscribe':
      return {
        ...head,
        ...packetIdOf(packet),
        subscriptions: packet.subscriptions.map(({ topic, qos }) => ({ topic, qos })),
      };
    case 'suback':
      return { ...head, ...packetIdOf(packet), granted: packet.granted.map(Number) };
    default:
      return { ...head, ...packetIdOf(packet) };
  }
}

/** What we sent is the device's own array, and nobody changes it: no copy is needed. */
function ownPayload(payload: string | Uint8Array): Uint8Array {
  return typeof payload === 'string' ? encodeUtf8(payload) : payload;
}

/** Gives bytes with a buffer of their own: those of mqtt.js are slices of a pool. */
export function copyPayload(payload: string | Uint8Array): Uint8Array {
  return typeof payload === 'string' ? encodeUtf8(payload) : new Uint8Array(payload);
}

function packetIdOf(packet: Packet): { readonly packetId?: number } {
  return packet.messageId === undefined ? {} : { packetId: packet.messageId };
}
