import { makeAttempt } from '../attempts.ts';
import type { CloudContext } from '../cloud-context.ts';
import { handleConnect } from './connect.ts';
import type { Connection } from './connection.ts';
import { handleDisconnect } from './disconnect.ts';
import type { IncomingPacket } from './packets.ts';
import { handlePingreq } from './pingreq.ts';
import { handlePuback } from './puback.ts';
import { handlePublish } from './publish.ts';
import type { Session } from './session.ts';
import { handleSubscribe } from './subscribe.ts';
import { handleUnsubscribe } from './unsubscribe.ts';
import { refuseBytes } from './refuse-bytes.ts';

/**
 * Gives a packet to its handler. A promise is given back when the packets behind it must wait.
 */
export function dispatchPacket(
  context: CloudContext,
  connection: Connection,
  packet: IncomingPacket,
): Promise<void> | void {
  switch (packet.type) {
    case 'connect':
      return handleConnect(context, connection, packet);
    case 'malformed':
    case 'too-large':
    case 'other-level':
      return refuseBytes(connection, packet);
  }
  const { session } = connection;
  // [MQTT-3.1.0-1]
  if (session === undefined) return connection.fail(makeAttempt('connect-missing', { found: nameOf(packet) }));
  return dispatchToSession(context, connection, session, packet);
}

type SessionPacket = Exclude<IncomingPacket, { readonly type: 'connect' | 'malformed' | 'too-large' | 'other-level' }>;

function dispatchToSession(
  context: CloudContext,
  connection: Connection,
  session: Session,
  packet: SessionPacket,
): Promise<void> | void {
  switch (packet.type) {
    case 'publish':
      return handlePublish(connection, session, packet);
    case 'puback':
      return handlePuback(session, packet.packetId);
    case 'subscribe':
      return handleSubscribe(context, connection, session, packet);
    case 'unsubscribe':
      return handleUnsubscribe(connection, session, packet);
    case 'pingreq':
      return handlePingreq(connection);
    case 'disconnect':
      return handleDisconnect(connection);
    case 'unexpected':
      return connection.fail(makeAttempt('packet-unexpected', { found: packet.name }));
  }
}

function nameOf(packet: SessionPacket): string {
  return packet.type === 'unexpected' ? packet.name : packet.type.toUpperCase();
}
