import { makeAttempt } from '../attempts.ts';
import { PACKET_LIMIT_BYTES, type Connection } from './connection.ts';
import type { IncomingPacket } from './packets.ts';

/** Ends a connection whose bytes are not what this cloud reads [MQTT-4.8.0-1]. */
export function refuseBytes(
  connection: Connection,
  packet: Extract<IncomingPacket, { readonly type: 'malformed' | 'too-large' | 'other-level' }>,
): void {
  if (packet.type === 'malformed') return connection.fail(makeAttempt('packet-malformed', { detail: packet.detail }));
  if (packet.type === 'too-large') {
    const facts = { bytes: packet.bytes, limit: PACKET_LIMIT_BYTES };
    return connection.fail(makeAttempt('packet-too-large', facts, 413001));
  }
  if (connection.session !== undefined) return connection.fail(makeAttempt('connect-twice', {}));
  connection.send({ type: 'connack', returnCode: 1, sessionPresent: false }); // [MQTT-3.1.2-2]
  connection.fail(makeAttempt('protocol-level', { found: `${packet.name} level ${packet.level}` }));
}
