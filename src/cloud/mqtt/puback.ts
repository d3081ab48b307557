import type { Session } from './session.ts';

/** PUBACK (MQTT 3.1.1, 3.4): settles a message that the cloud sent. An unknown identifier means a lock that ran out. */
export function handlePuback(session: Session, packetId: number): void {
  session.acknowledged(packetId);
}
