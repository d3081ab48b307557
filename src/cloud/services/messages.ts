import { encodeUtf8 } from '#core/bytes/text';
import { messagesFilter, printMessagesTopic } from '#core/wire/hub-topics';
import type { CloudContext } from '../cloud-context.ts';
import type { CloudEvent } from '../cloud-events.ts';
import type { QueuedMessage } from '../state/cloud-state.ts';
import { takePacketId, type Delivery, type Identity } from './identity.ts';
import type { MessageEnd } from './message-feedback.ts';
import { makeGuid } from './random.ts';

/** Messages that wait for one device. */
export const QUEUE_LIMIT = 50;
/** Largest message to a device, in bytes. */
export const MESSAGE_LIMIT_BYTES = 64 * 1024;
/** Longest text in MQTT, such as a topic, in bytes (MQTT 3.1.1, 1.5.3). */
const TOPIC_LIMIT_BYTES = 65_535;

type MessageOutcome = Extract<CloudEvent, { readonly type: 'message' }>['outcome'];

/** Puts a message into the device's queue and sends it if the device listens. False: the queue is full (403004). */
export function enqueueMessage(
  context: CloudContext,
  identity: Identity,
  message: Omit<QueuedMessage, 'deliveryCount'>,
): boolean {
  dropExpired(context, identity);
  const { messages } = identity.state;
  if (messages.length >= QUEUE_LIMIT) return false;
  const queued = { ...message, deliveryCount: 0 };
  messages.push(queued);
  context.changed('identities', identity.id);
  tell(context, identity, queued, 'queued');
  deliverMessages(context, identity);
  return true;
}

/** Says whether a message's ID and properties can be sent: they go into its topic. */
export function fitsTopic(identity: Identity, message: Omit<QueuedMessage, 'deliveryCount'>): boolean {
  return printTopic(identity, message).length <= TOPIC_LIMIT_BYTES;
}

/** Counts the messages that wait, those under lock included. */
export function countMessages(context: CloudContext, identity: Identity): number {
  dropExpired(context, identity);
  return identity.state.messages.length;
}

/** Sends every message that is not under lock, if the device is online and subscribed. */
export function deliverMessages(context: CloudContext, identity: Identity): void {
  const qos = grantedQos(identity);
  if (qos === undefined) return;
  dropExpired(context, identity);
  const locked = findLocked(identity);
  for (const message of identity.state.messages.slice()) {
    if (!locked.has(message)) deliver(context, identity, message, qos);
  }
  watchLocks(context, identity);
}

/**
 * Sends what is under lock once more after a session was resumed [MQTT-4.4.0-1]: same packet identifier, DUP, and no
 * new delivery by the queue's count. Then sends the rest.
 */
export function resumeMessages(context: CloudContext, identity: Identity): void {
  const qos = grantedQos(identity);
  if (qos === 1) {
    for (const [packetId, { message }] of identity.deliveries) {
      if (typeof packetId === 'number') sendMessage(identity, message, 1, { packetId, duplicate: true });
    }
  }
  deliverMessages(context, identity);
}

/** Settles a message by its PUBACK. An identifier that is not known means a lock that ran out (412002). */
export function completeMessage(context: CloudContext, identity: Identity, packetId: number): void {
  const delivery = identity.deliveries.get(packetId);
  if (delivery === undefined) return;
  identity.deliveries.delete(packetId);
  removeMessage(context, identity, delivery.message, 'completed');
  watchLocks(context, identity);
}

/**
 * Gives the oldest message that nobody has, under a lock for the device that asks over HTTPS; undefined when there is
 * none.
 */
export function lockMessage(
  context: CloudContext,
  identity: Identity,
): { readonly lockToken: string; readonly message: QueuedMessage } | undefined {
  dropExpired(context, identity);
  const locked = findLocked(identity);
  const message = identity.state.messages.find((one) => !locked.has(one));
  if (message === undefined) return undefined;
  const lockToken = makeGuid(context.crypto);
  message.deliveryCount += 1;
  context.changed('identities', identity.id);
  identity.deliveries.set(lockToken, { message, lockedUntil: lockEnd(context) });
  tell(context, identity, message, 'delivered');
  watchLocks(context, identity);
  return { lockToken, message };
}

/**
 * Settles a message by its lock token. An abandoned one goes back into its place, unless it was delivered too often.
 * False: the lock is not, or no longer, there (412002).
 */
export function settleMessage(
  context: CloudContext,
  identity: Identity,
  lockToken: string,
  how: 'completed' | 'rejected' | 'abandoned',
): boolean {
  dropExpired(context, identity);
  const delivery = identity.deliveries.get(lockToken);
  if (delivery === undefined) return false;
  if (how === 'abandoned') releaseLock(context, identity, lockToken, delivery);
  else {
    identity.deliveries.delete(lockToken);
    removeMessage(context, identity, delivery.message, how);
  }
  deliverMessages(context, identity);
  watchLocks(context, identity);
  return true;
}

/** Empties the queue: a clean session gets nothing that was sent before it. */
export function purgeMessages(context: CloudContext, identity: Identity): void {
  identity.deliveries.clear();
  watchLocks(context, identity);
  for (const message of identity.state.messages.slice()) removeMessage(context, identity, message, 'purged');
}

