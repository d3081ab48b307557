import { concatBytes } from '#core/bytes/compare';
import { encodeUtf8 } from '#core/bytes/text';
import { parser as createParser, writeToStream } from 'mqtt-packet';
import type { ConnectPacket, IncomingPacket, OutgoingPacket } from './packets.ts';
import { createTopicReader, decodePublish, type Frame, type TopicReader } from './publish-bytes.ts';

// The cache holds 65,536 buffers made at the first packet: seconds of a phone's time for nothing here.
(writeToStream as unknown as { cacheNumbers: boolean }).cacheNumbers = false;

/** What mqtt-packet gives, as far as the cloud reads it. Its own types need Node's. */
interface ParsedPacket {
  readonly cmd: string;
  readonly messageId?: number;
  readonly clientId?: string;
  readonly username?: string;
  readonly password?: Uint8Array;
  readonly clean?: boolean;
  readonly keepalive?: number;
  readonly will?: { topic: string; payload: Uint8Array; qos: 0 | 1 | 2; retain: boolean };
  readonly subscriptions?: readonly { topic: string; qos: 0 | 1 | 2 }[];
  readonly unsubscriptions?: readonly string[];
}

interface FrameParser {
  on(event: 'packet', listener: (packet: ParsedPacket) => void): void;
  on(event: 'error', listener: (error: Error) => void): void;
  parse(bytes: Uint8Array): number;
}

/** Takes a connection's bytes apart, at the pace of its reader. */
export interface PacketDecoder {
  /** Takes bytes as they come; packets may span or share them. */
  push(bytes: Uint8Array): void;
  /** Gives the next whole packet, or undefined until more bytes come. After a bad packet it gives nothing more. */
  next(): IncomingPacket | undefined;
  /** Bytes that wait for `next`. */
  readonly bufferedBytes: number;
}

const EMPTY = new Uint8Array(0);
const CONNECT = 1;
const PUBLISH = 3;

/** Gives a decoder that refuses packets of more than `limitBytes`, before it has collected them. */
export function createPacketDecoder(limitBytes: number): PacketDecoder {
  let buffer: Uint8Array = EMPTY;
  let at = 0;
  let broken = false;
  const readTopic = createTopicReader();

  const stop = (packet: IncomingPacket): IncomingPacket => {
    broken = true;
    buffer = EMPTY;
    at = 0;
    return packet;
  };

  return {
    push(bytes) {
      if (broken) return;
      // A plain view: of Node's Buffer `slice` is no copy, and cutting it is slow. Only what is left of an unfinished packet is copied.
      const view = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      buffer = at === buffer.length ? view : concatBytes(buffer.subarray(at), view);
      at = 0;
    },
    next() {
      const header = readFixedHeader(buffer, at);
      if (header === undefined || broken) return undefined;
      if (typeof header === 'string') return stop({ type: 'malformed', detail: header });
      const end = header.bodyAt + header.length;
      if (end - at > limitBytes) return stop({ type: 'too-large', bytes: end - at });
      if (end > buffer.length) return undefined;
      const packet = decodePacket({ bytes: buffer, at, bodyAt: header.bodyAt, end }, readTopic);
      if (packet.type === 'malformed') return stop(packet);
      at = end;
      return packet;
    },
    get bufferedBytes() {
      return buffer.length - at;
    },
  };
}

/** Flags of each packet type (2.2.2, table 2.2); PUBLISH has its own, types 0 and 15 are forbidden. */
const FLAGS: readonly (number | undefined)[] = [undefined, 0, 0, undefined, 0, 0, 2, 0, 2, 0, 2, 0, 0, 0, 0, undefined];

/** Reads the fixed header (2.2): undefined when it is not whole yet. Its first byte alone shows most other protocols. */
function readFixedHeader(
  bytes: Uint8Array,
  at: number,
): { readonly bodyAt: number; readonly length: number } | string | undefined {
  const first = bytes[at];
  if (first === undefined) return undefined;
  if (first >> 4 !== PUBLISH && FLAGS[first >> 4] !== (first & 0x0f)) {
    return `0x${first.toString(16).padStart(2, '0')} begins no packet.`; // [MQTT-2.2.2-2]
  }
  let length = 0;
  for (let count = 0; count < 4; count += 1) {
    const byte = bytes[at + 1 + count];
    if (byte === undefined) return undefined;
    length += (byte & 0x7f) * 128 ** count;
    if (byte < 0x80) return { bodyAt: at + 2 + count, length };
  }
  return 'the length of a packet has five bytes.';
}

function decodePacket(frame: Frame, readTopic: TopicReader): IncomingPacket {
  const { bytes, at, bodyAt, end } = frame;
  const type = (bytes[at] ?? 0) >> 4;
  // Telemetry's packet is read here: measured, mqtt-packet takes four times as long for it.
  if (type === PUBLISH) return decodePublish(frame, readTopic);
  const level = type === CONNECT ? readLevel(bytes.subarray(bodyAt, end)) : undefined;
  return level ?? translate(parseFrame(bytes.subarray(at, end)));
}

