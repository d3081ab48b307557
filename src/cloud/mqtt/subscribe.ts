import { makeAttempt } from '../attempts.ts';
import type { CloudContext } from '../cloud-context.ts';
import type { Connection } from './connection.ts';
import type { SubscribePacket } from './packets.ts';
import type { Session } from './session.ts';

/** Filters that IoT Hub lets one connection have. */
const SUBSCRIPTION_LIMIT = 5;

/**
 * SUBSCRIBE (MQTT 3.1.1, 3.8). QoS 2 is granted as 1; a sixth filter closes the connection, and so does one that the
 * service does not offer (a setting answers 0x80 for it).
 */
export function handleSubscribe(
  context: CloudContext,
  connection: Connection,
  session: Session,
  packet: SubscribePacket,
): void {
  const filters = packet.subscriptions.map(({ filter }) => filter);
  if (new Set([...session.subscriptions.keys(), ...filters]).size > SUBSCRIPTION_LIMIT) {
    return connection.fail(makeAttempt('subscription-limit', { limit: SUBSCRIPTION_LIMIT }));
  }
  const strange = filters.find((filter) => !session.offers(filter));
  if (strange !== undefined && context.settings.unsupportedSubscription === 'close') {
    return connection.fail(makeAttempt('subscription-topic', { topic: strange }));
  }
  const granted = packet.subscriptions.map(({ filter, qos }) => {
    if (!session.offers(filter)) return 0x80;
    const grantedQos = qos === 0 ? 0 : 1;
    session.subscriptions.set(filter, grantedQos); // [MQTT-3.8.4-3]
    return grantedQos;
  });
  connection.send({ type: 'suback', packetId: packet.packetId, granted }); // [MQTT-3.8.4-1], [MQTT-3.8.4-5]
  session.subscribed(filters);
}