/** Drops what nobody will get any more from the queues of all devices. */
export function dropAllExpired(context: CloudContext): void {
  for (const identity of context.registry.list()) dropExpired(context, identity);
}

/** Stops the queue's timer, for an identity that is removed or a cloud that ends. */
export function stopMessages(identity: Identity): void {
  identity.lockTimer?.cancel();
  identity.lockTimer = undefined;
}

function findLocked({ deliveries }: Identity): ReadonlySet<QueuedMessage> {
  return new Set([...deliveries.values()].map(({ message }) => message));
}

function lockEnd({ clock, settings }: CloudContext): number {
  return clock.now() + settings.messageLockSeconds * 1000;
}

function deliver(context: CloudContext, identity: Identity, message: QueuedMessage, qos: 0 | 1): void {
  const duplicate = message.deliveryCount > 0;
  message.deliveryCount += 1;
  tell(context, identity, message, 'delivered');
  if (qos === 0) {
    sendMessage(identity, message, 0, { duplicate: false }); // [MQTT-3.3.1-2]
    return removeMessage(context, identity, message, 'completed');
  }
  const packetId = takePacketId(identity);
  identity.deliveries.set(packetId, { message, lockedUntil: lockEnd(context) });
  sendMessage(identity, message, 1, { packetId, duplicate });
}

function sendMessage(
  identity: Identity,
  message: QueuedMessage,
  qos: 0 | 1,
  packet: { readonly packetId?: number; readonly duplicate: boolean },
): void {
  const topic = printTopic(identity, message);
  identity.connection?.send({ type: 'publish', topic, payload: encodeUtf8(message.body), qos, ...packet });
}

/** Gives the topic of a message; its characters are all ASCII. */
function printTopic({ state }: Identity, message: Omit<QueuedMessage, 'deliveryCount'>): string {
  return printMessagesTopic(state.deviceId, new Map(orderProperties(state.deviceId, message)));
}

/** The bag as Azure writes it: `$.to`, `$.mid`, the message's own properties, and `method-name` at the very end. */
function orderProperties(
  deviceId: string,
  message: Omit<QueuedMessage, 'deliveryCount'>,
): readonly (readonly [string, string])[] {
  const own = Object.entries(message.properties).filter(([name]) => name !== 'method-name');
  const method = message.properties['method-name'];
  return [
    ['$.to', `/devices/${deviceId}/messages/devicebound`],
    ['$.mid', message.messageId],
    ...own,
    ...(method === undefined ? [] : [['method-name', method] as const]),
  ];
}

/** One timer per device, for the lock that ends first. */
function watchLocks(context: CloudContext, identity: Identity): void {
  stopMessages(identity);
  if (identity.deliveries.size === 0) return;
  const first = Math.min(...[...identity.deliveries.values()].map(({ lockedUntil }) => lockedUntil));
  identity.lockTimer = context.clock.after(first - context.clock.now(), () => releaseLocks(context, identity));
}

function releaseLocks(context: CloudContext, identity: Identity): void {
  const now = context.clock.now();
  const over = [...identity.deliveries].filter(([, { lockedUntil }]) => lockedUntil <= now);
  for (const [lock, delivery] of over) releaseLock(context, identity, lock, delivery);
  deliverMessages(context, identity);
  watchLocks(context, identity);
}

function releaseLock(context: CloudContext, identity: Identity, lock: number | string, { message }: Delivery): void {
  identity.deliveries.delete(lock);
  if (message.deliveryCount < context.settings.messageMaxDeliveryCount) return;
  removeMessage(context, identity, message, 'delivery-count-exceeded');
}

function dropExpired(context: CloudContext, identity: Identity): void {
  const now = context.now();
  for (const message of identity.state.messages.filter(({ expiresAt }) => expiresAt <= now)) {
    for (const [lock, delivery] of identity.deliveries) {
      if (delivery.message === message) identity.deliveries.delete(lock);
    }
    removeMessage(context, identity, message, 'expired');
  }
}

function removeMessage(context: CloudContext, identity: Identity, message: QueuedMessage, outcome: MessageEnd): void {
  const { messages } = identity.state;
  const at = messages.indexOf(message);
  if (at < 0) return;
  messages.splice(at, 1);
  context.changed('identities', identity.id);
  context.feedback.add(identity, message, outcome);
  tell(context, identity, message, outcome);
}

function tell(context: CloudContext, identity: Identity, message: QueuedMessage, outcome: MessageOutcome): void {
  const { messageId } = message;
  context.events.tell({ type: 'message', at: context.clock.now(), deviceId: identity.id, messageId, outcome });
}

/** QoS of the subscription to messages; undefined when the device does not listen. */
function grantedQos(identity: Identity): 0 | 1 | undefined {
  const { moduleId, deviceId } = identity.state;
  if (moduleId !== undefined) return undefined;
  const subscriptions = identity.connection?.session?.subscriptions;
  return (
    subscriptions?.get(messagesFilter(deviceId)) ?? subscriptions?.get(`devices/${deviceId}/messages/devicebound/#`)
  );
}