/** Finds a CONNECT of another protocol or level, which has a code of its own [MQTT-3.1.2-2], and flags that contradict. */
function readLevel(body: Uint8Array): IncomingPacket | undefined {
  const nameLength = (body[0] ?? 0) * 256 + (body[1] ?? 0);
  const name = String.fromCharCode(...body.subarray(2, Math.min(2 + nameLength, 12)));
  const level = body[2 + nameLength];
  const flags = body[3 + nameLength];
  if (level === undefined || flags === undefined) return { type: 'malformed', detail: 'CONNECT is too short.' };
  if (name !== 'MQTT' && name !== 'MQIsdp') return { type: 'malformed', detail: 'CONNECT names no known protocol.' };
  if (name !== 'MQTT' || level !== 4) return { type: 'other-level', name, level };
  if ((flags & 0xc0) === 0x40) return { type: 'malformed', detail: 'CONNECT has a password without a user name.' };
  return undefined;
}

let shared: FrameParser | undefined;
let parsed: ParsedPacket | Error | undefined;

/** Reads one whole frame. One parser serves all connections, because a frame never waits in it. */
function parseFrame(frame: Uint8Array): ParsedPacket | Error {
  parsed = undefined;
  try {
    shared ??= createFrameParser();
    const left = shared.parse(frame);
    if (left > 0 && parsed === undefined) parsed = new Error('a packet ends in its middle');
  } catch (error) {
    parsed = error instanceof Error ? error : new Error(String(error));
  }
  // A parser that failed may hold half a packet.
  if (parsed === undefined || parsed instanceof Error) shared = undefined;
  return parsed ?? new Error('a packet could not be read');
}

function createFrameParser(): FrameParser {
  const frameParser = createParser({ protocolVersion: 4 }) as unknown as FrameParser;
  frameParser.on('packet', (packet) => (parsed ??= packet));
  frameParser.on('error', (error) => (parsed = error));
  return frameParser;
}

function translate(packet: ParsedPacket | Error): IncomingPacket {
  if (packet instanceof Error) return { type: 'malformed', detail: `${packet.message}.` };
  const packetId = packet.messageId ?? 0;
  switch (packet.cmd) {
    case 'connect':
      return translateConnect(packet);
    case 'pingreq':
    case 'disconnect':
      return { type: packet.cmd };
    case 'puback':
      return packetId > 0 ? { type: 'puback', packetId } : noPacketId;
    case 'subscribe':
      return translateSubscribe(packet, packetId);
    case 'unsubscribe': {
      const filters = packet.unsubscriptions ?? [];
      if (filters.length === 0) return { type: 'malformed', detail: 'UNSUBSCRIBE names no filter.' }; // [MQTT-3.10.3-2]
      return packetId > 0 ? { type: 'unsubscribe', packetId, filters } : noPacketId;
    }
    default:
      return { type: 'unexpected', name: packet.cmd.toUpperCase() };
  }
}

/** [MQTT-2.3.1-1] */
const noPacketId: IncomingPacket = { type: 'malformed', detail: 'a packet identifier is missing or 0.' };

function translateConnect(packet: ParsedPacket): ConnectPacket {
  return {
    type: 'connect',
    clientId: packet.clientId ?? '',
    userName: packet.username,
    password: packet.password,
    cleanSession: packet.clean ?? true,
    keepAliveSeconds: packet.keepalive ?? 0,
    will: packet.will === undefined ? undefined : { ...packet.will, payload: new Uint8Array(packet.will.payload) },
  };
}

function translateSubscribe(packet: ParsedPacket, packetId: number): IncomingPacket {
  const subscriptions = (packet.subscriptions ?? []).map(({ topic, qos }) => ({ filter: topic, qos }));
  if (subscriptions.length === 0) return { type: 'malformed', detail: 'SUBSCRIBE names no filter.' }; // [MQTT-3.8.3-3]
  return packetId > 0 ? { type: 'subscribe', packetId, subscriptions } : noPacketId;
}

/** Gives a packet's bytes (MQTT 3.1.1, section 3). */
export function encodePacket(packet: OutgoingPacket): Uint8Array {
  switch (packet.type) {
    // One per message of telemetry, so written without a detour (3.4).
    case 'puback':
      return Uint8Array.of(0x40, 2, packet.packetId >> 8, packet.packetId & 0xff);
    case 'connack':
      return write({ cmd: 'connack', returnCode: packet.returnCode, sessionPresent: packet.sessionPresent });
    case 'suback':
      return write({ cmd: 'suback', messageId: packet.packetId, granted: packet.granted });
    case 'unsuback':
      return write({ cmd: 'unsuback', messageId: packet.packetId });
    case 'pingresp':
      return write({ cmd: 'pingresp' });
    case 'publish':
      return write({
        cmd: 'publish',
        topic: packet.topic,
        payload: packet.payload,
        qos: packet.qos,
        dup: packet.duplicate === true,
        retain: false,
        messageId: packet.packetId,
      });
  }
}

function write(packet: object): Uint8Array {
  const chunks: Uint8Array[] = [];
  const collect = {
    write(chunk: Uint8Array | string): boolean {
      chunks.push(typeof chunk === 'string' ? encodeUtf8(chunk) : chunk);
      return true;
    },
    destroy(error: Error): void {
      throw error;
    },
  };
  (writeToStream as unknown as (packet: object, stream: typeof collect) => void)(packet, collect);
  return concatBytes(...chunks);
}
