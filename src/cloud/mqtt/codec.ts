import { concatBytes } from '#core/bytes/compare';
import { encodeUtf8 } from '#core/bytes/text';
import { parser as createParser, writeToStream } from 'mqtt-packet';
import type { ConnectPacket, IncomingPacket, OutgoingPacket } from './packets.ts';

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

let shared: FrameParser | undefined;
let parsed: ParsedPacket | Error | undefined;

/** Reads one whole packet of a client, but for PUBLISH, which has a reader of its own. */
export function decodeFrame(frame: Uint8Array): IncomingPacket {
  return translate(parseFrame(frame));
}

/** One parser serves all connections, because a frame never waits in it. */
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
  return concatBytes(chunks);
}
