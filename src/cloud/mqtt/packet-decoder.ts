import { decodeFrame } from './codec.ts';
import type { IncomingPacket } from './packets.ts';
import { createTopicReader, decodePublish, type Frame, type TopicReader } from './publish-bytes.ts';

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
  /** What waits for `next` stands in `buffer` from `at` to `filled`. */
  let at = 0;
  let filled = 0;
  /** False while `buffer` is the piece that came, which belongs to the link. */
  let isOurs = false;
  let broken = false;
  const readTopic = createTopicReader();

  const grow = (neededBytes: number): void => {
    const room = new Uint8Array(neededBytes * 2);
    room.set(buffer.subarray(at, filled));
    filled -= at;
    at = 0;
    buffer = room;
    isOurs = true;
  };

  const stop = (packet: IncomingPacket): IncomingPacket => {
    broken = true;
    buffer = EMPTY;
    at = 0;
    filled = 0;
    return packet;
  };

  return {
    push(bytes) {
      if (broken) return;
      // A plain view: of Node's Buffer `slice` is no copy, and cutting it is slow.
      const view = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      const waiting = filled - at;
      if (waiting === 0) {
        buffer = view;
        isOurs = false;
        at = 0;
        filled = view.length;
        return;
      }
      // Only an unfinished packet is copied, into room that doubles: a packet that comes byte by byte costs no square.
      if (buffer.length - filled < view.length || !isOurs) grow(waiting + view.length);
      buffer.set(view, filled);
      filled += view.length;
    },
    next() {
      const header = readFixedHeader(buffer, at, filled);
      if (header === undefined || broken) return undefined;
      if (typeof header === 'string') return stop({ type: 'malformed', detail: header });
      const end = header.bodyAt + header.length;
      if (end - at > limitBytes) return stop({ type: 'too-large', bytes: end - at });
      if (end > filled) return undefined;
      const packet = decodePacket({ bytes: buffer, at, bodyAt: header.bodyAt, end }, readTopic);
      if (packet.type === 'malformed') return stop(packet);
      at = end;
      return packet;
    },
    get bufferedBytes() {
      return filled - at;
    },
  };
}

/** Flags of each packet type (2.2.2, table 2.2); PUBLISH has its own, types 0 and 15 are forbidden. */
const FLAGS: readonly (number | undefined)[] = [undefined, 0, 0, undefined, 0, 0, 2, 0, 2, 0, 2, 0, 0, 0, 0, undefined];

/** Reads the fixed header (2.2): undefined when it is not whole yet. Its first byte alone shows most other protocols. */
function readFixedHeader(
  bytes: Uint8Array,
  at: number,
  filled: number,
): { readonly bodyAt: number; readonly length: number } | string | undefined {
  if (at >= filled) return undefined;
  const first = bytes[at] ?? 0;
  if (first >> 4 !== PUBLISH && FLAGS[first >> 4] !== (first & 0x0f)) {
    return `0x${first.toString(16).padStart(2, '0')} begins no packet.`; // [MQTT-2.2.2-2]
  }
  let length = 0;
  for (let count = 0; count < 4; count += 1) {
    if (at + 1 + count >= filled) return undefined;
    const byte = bytes[at + 1 + count] ?? 0;
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
  return level ?? decodeFrame(bytes.subarray(at, end));
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
