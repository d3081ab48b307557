import { takePacketId, type Identity } from './identity.ts';

/** Publishes to a device that is online and has this filter, with the QoS it was granted; else does nothing. */
export function publishTo(identity: Identity, filter: string, topic: string, payload: Uint8Array): void {
  const qos = identity.connection?.session?.subscriptions.get(filter);
  if (qos === undefined) return;
  const packetId = qos === 1 ? { packetId: takePacketId(identity) } : {};
  identity.connection?.send({ type: 'publish', topic, payload, qos, ...packetId });
}

/** Says whether a device is online and has this filter. */
export function listensTo(identity: Identity, filter: string): boolean {
  return identity.connection?.session?.subscriptions.has(filter) === true;
}
