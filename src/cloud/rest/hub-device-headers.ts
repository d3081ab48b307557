import { encodePercent } from '#core/wire/percent';
import { printPropertyBag } from '#core/wire/property-bag';
import type { QueuedMessage } from '../state/cloud-state.ts';

/** System properties as headers (REST reference of IoT Hub, "Send Device Event"), and as MQTT's bag has them. */
const SYSTEM_PROPERTIES: ReadonlyMap<string, string> = new Map([
  ['iothub-messageid', '$.mid'],
  ['iothub-correlationid', '$.cid'],
  ['iothub-userid', '$.uid'],
  ['iothub-expiry', '$.exp'],
  ['iothub-contenttype', '$.ct'],
  ['iothub-contentencoding', '$.ce'],
  ['dt-subject', '$.sub'],
]);
const SYSTEM_HEADERS: ReadonlyMap<string, string> = new Map(
  [...SYSTEM_PROPERTIES].map(([header, property]) => [property, header]),
);
const OWN_PROPERTY = /^iothub-app-(.+)$/is;
/** Kept by their own name: they are no application's properties, and MQTT spells them so, too. */
const PLAIN_PROPERTIES: ReadonlySet<string> = new Set(['iothub-ack', 'iothub-creation-time-utc']);

/** Gives a message's properties as MQTT's bag has them. Headers that say nothing of the message are passed over. */
export function readMessageBag(headers: Readonly<Record<string, string>>): string {
  const bag = new Map<string, string>();
  for (const [name, value] of Object.entries(headers)) {
    const lower = name.toLowerCase();
    const property =
      OWN_PROPERTY.exec(name)?.[1] ?? SYSTEM_PROPERTIES.get(lower) ?? (PLAIN_PROPERTIES.has(lower) ? lower : undefined);
    if (property !== undefined) bag.set(property, value);
  }
  return printPropertyBag(bag);
}

/** Gives the headers that a message to a device goes out with. */
export function printMessageHeaders(
  deviceId: string,
  lockToken: string,
  message: QueuedMessage,
): Record<string, string> {
  const { messageId, properties, enqueuedAt, expiresAt, deliveryCount } = message;
  const headers: Record<string, string> = {
    etag: `"${lockToken}"`,
    'iothub-messageid': printValue(messageId),
    'iothub-to': printValue(`/devices/${deviceId}/messages/devicebound`),
    'iothub-enqueuedtime': new Date(enqueuedAt).toISOString(),
    'iothub-expiry': new Date(expiresAt).toISOString(),
    'iothub-deliverycount': String(deliveryCount),
  };
  for (const [name, value] of Object.entries(properties)) {
    const system = PLAIN_PROPERTIES.has(name) ? name : SYSTEM_HEADERS.get(name);
    headers[system ?? `iothub-app-${printName(name)}`] = printValue(value);
  }
  return headers;
}

/** Headers hold printable ASCII (RFC 9110, 5.5): whatever else there is goes out percent-encoded. */
function printValue(value: string): string {
  return /^[\x21-\x7e]?(?:[\x20-\x7e]*[\x21-\x7e])?$/.test(value) ? value : encodePercent(value);
}

/** A name is a token (RFC 9110, 5.6.2). */
function printName(name: string): string {
  return /^[\w!#$%&'*+.^`|~-]+$/.test(name)
    ? name
    : encodePercent(name).replaceAll(/[()]/g, (sign) => `%${sign === '(' ? 28 : 29}`);
}
