import { makeAttempt } from '../attempts.ts';
import type { Connection } from './connection.ts';
import type { PublishPacket } from './packets.ts';
import type { Session } from './session.ts';

/** PUBLISH (MQTT 3.1.1, 3.3). Neither DPS nor IoT Hub takes QoS 2. */
export function handlePublish(connection: Connection, session: Session, packet: PublishPacket): Promise<void> | void {
  if (packet.qos === 2) return connection.fail(makeAttempt('publish-qos-2', {}));
  // [MQTT-3.3.2-2]
  if (/[#+]/.test(packet.topic)) return connection.fail(makeAttempt('publish-topic', { topic: packet.topic }));
  return session.published(packet);
}

/** Acknowledges a message of QoS 1 (3.4); one of QoS 0 needs none. */
export function acknowledge(connection: Connection, packet: PublishPacket): void {
  if (packet.qos === 1) connection.send({ type: 'puback', packetId: packet.packetId });
}
