import type { Connection } from './connection.ts';
import type { UnsubscribePacket } from './packets.ts';
import type { Session } from './session.ts';

/** UNSUBSCRIBE (MQTT 3.1.1, 3.10): acknowledged also when there was nothing to end [MQTT-3.10.4-5]. */
export function handleUnsubscribe(connection: Connection, session: Session, packet: UnsubscribePacket): void {
  for (const filter of packet.filters) session.subscriptions.delete(filter);
  connection.send({ type: 'unsuback', packetId: packet.packetId });
}
