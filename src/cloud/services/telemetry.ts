import { encodeBase64 } from '#core/bytes/base64';
import { parseJson, type Json } from '#core/bytes/json';
import { decodeUtf8, encodeUtf8 } from '#core/bytes/text';
import { parsePropertyBag, type PropertyBag } from '#core/wire/property-bag';

/** Largest message from a device, body and properties together, in bytes. */
export const TELEMETRY_LIMIT_BYTES = 256 * 1024;

/** Bytes of bodies that one device's ring keeps: large messages push older ones out before there are `limit` of them. */
export const TELEMETRY_RING_BYTES = 8 * 1024 * 1024;

/** A message of a device as it is kept: nothing is parsed before somebody looks. */
export interface TelemetryMessage {
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
  readonly payload: Uint8Array;
  /** Property bag as it stood in the topic; its escapes are known to be good. */
  readonly bagText: string;
  /** What the hub adds to the device's own properties, such as `mqtt-retain`. */
  readonly stamp: Readonly<Record<string, string>> | undefined;
}

/** A message of a device as it is shown. */
export interface ShownTelemetry {
  readonly at: number;
  /** JSON where it is JSON, else the text, or base64 where it is no UTF-8. */
  readonly body: Json;
  readonly properties: Readonly<Record<string, string>>;
}

/** The newest messages of one device. */
export interface TelemetryRing {
  add(message: TelemetryMessage, limit: number): void;
  readonly last: TelemetryMessage | undefined;
  /** Gives at most `top` messages, newest first. */
  newest(top: number): readonly TelemetryMessage[];
}

/** Gives an empty ring. */
export function createTelemetryRing(): TelemetryRing {
  let messages: TelemetryMessage[] = [];
  let kept = 0;
  let bytes = 0;
  const cut = (count: number): void => {
    messages = messages.slice(-count);
    bytes = messages.reduce((sum, { payload }) => sum + payload.length, 0);
  };
  return {
    add(message, limit) {
      kept = limit;
      // The payload is a view of the piece it came in, which it would keep whole.
      messages.push({ ...message, payload: message.payload.slice() });
      bytes += message.payload.length;
      // Cut in blocks: a shift at each message would move the whole ring.
      if (messages.length >= limit * 2) cut(limit);
      else if (bytes > TELEMETRY_RING_BYTES) cut(Math.ceil(messages.length / 2));
    },
    get last() {
      return messages.at(-1);
    },
    newest: (top) => (top <= 0 ? [] : messages.slice(-Math.min(top, kept)).reverse()),
  };
}

/** Gives a message to show. */
export function describeTelemetry(message: TelemetryMessage): ShownTelemetry {
  const own = [...readBag(message.bagText)].map(([name, value]) => [name, value ?? ''] as const);
  const properties = { ...Object.fromEntries(own), ...message.stamp };
  return { at: message.at, body: readBody(message.payload), properties };
}

function readBody(payload: Uint8Array): Json {
  const text = decodeUtf8(payload);
  if (text === undefined) return encodeBase64(payload);
  return parseJson(text) ?? text;
}

/** Says how much of the limit a message takes: body, values of system properties, names and values of the others. */
export function measureTelemetry(payload: Uint8Array, bagText: string): number {
  let bytes = payload.length;
  for (const [name, value] of readBag(bagText)) {
    if (!name.startsWith('$.')) bytes += encodeUtf8(name).length;
    bytes += encodeUtf8(value ?? '').length;
  }
  return bytes;
}

/** Some clients end the topic with a slash behind the bag. */
function readBag(text: string): PropertyBag {
  return parsePropertyBag(text.endsWith('/') ? text.slice(0, -1) : text) ?? new Map();
}
